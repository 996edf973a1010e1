import { compile, nearest } from '../../../../kernel/expressions/index.ts';
import type { CelEnv, CelType } from '../../../../kernel/expressions/index.ts';
import { celTypeOf } from '../../../../kernel/parts/types.ts';
import type { PartFields, PartsCatalog } from '../../../../kernel/parts/types.ts';
import type { LoadedPackage } from '../load-package.ts';
import type { LetterDefinition, LetterKind, ProcessDefinition } from '../schema/process.ts';
import { letterEnv, processEnv } from '../scope.ts';
import type { ServiceTypes } from '../scope.ts';
import { parseTemplate } from '../templates.ts';
import type { Path, YamlSource } from '../yaml-source.ts';

export function checkProcess(loaded: LoadedPackage, types: ServiceTypes, parts: PartsCatalog): void {
  const process = loaded.process?.value;
  const source = loaded.process?.source;
  if (!process || !source) return;
  checkSubject(process, source, parts);
  checkDuplicates(process, source);
  const report = reporter(source, unknownParts(process, parts));
  const done: string[] = [];
  process.checks.forEach((check, index) => {
    checkUse(report, ['checks', index], check, parts.checks, { de: 'Die Prüfung', en: 'The check' }, processEnv(types, done));
    done.push(check.id);
  });
  const env = processEnv(types, done);
  process.rules.forEach((rule, index) => checkCel(report, ['rules', index, 'ok'], rule.ok, env, 'bool'));
  checkFee(loaded, process, report, env);
  if (process.decision.automatic && !process.decision.legal_basis) {
    source.report(['decision'], { de: 'Zur automatischen Entscheidung fehlt die Rechtsgrundlage (»legal_basis«), etwa § 35a VwVfG mit der erlaubenden Vorschrift.', en: 'The automatic decision needs its legal basis ("legal_basis").' });
  }
  const applied: string[] = [];
  process.effects.forEach((effect, index) => {
    checkUse(report, ['effects', index], effect, parts.effects, { de: 'Die Wirkung', en: 'The effect' }, processEnv(types, done, applied));
    applied.push(effect.id);
  });
  for (const kind of ['granted', 'rejected', 'question'] as const) {
    const letter = process.letters[kind];
    if (letter) checkLetter(report, kind, letter, letterEnv(types, kind));
  }
  if (typeof process.deadline_workdays === 'number') {
    source.report(['deadline_workdays'], { de: 'Schreiben Sie dazu, woher die Frist ist: {days: 20, source: …}.', en: 'Say where the deadline is from: {days: 20, source: …}.' }, { severity: 'warning' });
  }
}

/** Where to report, and what not to check because the part it reads is unknown: that was already said once. */
interface Reporter {
  source: YamlSource;
  skip: RegExp | undefined;
}

function reporter(source: YamlSource, unknown: readonly string[]): Reporter {
  return { source, skip: unknown.length > 0 ? new RegExp(`(?:${unknown.join('|')})\\b`) : undefined };
}

function unknownParts(process: ProcessDefinition, parts: PartsCatalog): string[] {
  const missing = (uses: readonly { id: string; use: string }[], known: Record<string, unknown>) => uses.filter(({ use }) => !Object.hasOwn(known, use)).map(({ id }) => id);
  return [
    ...missing(process.checks, parts.checks).map((id) => `\\bchecks\\.${id}`),
    ...missing(process.effects, parts.effects).map((id) => `\\beffects\\.${id}`),
    ...(process.subject !== undefined && !Object.hasOwn(parts.subjects, process.subject) ? ['\\bsubject'] : []),
  ];
}

function checkSubject(process: ProcessDefinition, source: YamlSource, parts: PartsCatalog): void {
  if (process.subject === undefined || Object.hasOwn(parts.subjects, process.subject)) return;
  source.report(['subject'], unknownPart(process.subject, parts.subjects, { de: 'Den Gegenstand', en: 'The subject' }));
}

function unknownPart(name: string, known: Record<string, unknown>, what: { de: string; en: string }) {
  const names = Object.keys(known);
  const best = nearest(name, names);
  const hint = best
    ? { de: ` Meinten Sie »${best}«?`, en: ` Did you mean "${best}"?` }
    : names.length > 0
      ? { de: ` Möglich sind: ${names.join(', ')}.`, en: ` Possible are: ${names.join(', ')}.` }
      : { de: '', en: '' };
  return { de: `${what.de} »${name}« gibt es nicht.${hint.de}`, en: `${what.en} "${name}" does not exist.${hint.en}` };
}

function checkDuplicates(process: ProcessDefinition, source: YamlSource): void {
  for (const list of ['checks', 'rules', 'effects'] as const) {
    const seen = new Set<string>();
    process[list].forEach(({ id }, index) => {
      if (seen.has(id)) source.report([list, index, 'id'], { de: `Die id »${id}« gibt es in »${list}« schon.`, en: `The id "${id}" exists already in "${list}".` });
      seen.add(id);
    });
  }
}

interface Use {
  id: string;
  use: string;
  with: Record<string, string>;
  when?: string | undefined;
}

function checkUse(report: Reporter, path: Path, use: Use, known: Record<string, { inputs: PartFields }>, what: { de: string; en: string }, env: CelEnv): void {
  const { source } = report;
  if (use.when !== undefined) checkCel(report, [...path, 'when'], use.when, env, 'bool');
  const part = Object.hasOwn(known, use.use) ? known[use.use] : undefined;
  if (!part) {
    source.report([...path, 'use'], unknownPart(use.use, known, what));
    return;
  }
  for (const [name, expression] of Object.entries(use.with)) {
    const type = Object.hasOwn(part.inputs, name) ? part.inputs[name] : undefined;
    if (type) {
      checkCel(report, [...path, 'with', name], expression, env, celTypeOf(type));
      continue;
    }
    const best = nearest(name, Object.keys(part.inputs));
    const list = Object.keys(part.inputs).join(', ');
    source.report([...path, 'with', name], best
      ? { de: `»${use.use}« kennt die Angabe »${name}« nicht. Meinten Sie »${best}«?`, en: `"${use.use}" does not know "${name}". Did you mean "${best}"?` }
      : { de: `»${use.use}« kennt die Angabe »${name}« nicht. Möglich sind: ${list}.`, en: `"${use.use}" does not know "${name}". Possible are: ${list}.` }, { key: true });
  }
  for (const name of Object.keys(part.inputs)) {
    if (!Object.hasOwn(use.with, name)) source.report([...path, 'use'], { de: `»${use.use}« braucht unter »with« die Angabe »${name}«.`, en: `"${use.use}" needs "${name}" under "with".` });
  }
}

function checkCel({ source, skip }: Reporter, path: Path, expression: string, env: CelEnv, expected: CelType): void {
  if (skip?.test(expression)) return;
  const compiled = compile(expression, env, expected);
  if (!compiled.ok) source.report(path, compiled.message, { offset: compiled.position });
}

function checkFee(loaded: LoadedPackage, process: ProcessDefinition, report: Reporter, env: CelEnv): void {
  const { source } = report;
  const fee = loaded.service?.value?.fee;
  const labels = fee && 'amounts' in fee ? [...new Set(fee.amounts.map((amount) => amount.label))] : [];
  process.fee.choose.forEach((choice, index) => {
    if (choice.when !== undefined) checkCel(report, ['fee', 'choose', index, 'when'], choice.when, env, 'bool');
    if (loaded.service?.value && !labels.includes(choice.amount)) {
      source.report(['fee', 'choose', index, 'amount'], unknownPart(choice.amount, Object.fromEntries(labels.map((label) => [label, true])), { de: 'In service.yaml: den Betrag', en: 'In service.yaml: the amount' }));
    }
    if (choice.when === undefined && index < process.fee.choose.length - 1) {
      source.report(['fee', 'choose', index + 1], { de: 'Dieser Betrag kommt nie an die Reihe: der vorige hat keine Bedingung.', en: 'This amount is never reached: the one before has no condition.' });
    }
  });
  if (process.fee.collect === 'none') {
    if (process.fee.choose.length > 0) source.report(['fee', 'choose'], { de: 'Bei collect: none wird kein Betrag gewählt.', en: 'With collect: none no amount is chosen.' }, { key: true });
    return;
  }
  if (process.fee.choose.length === 0) source.report(['fee'], { de: '»choose« fehlt: welcher Betrag aus service.yaml gilt.', en: '"choose" is missing: which amount of service.yaml applies.' });
  else if (process.fee.choose.at(-1)?.when !== undefined) {
    source.report(['fee', 'choose', process.fee.choose.length - 1, 'when'], { de: 'Der letzte Betrag sollte keine Bedingung haben, sonst bleibt mancher Fall ohne Gebühr.', en: 'The last amount should have no condition, otherwise some cases have no fee.' }, { severity: 'warning' });
  }
}

function checkLetter(report: Reporter, kind: LetterKind, letter: LetterDefinition, env: CelEnv): void {
  const root = ['letters', kind] as const;
  const text = (value: LetterDefinition['subject'], path: Path) => {
    const versions = typeof value === 'string' ? [[undefined, value] as const] : Object.entries(value);
    for (const [lang, version] of versions) {
      if (version === undefined || report.skip?.test(version)) continue;
      const parsed = parseTemplate(version, env);
      if (!parsed.ok) report.source.report(lang === undefined ? path : [...path, lang], parsed.message, { offset: parsed.offset });
    }
  };
  text(letter.subject, [...root, 'subject']);
  letter.blocks.forEach((block, index) => {
    const path = [...root, 'blocks', index];
    if (block.when !== undefined) checkCel(report, [...path, 'when'], block.when, env, 'bool');
    if (block.type === 'list') block.items.forEach((item, i) => text(item, [...path, 'items', i]));
    else if (block.type === 'keyvalue') {
      block.rows.forEach((row, i) => {
        text(row.label, [...path, 'rows', i, 'label']);
        text(row.value, [...path, 'rows', i, 'value']);
      });
    } else text(block.text, [...path, 'text']);
  });
}
