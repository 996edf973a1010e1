import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, isMap, isSeq, parseDocument, type Document } from 'yaml';
import { isPlainDate, type PlainDate } from '../../../kernel/time/index.ts';
import { globalKinds, keyShape, kinds, planKeyShape, shapes, subjectOf, type AnyContent, type Kind, type NewFact } from '../domain/kinds.ts';

/** A mistake in the folder, with the place to look at. */
export interface FolderProblem {
  file: string;
  line: number;
  message: string;
}

/** A statement with the place it stands at, for messages. */
export interface FolderFact extends NewFact {
  content: AnyContent;
  file: string;
  line: number;
}

/** Reads city/<city>/plan: one folder per plan, loose files for what belongs to none. */
export function readFolder(root: string): { facts: FolderFact[]; problems: FolderProblem[] } {
  const facts: FolderFact[] = [];
  const problems: FolderProblem[] = [];
  if (!existsSync(root)) return { facts, problems };
  for (const name of readdirSync(root).sort()) {
    const path = join(root, name);
    if (statSync(path).isDirectory()) {
      if (!planKeyShape.test(name)) problems.push({ file: name, line: 1, message: 'the name of a plan begins with its year, such as 2013-2020' });
      else for (const file of readdirSync(path).filter((entry) => entry.endsWith('.yaml')).sort()) readFile(join(path, file), `${name}/${file}`, name);
    } else if (name.endsWith('.yaml')) readFile(path, name, '');
  }
  return { facts, problems: [...problems, ...twice(facts)] };

  function readFile(path: string, file: string, plan: string): void {
    const lines = new LineCounter();
    const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines, schema: 'core' });
    const lineAt = (offset: number | undefined) => lines.linePos(offset ?? 0).line;
    for (const error of document.errors) problems.push({ file, line: lineAt(error.pos[0]), message: error.message.split('\n')[0]! });
    if (document.errors.length > 0 || !isMap(document.contents)) return;
    for (const kind of Object.keys((document.toJS({ maxAliasCount: 20 }) ?? {}) as object)) {
      const list = document.get(kind, true);
      const global = (globalKinds as readonly string[]).includes(kind);
      if (!(kinds as readonly string[]).includes(kind) || global !== (plan === '')) problems.push({ file, line: 1, message: `"${kind}" does not belong here` });
      else if (!isSeq(list)) problems.push({ file, line: 1, message: `"${kind}" is a list` });
      else list.items.forEach((item, at) => readEntry(document, kind as Kind, at, file, plan, lineAt((item as { range?: [number, number, number] }).range?.[0])));
    }
  }

  function readEntry(document: Document, kind: Kind, at: number, file: string, plan: string, line: number): void {
    const raw = (document.toJS({ maxAliasCount: 20 }) as Record<string, unknown[]>)[kind]![at];
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return void problems.push({ file, line, message: 'an entry has a key and values' });
    const { key, since, ...content } = raw as Record<string, unknown>;
    // statements of standing are named by what they are about
    const name = kind === 'status' ? content['of'] : key;
    if (typeof name !== 'string' || (kind !== 'status' && !keyShape.test(name))) return void problems.push({ file, line, message: 'an entry needs a key of lower-case letters, digits and hyphens' });
    if (!isPlainDate(since)) return void problems.push({ file, line, message: `${kind} ${name} needs "since", a day that exists (YYYY-MM-DD)` });
    const parsed = shapes[kind].safeParse(kind === 'source' ? { ...content } : content);
    if (!parsed.success) {
      for (const issue of parsed.error.issues.slice(0, 3)) problems.push({ file, line, message: `${kind} ${name}: ${issue.path.join('.') || 'entry'}: ${issue.message}` });
      return;
    }
    facts.push({ subject: subjectOf(plan, kind, name), plan, kind, validFrom: since as PlainDate, content: parsed.data, file, line });
  }
}

/** Two statements of one subject and day cannot both be true. */
function twice(facts: readonly FolderFact[]): FolderProblem[] {
  const seen = new Set<string>();
  return facts.flatMap(({ subject, validFrom, file, line }) => {
    const name = `${subject}@${validFrom}`;
    if (seen.has(name)) return [{ file, line, message: `${subject} says two things of ${validFrom}` }];
    seen.add(name);
    return [];
  });
}
