import type { FieldDefinition } from '../../catalogue/index.ts';
import type { FieldError, RawInputs } from '../fields/index.ts';
import { fieldError } from '../schema/ajv.ts';
import { answer, enteredAnswer, isLocked, parseContext } from './answers.ts';
import type { Answer, Answers, Author, FormContext } from './answers.ts';
import type { FormModel, ModelField } from './model.ts';
import { path } from './path.ts';
import type { FormPath } from './path.ts';

/** The mistakes of one field, in the order to show them. */
export interface FieldErrors {
  field: string;
  errors: FieldError[];
}

export type PageResult =
  | { ok: true; answers: Answers; unknown: string[] }
  | { ok: false; reason: 'invalid'; errors: FieldErrors[]; unknown: string[] }
  /** The page is not on this person's path; send them to `page` (undefined: review). */
  | { ok: false; reason: 'not_on_path'; page: string | undefined };

/**
 * Reads a posted page. Only fields on the path are taken; names that belong to none are ignored and reported (names beginning
 * with `_` belong to the routes). A changed value becomes the author's own, an emptied one is dropped.
 */
export function validatePage(model: FormModel, pageId: string, raw: RawInputs, answers: Answers, ctx: FormContext, author: Author): PageResult {
  const walked = path(model, answers, ctx);
  const fields = walked.fieldsOf.get(pageId);
  if (!fields) return { ok: false, reason: 'not_on_path', page: firstIncompletePage(model, answers, ctx) };
  const errors: FieldErrors[] = [];
  const entered: Record<string, Answer> = { ...answers };
  for (const field of fields) {
    const modelField = model.fields.get(field.id);
    if (!modelField || isLocked(field, answer(answers, field.id))) continue;
    const read = readField(model, modelField, raw, ctx);
    if (!read.ok) errors.push({ field: field.id, errors: read.errors });
    else if (read.value === undefined) delete entered[field.id];
    else entered[field.id] = enteredAnswer(answer(answers, field.id), read.value, author);
  }
  const unknown = unknownNames(model, fields, raw);
  return errors.length > 0 ? { ok: false, reason: 'invalid', errors, unknown } : { ok: true, answers: entered, unknown };
}

type Read = { ok: true; value: unknown } | { ok: false; errors: FieldError[] };

/** One field from posted inputs: parsed, compulsory, fitting its schema and its own rules. */
export function readField(model: FormModel, modelField: ModelField, raw: RawInputs, ctx: FormContext): Read {
  const { field, type } = modelField;
  if (type.inputNames(field).length === 0) return { ok: true, value: undefined };
  const parsed = type.parse(raw, field, parseContext(ctx));
  if (!parsed.ok) return parsed;
  const errors = valueErrors(model, modelField, parsed.value, ctx);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: parsed.value };
}

/** What is wrong with a value, whoever wrote it. */
export function valueErrors(model: FormModel, { field, type, page }: ModelField, value: unknown, ctx: FormContext): FieldError[] {
  if (type.inputNames(field).length === 0) return [];
  if (value === undefined || type.isEmpty(value)) return field.required ? [{ key: type.requiredKey }] : [];
  const validate = model.validator(page);
  if (!validate({ [field.id]: value })) {
    const errors = (validate.errors ?? []).map((error) => (error.keyword === 'pattern' && field['pattern_error'] ? { key: 'forms.error.pattern' } : fieldError(error)));
    // One sentence per part: of several objections to one input the first says enough.
    return errors.filter((error, index) => errors.findIndex((other) => other.part === error.part) === index);
  }
  return type.check?.(value, field, parseContext(ctx)) ?? [];
}

function unknownNames(model: FormModel, fields: readonly FieldDefinition[], raw: RawInputs): string[] {
  const known = new Set(fields.flatMap((field) => [...(model.fields.get(field.id)?.type.inputNames(field) ?? []), `${field.id}.remove`]));
  return Object.keys(raw).filter((name) => !known.has(name) && !name.startsWith('_'));
}

export type WholeResult =
  | { ok: true; answers: Answers; path: FormPath; dropped: string[] }
  | { ok: false; page: string; errors: FieldErrors[]; path: FormPath };

/** The whole form before sending: answers of the path only, all complete and valid. The first page with a mistake ends it. */
export function validateAll(model: FormModel, answers: Answers, ctx: FormContext): WholeResult {
  const walked = path(model, answers, ctx);
  for (const page of walked.pages) {
    const errors = pageErrors(model, walked, page, ctx);
    if (errors.length > 0) return { ok: false, page, errors, path: walked };
  }
  return { ok: true, answers: walked.answers, path: walked, dropped: Object.keys(answers).filter((id) => !Object.hasOwn(walked.answers, id)) };
}

function pageErrors(model: FormModel, walked: FormPath, page: string, ctx: FormContext): FieldErrors[] {
  const fields = walked.fieldsOf.get(page) ?? [];
  if (isFlawless(model, walked, page, fields, ctx)) return [];
  return fields.flatMap((field) => {
    const modelField = model.fields.get(field.id);
    const errors = modelField ? valueErrors(model, modelField, answer(walked.answers, field.id)?.value, ctx) : [];
    return errors.length > 0 ? [{ field: field.id, errors }] : [];
  });
}

/** Whether a page has no mistake, asking its schema once for all fields. Most pages are like that whenever they are looked at. */
function isFlawless(model: FormModel, walked: FormPath, page: string, fields: readonly FieldDefinition[], ctx: FormContext): boolean {
  const values: Record<string, unknown> = {};
  const parsing = parseContext(ctx);
  for (const field of fields) {
    const type = model.fields.get(field.id)?.type;
    if (!type || type.inputNames(field).length === 0) continue;
    const value = answer(walked.answers, field.id)?.value;
    if (value !== undefined && !type.isEmpty(value)) values[field.id] = value;
    else if (field.required) return false;
  }
  return model.validator(page)(values) && fields.every((field) => !Object.hasOwn(values, field.id) || !model.fields.get(field.id)?.type.check?.(values[field.id], field, parsing)?.length);
}

/** What is known already, and how far to look. */
export interface Search {
  walked?: FormPath;
  /** Pages that were sent once; others count as not complete, when given. */
  visited?: ReadonlySet<string>;
  /** Only so many pages from the first. */
  before?: number;
}

/** The first page on the path that is not complete; undefined: none, on to the review. */
export function firstIncompletePage(model: FormModel, answers: Answers, ctx: FormContext, { walked = path(model, answers, ctx), visited, before }: Search = {}): string | undefined {
  return walked.pages.slice(0, before).find((page) => (visited !== undefined && !visited.has(page)) || pageErrors(model, walked, page, ctx).length > 0);
}
