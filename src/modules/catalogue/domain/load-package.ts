import * as z from 'zod';
import { nearest } from '../../../kernel/expressions/index.ts';
import type { FieldTypeSignature, PartsCatalog } from '../../../kernel/parts/types.ts';
import type { PackageFiles } from './read-package.ts';
import type { Problem } from './problems.ts';
import { reportIssues } from './schema-words.ts';
import { exampleSchema } from './schema/example.ts';
import type { ServiceExample } from './schema/example.ts';
import { fieldBase, formSchema } from './schema/form.ts';
import type { FieldDefinition, FormDefinition } from './schema/form.ts';
import { processSchema } from './schema/process.ts';
import type { ProcessDefinition } from './schema/process.ts';
import { serviceSchema } from './schema/service.ts';
import type { ServiceDefinition } from './schema/service.ts';
import { parseYaml } from './yaml-source.ts';
import type { YamlSource } from './yaml-source.ts';

export interface LoadedPart<T> {
  source: YamlSource;
  /** Undefined when the file does not fit its schema; then the source holds the problems. */
  value: T | undefined;
}

/** A package after reading and schema validation, before its inner sense is checked. */
export interface LoadedPackage {
  name?: string | undefined;
  service: LoadedPart<ServiceDefinition> | undefined;
  form: LoadedPart<FormDefinition> | undefined;
  process: LoadedPart<ProcessDefinition> | undefined;
  examples: LoadedPart<ServiceExample>[];
  problems: Problem[];
}

export function loadPackage(input: PackageFiles, parts: PartsCatalog): LoadedPackage {
  const part = <T>(file: string, schema: z.ZodType<T>, read?: (source: YamlSource) => T | undefined): LoadedPart<T> | undefined => {
    const text = input.files[file];
    if (text === undefined) return undefined;
    const source = parseYaml(file, text);
    if (source.data === undefined && source.problems.length > 0) return { source, value: undefined };
    if (typeof source.data !== 'object' || source.data === null || Array.isArray(source.data)) {
      source.report([], { de: 'Die Datei ist leer oder enthält keine Angaben der Form »name: wert«.', en: 'The file is empty or has no entries of the form "name: value".' });
      return { source, value: undefined };
    }
    if (read) return { source, value: read(source) };
    const parsed = schema.safeParse(source.data);
    if (!parsed.success) reportIssues(source, schema, source.data, parsed.error.issues);
    return { source, value: parsed.data };
  };
  const service = part('service.yaml', serviceSchema as z.ZodType<ServiceDefinition>);
  const form = part('form.yaml', formSchema as unknown as z.ZodType<FormDefinition>, (source) => readForm(source, parts.fieldTypes));
  const process = part('process.yaml', processSchema as z.ZodType<ProcessDefinition>);
  const examples = Object.keys(input.files)
    .filter((file) => file.startsWith('examples/'))
    .sort()
    .flatMap((file) => part(file, exampleSchema as z.ZodType<ServiceExample>) ?? []);
  const problems = [...input.problems, ...[service, form, process, ...examples].flatMap((loaded) => loaded?.source.problems ?? [])];
  return { name: input.name, service, form, process, examples, problems };
}

const fieldSchemas = new WeakMap<FieldTypeSignature, z.ZodObject>();

/** Common keys plus the type's own. */
export function fieldSchemaOf(signature: FieldTypeSignature): z.ZodObject {
  const known = fieldSchemas.get(signature);
  if (known) return known;
  const schema = z.strictObject({ ...fieldBase.shape, type: z.literal(signature.type), ...signature.configSchema.shape });
  fieldSchemas.set(signature, schema);
  return schema;
}

/** Pages and conditions first, then every field by its own type, so that each mistake is said once and at its place. */
function readForm(source: YamlSource, fieldTypes: PartsCatalog['fieldTypes']): FormDefinition | undefined {
  const outer = formSchema.safeParse(source.data);
  const before = source.problems.length;
  if (!outer.success) reportIssues(source, formSchema, source.data, outer.error.issues);
  const rawPages = (source.data as { pages?: unknown }).pages;
  const fields = (Array.isArray(rawPages) ? rawPages : []).map((page: unknown, pageIndex) => {
    const raw = typeof page === 'object' && page !== null ? (page as { fields?: unknown }).fields : undefined;
    return (Array.isArray(raw) ? raw : []).map((field: unknown, index) => readField(source, ['pages', pageIndex, 'fields', index], field, fieldTypes));
  });
  if (!outer.success || source.problems.length > before) return undefined;
  return {
    conditions: outer.data.conditions,
    pages: outer.data.pages.map((page, index) => ({ ...page, fields: (fields[index] ?? []) as FieldDefinition[] })),
  };
}

function readField(source: YamlSource, path: PropertyKey[], raw: unknown, fieldTypes: PartsCatalog['fieldTypes']): FieldDefinition | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const type = (raw as { type?: unknown }).type;
  if (typeof type !== 'string') {
    source.report([...path, 'type'], { de: '»type« fehlt: die Art des Feldes.', en: '"type" is missing: the kind of field.' });
    return undefined;
  }
  const signature = Object.hasOwn(fieldTypes, type) ? fieldTypes[type] : undefined;
  if (!signature) {
    const best = nearest(type, Object.keys(fieldTypes));
    const list = Object.keys(fieldTypes).join(', ');
    source.report([...path, 'type'], best
      ? { de: `Die Feldart »${type}« gibt es nicht. Meinten Sie »${best}«?`, en: `There is no field type "${type}". Did you mean "${best}"?` }
      : { de: `Die Feldart »${type}« gibt es nicht. Möglich sind: ${list}.`, en: `There is no field type "${type}". Possible are: ${list}.` });
    return undefined;
  }
  const schema = fieldSchemaOf(signature);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    reportIssues(source, schema, raw, parsed.error.issues, path);
    return undefined;
  }
  const field = parsed.data as FieldDefinition;
  for (const mistake of signature.checkConfig?.(field) ?? []) source.report([...path, ...mistake.path], mistake.message);
  return field;
}
