import type { ASTNode } from '@marcbachmann/cel-js';
import { functions, macros } from './environment.ts';
import { isDay } from './days.ts';
import type { CelEnv, CelType, Words } from './types.ts';
import { typeName } from './types.ts';
import { suggest } from './suggest.ts';

export interface Finding {
  message: Words;
  position: number;
}

export interface Inspection {
  finding?: Finding;
  /** Every value the expression reads, as a path: `['answers', 'dog', 'name']`. */
  references: string[][];
}

/** Reads the parsed expression before the type checker does: names, allowed functions, nesting. Says mistakes in words. */
export function inspect(ast: ASTNode, env: CelEnv): Inspection {
  const references = new Map<string, string[]>();
  let finding: Finding | undefined;

  const report = (node: ASTNode, de: string, en: string, position = node.pos) => {
    finding ??= { message: { de, en }, position };
  };

  const chain = (node: ASTNode): { root: ASTNode; path: string[] } | undefined => {
    const path: string[] = [];
    let current = node;
    while (current.op === '.') {
      path.unshift(current.args[1]);
      current = current.args[0];
    }
    return current.op === 'id' ? { root: current, path: [current.args as string, ...path] } : undefined;
  };

  const resolve = (node: ASTNode, bound: ReadonlySet<string>): void => {
    const found = chain(node);
    if (!found) {
      if (node.op === '.') visit(node.args[0], bound, 0);
      return;
    }
    const [name = '', ...rest] = found.path;
    if (bound.has(name)) return;
    let type = Object.hasOwn(env, name) ? env[name] : undefined;
    if (type === undefined) return unknownName(found.root, name);
    const seen = [name];
    for (const step of rest) {
      if (typeof type !== 'object' || !('record' in type)) {
        return report(node, `»${seen.join('.')}« ist ${typeName(type)} und hat keine Felder wie »${step}«.`,
          `"${seen.join('.')}" is ${typeName(type)} and has no fields such as "${step}".`);
      }
      const next: CelType | undefined = Object.hasOwn(type.record, step) ? type.record[step] : undefined;
      if (next === undefined) {
        const hint = suggest(step, Object.keys(type.record));
        return report(node, `»${seen.join('.')}« hat kein Feld »${step}«.${hint.de}`, `"${seen.join('.')}" has no field "${step}".${hint.en}`,
          Math.max(found.root.pos, node.end - step.length));
      }
      seen.push(step);
      type = next;
    }
    references.set(seen.join('.'), seen);
  };

  const unknownName = (node: ASTNode, name: string): void => {
    const owner = Object.entries(env).find(([, type]) => typeof type === 'object' && 'record' in type && Object.hasOwn(type.record, name));
    const hint = owner ? { de: ` Meinten Sie »${owner[0]}.${name}«?`, en: ` Did you mean "${owner[0]}.${name}"?` } : suggest(name, Object.keys(env));
    report(node, `Den Namen »${name}« gibt es hier nicht.${hint.de}`, `There is no name "${name}" here.${hint.en}`);
  };

  const call = (node: ASTNode, name: string): boolean => {
    if (functions.has(name) || macros.has(name)) return true;
    const hint = suggest(name, [...functions, ...macros]);
    report(node, `Die Funktion »${name}« gibt es nicht.${hint.de}`, `There is no function "${name}".${hint.en}`);
    return false;
  };

  const visit = (node: ASTNode, bound: ReadonlySet<string>, depth: number): void => {
    switch (node.op) {
      case 'id':
      case '.':
        resolve(node, bound);
        return;
      case 'value':
        if (node.args === null) report(node, 'null gibt es nicht. Ob ein Wert da ist, fragt has(answers.name).', 'There is no null. Ask has(answers.name) whether a value is there.');
        else if (typeof node.args === 'object') report(node, 'Diese Art von Wert gibt es hier nicht.', 'This kind of value does not exist here.');
        return;
      case 'call': {
        const [name, args] = node.args;
        if (!call(node, name)) return;
        const first = args[0];
        if (name === 'date' && first?.op === 'value' && typeof first.args === 'string' && !isDay(first.args)) {
          report(first, `»${first.args}« ist kein Datum. Schreiben Sie date("2026-01-31").`, `"${first.args}" is not a date. Write date("2026-01-31").`);
        }
        for (const arg of args) visit(arg, bound, depth);
        return;
      }
      case 'rcall': {
        const [name, receiver, args] = node.args;
        if (!call(node, name)) return;
        visit(receiver, bound, depth);
        if (!macros.has(name)) {
          for (const arg of args) visit(arg, bound, depth);
          return;
        }
        if (depth > 0) {
          report(node, `»${name}« steht in einer anderen Schleife. Eine Schleife in der anderen geht nicht.`, `"${name}" stands inside another loop. One loop inside another is not possible.`);
          return;
        }
        const variable = args[0];
        const inner = variable?.op === 'id' ? new Set([...bound, variable.args]) : bound;
        for (const arg of args.slice(1)) visit(arg, inner, depth + 1);
        return;
      }
      case '[]':
        visit(node.args[0], bound, depth);
        if (node.args[1].op !== 'value' || typeof node.args[1].args !== 'bigint') {
          report(node, 'In eckigen Klammern steht eine Zahl: liste[0]. Felder schreiben Sie mit Punkt: answers.name.', 'Square brackets take a number: list[0]. Write fields with a dot: answers.name.');
        }
        return;
      case 'map':
        report(node, 'Geschweifte Klammern { } gibt es hier nicht.', 'Curly brackets { } do not exist here.');
        return;
      case '!_':
      case '-_':
        visit(node.args, bound, depth);
        return;
      case 'list':
        for (const item of node.args) visit(item, bound, depth);
        return;
      default:
        for (const child of node.args as readonly unknown[]) visit(child as ASTNode, bound, depth);
    }
  };

  visit(ast, new Set(), 0);
  return { ...(finding ? { finding } : {}), references: [...references.values()] };
}
