import type { FieldDefinition, FormDefinition } from '../../catalogue/index.ts';
import { inLang } from '../../catalogue/index.ts';
import { fieldType } from '../fields/index.ts';

/** JSON Schema 2020-12 of the answers of some fields; which are compulsory depends on the path and is not in it. */
export function schemaOfFields(fields: readonly FieldDefinition[]): Record<string, unknown> {
  return {
    type: 'object',
    properties: Object.fromEntries(fields.filter((field) => fieldType(field.type).inputNames(field).length > 0).map((field) => [field.id, fieldType(field.type).jsonSchema(field)])),
    additionalProperties: false,
  };
}

/** The schema of a form's answers, for export and for the record: every field with its German label as title. */
export function dataSchema(form: FormDefinition): Record<string, unknown> {
  const fields = form.pages.flatMap((page) => page.fields);
  const schema = schemaOfFields(fields);
  const properties = schema['properties'] as Record<string, Record<string, unknown>>;
  for (const field of fields) {
    const property = properties[field.id];
    if (property) properties[field.id] = { title: inLang(field.label, 'de'), ...property };
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema };
}
