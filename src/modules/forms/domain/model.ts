import type { Program } from '../../../kernel/expressions/index.ts';
import type { CompiledService, FieldDefinition, FormDefinition, PageDefinition } from '../../catalogue/index.ts';
import { fieldType } from '../fields/index.ts';
import type { FieldType } from '../fields/index.ts';
import { createAjv } from '../schema/ajv.ts';
import type { ValidateFunction } from '../schema/ajv.ts';
import { schemaOfFields } from '../schema/data-schema.ts';

export interface ModelField {
  field: FieldDefinition;
  type: FieldType;
  page: string;
  /** Whether expressions can read the answer. */
  readable: boolean;
}

/** A published form with everything that is worth computing once. */
export interface FormModel {
  readonly definition: FormDefinition;
  readonly conditions: ReadonlyMap<string, Program>;
  readonly pages: ReadonlyMap<string, PageDefinition>;
  /** By id, in the order of the form. */
  readonly fields: ReadonlyMap<string, ModelField>;
  /** Checks the values of one page's fields against their JSON Schema; made when first needed. */
  validator(pageId: string): ValidateFunction;
}

type FormSource = Pick<CompiledService, 'form' | 'conditions'>;

const models = new WeakMap<FormSource, FormModel>();

/** The model of a compiled service's form. @throws RangeError when it has none; only online services have a form. */
export function formModel(service: FormSource): FormModel {
  const known = models.get(service);
  if (known) return known;
  const definition = service.form;
  if (!definition) throw new RangeError('This service has no form.');
  const pages = new Map(definition.pages.map((page) => [page.id, page]));
  const validators = new Map<string, ValidateFunction>();
  const model: FormModel = {
    definition,
    conditions: service.conditions,
    pages,
    fields: new Map(definition.pages.flatMap((page) => page.fields.map((field) => [field.id, { field, type: fieldType(field.type), page: page.id, readable: fieldType(field.type).celType(field) !== undefined }] as const))),
    validator(pageId) {
      const ready = validators.get(pageId);
      if (ready) return ready;
      const made = createAjv().compile(schemaOfFields(pages.get(pageId)?.fields ?? []));
      validators.set(pageId, made);
      return made;
    },
  };
  models.set(service, model);
  return model;
}
