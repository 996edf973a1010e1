import type * as z from 'zod';
import { nearest } from '../../../kernel/expressions/index.ts';
import type { Words } from '../../../kernel/expressions/index.ts';
import { localizedSchemas } from './schema/common.ts';
import type { YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** Puts a schema's objections into the file's problems, in words. Returns whether there were none. */
export function reportIssues(source: YamlSource, schema: Schema, data: unknown, issues: readonly Issue[], prefix: Path = []): void {
  for (const issue of issues) reportIssue(source, schema, data, issue, prefix);
}

function reportIssue(source: YamlSource, schema: Schema, data: unknown, issue: Issue, prefix: Path): void {
  const path = [...prefix, ...issue.path];
  const value = valueAt(data, issue.path);
  const name = String(issue.path.at(-1) ?? source.file);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysOf(schema, data, issue.path);
      for (const key of issue.keys) source.report([...path, key], unknownKey(key, known), { key: true });
      return;
    }
    case 'invalid_union': {
      const branches = issue.errors ?? [];
      if (branches.length === 0) {
        const options = discriminators(schema, data, issue);
        return source.report([...path], oneOf(String(value ?? ''), options));
      }
      const best = [...branches].sort((a, b) => weight(a) - weight(b))[0] ?? [];
      for (const inner of best) reportIssue(source, schema, data, { ...inner, path: [...issue.path, ...inner.path] }, prefix);
      return;
    }
    case 'invalid_type':
      if (value === undefined) return source.report(path, { de: `»${name}« fehlt.`, en: `"${name}" is missing.` }, { key: true });
      return source.report(path, wrongType(name, issue.expected, value));
    case 'invalid_value':
      if (value === undefined) return source.report(path, { de: `»${name}« fehlt.`, en: `"${name}" is missing.` }, { key: true });
      return source.report(path, oneOf(String(value), issue.values.map(String)));
    case 'invalid_format':
      return source.report(path, wrongFormat(name, String(value), issue.format === 'date' ? 'date' : 'pattern' in issue ? String(issue.pattern) : ''));
    case 'too_small':
      return source.report(path, tooSmall(name, issue.origin, Number(issue.minimum)));
    case 'too_big':
      return source.report(path, { de: `»${name}« ist zu ${issue.origin === 'number' || issue.origin === 'int' ? 'groß' : 'lang'} (höchstens ${issue.maximum}).`, en: `"${name}" is too ${issue.origin === 'number' || issue.origin === 'int' ? 'large' : 'long'} (${issue.maximum} at most).` });
    case 'invalid_key':
      return source.report(path, { de: `»${name}« ist kein Name: nur Kleinbuchstaben a–z, Ziffern und _, am Anfang ein Buchstabe.`, en: `"${name}" is not a name: lower-case letters a–z, digits and _ only, beginning with a letter.` }, { key: true });
    default:
      return source.report(path, { de: `»${name}« stimmt so nicht.`, en: `"${name}" is not right.` });
  }
}

/** The branch of a union the author most likely meant has the lightest objections. */
function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.path.length === 0 && issue.code === 'invalid_type' ? 100 : issue.code === 'unrecognized_keys' ? 10 * issue.keys.length : 1), 0);
}

export function unknownKey(key: string, known: readonly string[]): Words {
  if (/[\s,]/.test(key)) {
    return { de: `»${key.slice(0, 40)}« ist kein Name einer Angabe. Setzen Sie Text mit Komma oder Doppelpunkt in Anführungszeichen.`, en: `"${key.slice(0, 40)}" is not the name of an entry. Put text with a comma or colon in quotation marks.` };
  }
  const best = nearest(key, known);
  const list = known.slice(0, 30).join(', ');
  if (best) return { de: `Die Angabe »${key}« gibt es hier nicht. Meinten Sie »${best}«?`, en: `There is no "${key}" here. Did you mean "${best}"?` };
  return { de: `Die Angabe »${key}« gibt es hier nicht. Möglich sind: ${list}.`, en: `There is no "${key}" here. Possible are: ${list}.` };
}

export function oneOf(value: string, options: readonly string[]): Words {
  const best = nearest(value, options);
  const list = options.join(', ');
  if (best) return { de: `»${value}« gibt es hier nicht. Meinten Sie »${best}«?`, en: `There is no "${value}" here. Did you mean "${best}"?` };
  return { de: `»${value}« gibt es hier nicht. Möglich sind: ${list}.`, en: `There is no "${value}" here. Possible are: ${list}.` };
}

const kinds: Record<string, Words> = {
  string: { de: 'ein Text', en: 'a text' },
  number: { de: 'eine Zahl', en: 'a number' },
  int: { de: 'eine ganze Zahl', en: 'a whole number' },
  boolean: { de: 'true oder false', en: 'true or false' },
  array: { de: 'eine Liste', en: 'a list' },
  object: { de: 'eine Gruppe von Angaben', en: 'a group of entries' },
  record: { de: 'eine Gruppe von Angaben', en: 'a group of entries' },
  null: { de: 'nichts', en: 'nothing' },
};

function wrongType(name: string, expected: string, value: unknown): Words {
  const is = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const want = kinds[expected] ?? { de: 'etwas anderes', en: 'something else' };
  const have = kinds[is] ?? { de: 'etwas anderes', en: 'something else' };
  const quote = expected === 'string' && (is === 'number' || is === 'boolean');
  return {
    de: `»${name}« muss ${want.de} sein; hier steht ${have.de}.${quote ? ' Setzen Sie es in Anführungszeichen.' : ''}`,
    en: `"${name}" must be ${want.en}; there is ${have.en}.${quote ? ' Put it in quotation marks.' : ''}`,
  };
}

function tooSmall(name: string, origin: string, minimum: number): Words {
  if (origin === 'string') return { de: `»${name}« ist leer.`, en: `"${name}" is empty.` };
  if (origin === 'array') return { de: `»${name}« braucht mindestens ${minimum === 1 ? 'einen Eintrag' : `${minimum} Einträge`}.`, en: `"${name}" needs at least ${minimum === 1 ? 'one entry' : `${minimum} entries`}.` };
  return { de: `»${name}« muss mindestens ${minimum} sein.`, en: `"${name}" must be at least ${minimum}.` };
}

const formats: { part: string; words: Words }[] = [
  { part: 'date', words: { de: 'Schreiben Sie das Datum als JJJJ-MM-TT, etwa 2026-01-31.', en: 'Write the date as YYYY-MM-DD, such as 2026-01-31.' } },
  { part: 'https?', words: { de: 'Die Adresse muss mit https:// beginnen.', en: 'The address must begin with https://.' } },
  { part: '\\d{14}', words: { de: 'Der Leistungsschlüssel hat 14 Ziffern.', en: 'The LeiKa key has 14 digits.' } },
  { part: '(account|subject)', words: { de: 'Schreiben Sie account.… oder subject.…', en: 'Write account.… or subject.…' } },
  { part: '_]*(\\.', words: { de: 'Ein Name mit Punkt, etwa permit.current.', en: 'A name with a dot, such as permit.current.' } },
  { part: '-]{', words: { de: 'Nur Kleinbuchstaben a–z, Ziffern und Bindestrich, am Anfang ein Buchstabe.', en: 'Lower-case letters a–z, digits and hyphens only, beginning with a letter.' } },
  { part: '[a-z][a-z0-9_]', words: { de: 'Nur Kleinbuchstaben a–z, Ziffern und _, am Anfang ein Buchstabe.', en: 'Lower-case letters a–z, digits and _ only, beginning with a letter.' } },
];

function wrongFormat(name: string, value: string, pattern: string): Words {
  const hint = formats.find((format) => pattern.includes(format.part.replaceAll('/', '\\/')))?.words ?? { de: 'Die Form stimmt nicht.', en: 'The form is not right.' };
  return { de: `»${name}: ${value.slice(0, 60)}« geht so nicht. ${hint.de}`, en: `"${name}: ${value.slice(0, 60)}" is not possible. ${hint.en}` };
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/* Walking a zod schema beside the data. */

interface Def {
  type: string;
  shape?: Record<string, Schema>;
  element?: Schema;
  valueType?: Schema;
  innerType?: Schema;
  in?: Schema;
  options?: readonly Schema[];
  discriminator?: string;
  values?: unknown[];
}

const defOf = (schema: Schema) => schema._zod.def as unknown as Def;

/** Without optional, default and pipe around it. */
function unwrap(schema: Schema): Schema {
  const def = defOf(schema);
  const inner = def.innerType ?? (def.type === 'pipe' ? def.in : undefined);
  return inner ? unwrap(inner) : schema;
}

/** The schemas that may stand at a value: one, or the fitting options of a union. */
function candidates(schema: Schema, value: unknown): Schema[] {
  const bare = unwrap(schema);
  const def = defOf(bare);
  if (!def.options) return [bare];
  const options = def.options.map(unwrap);
  if (def.discriminator && typeof value === 'object' && value !== null) {
    const tag = (value as Record<string, unknown>)[def.discriminator];
    const match = options.filter((option) => {
      const own = defOf(option).shape?.[def.discriminator ?? ''];
      return own !== undefined && (defOf(unwrap(own)).values ?? []).includes(tag);
    });
    return match.length > 0 ? match : options;
  }
  return options.flatMap((option) => candidates(option, value));
}

function step(schema: Schema, key: PropertyKey): Schema | undefined {
  const def = defOf(schema);
  if (def.shape) return def.shape[String(key)];
  if (def.type === 'array') return def.element;
  return def.type === 'record' ? def.valueType : undefined;
}

function keysOf(schema: Schema, data: unknown, path: Path): string[] {
  let here = candidates(schema, data);
  let value = data;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
    here = here.flatMap((candidate) => {
      const next = step(candidate, key);
      return next ? candidates(next, value) : [];
    });
  }
  return [...new Set(here.flatMap((candidate) => Object.keys(defOf(candidate).shape ?? {})))];
}

function discriminators(schema: Schema, data: unknown, issue: Issue): string[] {
  let here: Schema[] = [schema];
  let value = data;
  for (const key of issue.path.slice(0, -1)) {
    here = here.flatMap((candidate) => candidates(candidate, value)).flatMap((candidate) => step(candidate, key) ?? []);
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  const tag = String(issue.path.at(-1) ?? '');
  return here.flatMap((candidate) => candidates(candidate, undefined)).flatMap((option) => {
    const own = defOf(option).shape?.[tag];
    return own ? (defOf(unwrap(own)).values ?? []).map(String) : [];
  });
}

/** Calls `visit` for every text for people in the data. */
export function walkTexts(schema: Schema, data: unknown, visit: (path: PropertyKey[], value: unknown) => void): void {
  // Options of a union may share a text; it is visited once.
  const seen = new Set<string>();
  walk(schema, data, (path, value) => {
    const key = path.join('\n');
    if (!seen.has(key)) visit(path, value);
    seen.add(key);
  }, []);
}

function walk(schema: Schema, data: unknown, visit: (path: PropertyKey[], value: unknown) => void, path: PropertyKey[]): void {
  if (data === undefined || data === null) return;
  const bare = unwrap(schema);
  if (localizedSchemas.get(bare)) return visit(path, data);
  for (const candidate of candidates(bare, data)) {
    const def = defOf(candidate);
    if (def.shape && typeof data === 'object' && !Array.isArray(data)) {
      for (const [key, inner] of Object.entries(def.shape)) walk(inner, (data as Record<string, unknown>)[key], visit, [...path, key]);
    } else if (def.type === 'array' && def.element && Array.isArray(data)) {
      const element = def.element;
      data.forEach((item, index) => walk(element, item, visit, [...path, index]));
    } else if (def.type === 'record' && def.valueType && typeof data === 'object') {
      for (const [key, item] of Object.entries(data)) walk(def.valueType, item, visit, [...path, key]);
    }
  }
}
