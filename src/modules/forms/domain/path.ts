import { holds } from '../../../kernel/expressions/index.ts';
import type { FieldDefinition, Localized } from '../../catalogue/index.ts';
import { answer, celValue } from './answers.ts';
import type { Answer, Answers, FormContext } from './answers.ts';
import type { FormModel } from './model.ts';

/** Why a page or field is, or is not, on the path. */
export interface Explanation {
  kind: 'page' | 'field';
  id: string;
  condition: string;
  holds: boolean;
  why: Localized;
}

export interface FormPath {
  /** Ids of the pages on the path, in order. */
  pages: string[];
  /** Fields asked on each of these pages. */
  fieldsOf: ReadonlyMap<string, readonly FieldDefinition[]>;
  /** Ids of all fields on the path. */
  visibleFields: ReadonlySet<string>;
  explanations: Explanation[];
  /** Why a field or its page is shown; only for what depends on a condition. */
  shownBecause: ReadonlyMap<string, Localized>;
  /** Answers on the path only. */
  answers: Answers;
}

/**
 * Walks the form from the first page. A condition reads answers of earlier pages on the path only, so one walk is enough and
 * an answer of an abandoned branch can never open another.
 */
export function path(model: FormModel, answers: Answers, ctx: FormContext): FormPath {
  const kept: Record<string, Answer> = {};
  const fieldsOf = new Map<string, readonly FieldDefinition[]>();
  const visibleFields = new Set<string>();
  const explanations: Explanation[] = [];
  const shownBecause = new Map<string, Localized>();
  const read: Record<string, unknown> = {};
  const values = { today: ctx.today, subject: ctx.subject, answers: read };
  for (const page of model.definition.pages) {
    const open = (kind: Explanation['kind'], id: string, condition: string | undefined): boolean => {
      if (condition === undefined) return true;
      const program = model.conditions.get(condition);
      const result = program !== undefined && holds(program, values);
      const why = model.definition.conditions[condition]?.why ?? '';
      explanations.push({ kind, id, condition, holds: result, why });
      if (result) shownBecause.set(id, why);
      return result;
    };
    if (!open('page', page.id, page.when)) continue;
    const fields = page.fields.filter((field) => open('field', field.id, field.when));
    if (fields.length === 0) continue;
    fieldsOf.set(page.id, fields);
    for (const field of fields) {
      visibleFields.add(field.id);
      const current = answer(answers, field.id);
      if (current) kept[field.id] = current;
    }
    // Only now: conditions on this page read earlier pages only.
    for (const field of fields) {
      const modelField = model.fields.get(field.id);
      const value = modelField && celValue(modelField, kept[field.id]);
      if (value !== undefined) read[field.id] = value;
    }
  }
  return { pages: [...fieldsOf.keys()], fieldsOf, visibleFields, explanations, shownBecause, answers: kept };
}

/** Drops answers the path no longer reaches; also those of fields the form does not have. */
export function prune(model: FormModel, answers: Answers, ctx: FormContext): { answers: Answers; dropped: string[] } {
  const { answers: kept } = path(model, answers, ctx);
  return { answers: kept, dropped: Object.keys(answers).filter((id) => !Object.hasOwn(kept, id)) };
}

/** The next page on the path; undefined: review. A page that left the path leads to the first page after it. */
export function nextPage(model: FormModel, answers: Answers, ctx: FormContext, current: string): string | undefined {
  return neighbour(model, path(model, answers, ctx).pages, current, 1);
}

/** The page before; undefined: the start. */
export function prevPage(model: FormModel, answers: Answers, ctx: FormContext, current: string, walked: FormPath = path(model, answers, ctx)): string | undefined {
  return neighbour(model, walked.pages, current, -1);
}

function neighbour(model: FormModel, pages: readonly string[], current: string, step: 1 | -1): string | undefined {
  const order = model.definition.pages.map((page) => page.id);
  const here = order.indexOf(current);
  if (here < 0) return step === 1 ? pages[0] : undefined;
  for (let index = here + step; index >= 0 && index < order.length; index += step) {
    const id = order[index];
    if (id !== undefined && pages.includes(id)) return id;
  }
  return undefined;
}
