import { compile, evaluate, fits, nearest } from '../../../../kernel/expressions/index.ts';
import type { CelType, Program } from '../../../../kernel/expressions/index.ts';
import { celTypeOf } from '../../../../kernel/parts/types.ts';
import type { PartsCatalog } from '../../../../kernel/parts/types.ts';
import type { LoadedPackage } from '../load-package.ts';
import type { FieldDefinition, FormDefinition } from '../schema/form.ts';
import { formEnv } from '../scope.ts';
import type { ServiceTypes } from '../scope.ts';
import type { Path, YamlSource } from '../yaml-source.ts';

interface Place {
  /** Page a field stands on, counted from 0. */
  page: number;
  field: FieldDefinition;
  path: Path;
}

export function checkForm(loaded: LoadedPackage, types: ServiceTypes, parts: PartsCatalog): void {
  const form = loaded.form?.value;
  const source = loaded.form?.source;
  if (!form || !source) return;
  const places = placesOf(form);
  checkIds(form, source, places);
  const conditions = checkConditions(form, source, types, places, namesUnknownSubject(loaded, types));
  checkUses(form, source, conditions, places);
  const unknownSubject = namesUnknownSubject(loaded, types);
  for (const place of places) checkField(place, source, types, parts, unknownSubject);
}

/** An unknown subject is reported at its name; what reads it is not reported again. */
export function namesUnknownSubject(loaded: LoadedPackage, types: ServiceTypes): boolean {
  return loaded.process?.value?.subject !== undefined && types.subject === undefined;
}

function placesOf(form: FormDefinition): Place[] {
  return form.pages.flatMap((page, pageIndex) => page.fields.map((field, index) => ({ page: pageIndex, field, path: ['pages', pageIndex, 'fields', index] })));
}

function checkIds(form: FormDefinition, source: YamlSource, places: readonly Place[]): void {
  const seen = new Map<string, string>();
  const claim = (id: string, path: Path, de: string, en: string) => {
    const before = seen.get(id);
    if (before) source.report([...path, 'id'], { de: `Die id »${id}« gibt es schon (${de}). Jede Seite und jedes Feld braucht eine eigene.`, en: `The id "${id}" exists already (${en}). Every page and field needs its own.` });
    seen.set(id, id);
  };
  form.pages.forEach((page, index) => claim(page.id, ['pages', index], 'Seite oder Feld', 'page or field'));
  for (const { field, path } of places) claim(field.id, path, 'Seite oder Feld', 'page or field');
}

function checkConditions(form: FormDefinition, source: YamlSource, types: ServiceTypes, places: readonly Place[], unknownSubject: boolean): Map<string, Program> {
  const programs = new Map<string, Program>();
  const env = formEnv(types);
  for (const [name, condition] of Object.entries(form.conditions)) {
    const path = ['conditions', name, 'cel'];
    if (unknownSubject && /\bsubject\b/.test(condition.cel)) continue;
    const compiled = compile(condition.cel, env, 'bool');
    if (!compiled.ok) {
      source.report(path, compiled.message, { offset: compiled.position });
      continue;
    }
    programs.set(name, compiled.program);
    if (mayHold(compiled.program, places) === false) {
      source.report(path, { de: `Die Bedingung »${name}« kann nie zutreffen. Was von ihr abhängt, ist nie zu erreichen.`, en: `The condition "${name}" can never hold. What depends on it can never be reached.` });
    } else if (compiled.program.references.length === 0) {
      source.report(path, { de: `Die Bedingung »${name}« trifft immer zu.`, en: `The condition "${name}" always holds.` }, { severity: 'warning' });
    }
  }
  return programs;
}

const maxCombinations = 2000;

/** Tries every combination of answers where all fields read have few possible ones; undefined: cannot tell. */
function mayHold(program: Program, places: readonly Place[]): boolean | undefined {
  const fields = new Map<string, readonly unknown[]>();
  for (const [root, id = ''] of program.references) {
    const field = root === 'answers' ? places.find((place) => place.field.id === id)?.field : undefined;
    const answers = field ? possibleAnswers(field) : undefined;
    if (!answers) return undefined;
    fields.set(id, answers);
  }
  const total = [...fields.values()].reduce((product, answers) => product * answers.length, 1);
  if (total > maxCombinations) return undefined;
  for (let index = 0; index < total; index++) {
    let rest = index;
    const answers: Record<string, unknown> = {};
    for (const [id, possible] of fields) {
      answers[id] = possible[rest % possible.length];
      rest = Math.floor(rest / possible.length);
    }
    const result = evaluate(program, { answers });
    if (result.ok && result.value === true) return true;
  }
  return false;
}

function possibleAnswers(field: FieldDefinition): unknown[] | undefined {
  const options = (field['options'] ?? []) as { value: string }[];
  switch (field.type) {
    case 'yes_no':
      return [undefined, true, false];
    case 'declaration':
      return [undefined, true];
    case 'radios':
    case 'select':
      return [undefined, ...options.map((option) => option.value)];
    case 'checkboxes': {
      if (options.length > 6) return undefined;
      return Array.from({ length: 2 ** options.length }, (_, bits) => options.filter((_option, index) => bits & (1 << index)).map((option) => option.value));
    }
    default:
      return undefined;
  }
}

function checkUses(form: FormDefinition, source: YamlSource, programs: Map<string, Program>, places: readonly Place[]): void {
  const names = Object.keys(form.conditions);
  const used = new Set<string>();
  const use = (name: string | undefined, path: Path, page: number) => {
    if (name === undefined) return;
    used.add(name);
    if (!names.includes(name)) {
      const best = nearest(name, names);
      const hint = best ? { de: `Meinten Sie »${best}«?`, en: `Did you mean "${best}"?` } : { de: 'Legen Sie sie unter »conditions« an.', en: 'Add it under "conditions".' };
      source.report(path, { de: `Die Bedingung »${name}« gibt es nicht. ${hint.de}`, en: `There is no condition "${name}". ${hint.en}` });
      return;
    }
    for (const [root, id] of programs.get(name)?.references ?? []) {
      if (root !== 'answers') continue;
      const asked = places.find((place) => place.field.id === id);
      if (id === undefined) {
        source.report(path, { de: `Die Bedingung »${name}« liest alle Antworten. Nennen Sie einzelne Felder.`, en: `The condition "${name}" reads all answers. Name single fields.` });
      } else if (asked && asked.page >= page) {
        source.report(path, {
          de: `Die Bedingung »${name}« liest »${id}«. Dieses Feld steht ${asked.page === page ? 'auf derselben Seite' : 'erst auf einer späteren Seite'}; es muss auf einer früheren stehen.`,
          en: `The condition "${name}" reads "${id}". This field is ${asked.page === page ? 'on the same page' : 'only on a later page'}; it must be on an earlier one.`,
        });
      }
    }
  };
  form.pages.forEach((page, index) => use(page.when, ['pages', index, 'when'], index));
  for (const { field, path, page } of places) use(field.when, [...path, 'when'], page);
  for (const name of names) {
    if (!used.has(name)) source.report(['conditions', name], { de: `Die Bedingung »${name}« wird nirgends verwendet.`, en: `The condition "${name}" is not used anywhere.` }, { key: true, severity: 'warning' });
  }
}

function checkField({ field, path }: Place, source: YamlSource, types: ServiceTypes, parts: PartsCatalog, unknownSubject: boolean): void {
  if (field.sensitive && !field.legal_basis) {
    source.report(path, { de: `Das Feld »${field.id}« ist als besonders schutzwürdig gekennzeichnet; dazu gehört die Rechtsgrundlage (»legal_basis«).`, en: `The field "${field.id}" is marked as sensitive; it needs its legal basis ("legal_basis").` });
  }
  if (field.locked && field.prefill === undefined) {
    source.report([...path, 'locked'], { de: 'Ein gesperrtes Feld braucht »prefill«, sonst bliebe es leer.', en: 'A locked field needs "prefill", otherwise it would stay empty.' }, { key: true });
  }
  if (field.prefill === undefined) return;
  const signature = parts.fieldTypes[field.type];
  const whole = signature?.celType(field);
  if (!signature || !whole) {
    source.report([...path, 'prefill'], { de: `Ein Feld der Art »${field.type}« lässt sich nicht vorbelegen.`, en: `A field of type "${field.type}" cannot be prefilled.` }, { key: true });
    return;
  }
  if (typeof field.prefill === 'string') {
    if (signature.prefillParts) {
      source.report([...path, 'prefill'], { de: `Dieses Feld wird in Teilen vorbelegt: ${Object.keys(signature.prefillParts).join(', ')}.`, en: `This field is prefilled in parts: ${Object.keys(signature.prefillParts).join(', ')}.` });
      return;
    }
    if (!(unknownSubject && field.prefill.startsWith('subject.'))) checkPrefill(field.prefill, whole, [...path, 'prefill'], source, types, parts);
    return;
  }
  for (const [part, from] of Object.entries(field.prefill)) {
    const partPath = [...path, 'prefill', part];
    const partType = signature.prefillParts?.[part];
    if (!partType) {
      const known = Object.keys(signature.prefillParts ?? {}).join(', ');
      source.report(partPath, known
        ? { de: `Den Teil »${part}« gibt es nicht. Möglich sind: ${known}.`, en: `There is no part "${part}". Possible are: ${known}.` }
        : { de: 'Dieses Feld hat keine Teile; schreiben Sie prefill: account.…', en: 'This field has no parts; write prefill: account.…' }, { key: true });
      continue;
    }
    if (!(unknownSubject && from.startsWith('subject.'))) checkPrefill(from, celTypeOf(partType), partPath, source, types, parts);
  }
}

function checkPrefill(from: string, needed: CelType, path: Path, source: YamlSource, types: ServiceTypes, parts: PartsCatalog): void {
  const known: Record<string, CelType> = {
    ...Object.fromEntries(Object.entries(parts.prefill).map(([name, type]) => [name, celTypeOf(type)])),
    ...Object.fromEntries(Object.entries(types.subject ?? {}).map(([name, type]) => [`subject.${name}`, type])),
  };
  const given = Object.hasOwn(known, from) ? known[from] : undefined;
  if (given === undefined) {
    const best = nearest(from, Object.keys(known));
    const noSubject = from.startsWith('subject.') && !types.subject;
    source.report(path, noSubject
      ? { de: `»${from}« geht nur, wenn process.yaml ein »subject« nennt.`, en: `"${from}" is only possible when process.yaml names a "subject".` }
      : best
        ? { de: `Den Wert »${from}« gibt es nicht. Meinten Sie »${best}«?`, en: `There is no value "${from}". Did you mean "${best}"?` }
        : { de: `Den Wert »${from}« gibt es nicht. Möglich sind: ${Object.keys(known).join(', ') || '(keine)'}.`, en: `There is no value "${from}". Possible are: ${Object.keys(known).join(', ') || '(none)'}.` });
    return;
  }
  if (!fits(given, needed)) source.report(path, { de: `»${from}« passt nicht zu diesem Feld: die Arten der Werte sind verschieden.`, en: `"${from}" does not fit this field: the kinds of value differ.` });
}
