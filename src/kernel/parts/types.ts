import type * as z from 'zod';
import type { CelType } from '../expressions/types.ts';

/** Types of values that cross the border between a service package and the parts it names. Dates are `YYYY-MM-DD`. */
export type PartType = 'string' | 'int' | 'double' | 'bool' | 'date' | 'string[]';

export type PartFields = Record<string, PartType>;

/** A check a package may use by name: looks something up, answers with outputs, may send the case to a clerk. */
export interface CheckSignature {
  inputs: PartFields;
  outputs: PartFields;
  /** Stable reason keys the check itself may fall out with. */
  reasons: string[];
}

/** An effect a package may use by name: changes something in the decision's transaction. */
export interface EffectSignature {
  inputs: PartFields;
  outputs: PartFields;
}

/** What an application may be about: an entitlement, a vehicle, … Its fields are readable as `subject.<name>`. */
export interface SubjectSignature {
  fields: PartFields;
}

/**
 * What a package checker must know of a field type. The forms module holds the whole type (parse, render, …); the
 * catalogue stands below it and sees only this.
 */
export interface FieldTypeSignature {
  type: string;
  /** Keys a field of this type may have besides the common ones. */
  configSchema: z.ZodObject;
  /** Type of the answer in expressions; undefined: the field gives no answer. */
  celType(field: Record<string, unknown>): CelType | undefined;
  /** Names of the parts that can be prefilled one by one, with their type; undefined: the value is prefilled whole. */
  prefillParts?: PartFields;
  /** Mistakes in a definition that a schema cannot say, in words. */
  checkConfig?(field: Record<string, unknown>): { path: (string | number)[]; message: { de: string; en: string } }[];
}

/** Everything packages may name, as the modules registered it at start. */
export interface PartsCatalog {
  checks: Record<string, CheckSignature>;
  effects: Record<string, EffectSignature>;
  subjects: Record<string, SubjectSignature>;
  /** Values that can prefill a field, by full name: `account.family_name`. */
  prefill: Record<string, PartType>;
  fieldTypes: Record<string, FieldTypeSignature>;
}

/** The expression type of a part's value. */
export function celTypeOf(type: PartType): CelType {
  return type === 'string[]' ? { list: 'string' } : type;
}

/** The expression type of a part's fields as one record. */
export function recordOf(fields: PartFields): { record: Record<string, CelType> } {
  return { record: Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, celTypeOf(type)])) };
}
