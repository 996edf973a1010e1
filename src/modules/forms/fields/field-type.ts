import type { VNode } from 'preact';
import type * as z from 'zod';
import type { Lang, T } from '../../../kernel/ui/index.ts';
import type { CelType } from '../../../kernel/expressions/index.ts';
import type { FieldTypeSignature, PartFields } from '../../../kernel/parts/types.ts';
import type { FieldDefinition } from '../../catalogue/index.ts';

/** Form body as the server read it: one string per name, several for boxes with one name. */
export type RawInputs = Record<string, string | string[] | undefined>;

/** A mistake in an answer. `part` names an input below the field (`postcode`), `params` fill the message besides `label`. */
export interface FieldError {
  part?: string;
  key: string;
  params?: Record<string, string | number>;
}

/** `undefined`: nothing was entered; whether that is allowed is not the type's business. */
export type Parsed<V> = { ok: true; value: V | undefined } | { ok: false; errors: FieldError[] };

/** An uploaded file as an answer; the content lies in the object store under `sha256`. */
export interface FileValue {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  mime: string;
  sha256: string;
}

export interface ParseContext {
  /** `YYYY-MM-DD` in Berlin. */
  today: string;
  lang: Lang;
  /** Files this applicant uploaded for this draft, by id; nothing else is accepted as an answer of a file field. */
  uploads?: Readonly<Record<string, FileValue>>;
}

export interface RenderProps<F = FieldDefinition> {
  field: F;
  /** What to show in the inputs: `toInputs` of the answer, or what was posted. */
  inputs: RawInputs;
  errors: readonly FieldError[];
  t: T;
  lang: Lang;
  /** Why a conditional field is shown, in words. */
  shownBecause?: string | undefined;
  /** "aus Ihrem Konto, von Ihnen angegeben". */
  provenance?: string | undefined;
  /** For pages with one question: the label is the heading. */
  labelAsHeading?: boolean | undefined;
  uploads?: Readonly<Record<string, FileValue>> | undefined;
}

/**
 * A kind of field: reads what was posted, says what is wrong, shows it again, prints it. Pure; never throws for any
 * posted body and any value.
 */
export interface FieldType<F = FieldDefinition, V = unknown> extends FieldTypeSignature {
  /** Message when a compulsory answer is missing. */
  requiredKey: string;
  inputNames(field: F): string[];
  parse(raw: RawInputs, field: F, ctx: ParseContext): Parsed<V>;
  /** The inverse of `parse`; takes any value and makes the best of it. `lang` (default German) is the one `parse` will read with. */
  toInputs(value: unknown, field: F, lang?: Lang): RawInputs;
  /** JSON Schema 2020-12 of a value. */
  jsonSchema(field: F): Record<string, unknown>;
  /** What a schema cannot say, such as "not after today". Only called for values that fit the schema. */
  check?(value: V, field: F, ctx: ParseContext): FieldError[];
  /** What expressions see; default: the value itself. */
  celValue?(value: V): unknown;
  /** For review page, PDF and record. */
  display(value: V, field: F, t: T, lang: Lang): string | string[];
  isEmpty(value: unknown): boolean;
  /** Label of one input of a field with parts, for messages about it; default: the field's own. */
  partLabel?(part: string, t: T): string;
  /** Name of the input an error belongs to; default: the field's id. */
  errorName?(field: F, error: FieldError): string;
  render(props: RenderProps<F>): VNode;
  /**
   * Its inputs show any text as it is, and nothing else of the page hangs on it but whether there is some. Such a field is
   * rendered once and then only filled in.
   */
  typed?: boolean;
}

interface FieldSpec<C extends z.ZodObject, V> extends Omit<FieldType<FieldDefinition & z.output<C>, V>, 'configSchema' | 'celType' | 'checkConfig' | 'isEmpty' | 'requiredKey'> {
  configSchema: C;
  celType: (field: FieldDefinition & z.output<C>) => CelType | undefined;
  checkConfig?: (field: FieldDefinition & z.output<C>) => { path: (string | number)[]; message: { de: string; en: string } }[];
  prefillParts?: PartFields;
  isEmpty?: (value: unknown) => boolean;
  requiredKey?: string;
}

/** The one place where the registry forgets a type's own keys; the loader has validated them by then. */
export function defineField<C extends z.ZodObject, V>(spec: FieldSpec<C, V>): FieldType {
  return { requiredKey: 'forms.error.required', isEmpty: isNothing, ...spec } as unknown as FieldType;
}

export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
