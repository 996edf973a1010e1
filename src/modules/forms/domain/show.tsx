import { DescriptionList, fill, Html, patternsOf } from '../../../kernel/ui/index.ts';
import type { FormError, Lang, PatternStore, T } from '../../../kernel/ui/index.ts';
import { inLang } from '../../catalogue/index.ts';
import { errorMessage } from '../fields/index.ts';
import type { FieldType, RawInputs, RenderProps } from '../fields/index.ts';
import { answer, isLocked } from './answers.ts';
import type { Answers, FormContext } from './answers.ts';
import type { FormModel } from './model.ts';
import { path, type FormPath } from './path.ts';
import type { FieldErrors } from './validate.ts';

export interface PageFieldsInput {
  model: FormModel;
  page: string;
  /** The path over these answers, where it is known already. */
  walked?: FormPath | undefined;
  answers: Answers;
  ctx: FormContext;
  t: T;
  lang: Lang;
  /** What was posted, to show it again beside its mistakes; default: the answers. */
  inputs?: RawInputs | undefined;
  errors?: readonly FieldErrors[] | undefined;
}

/** The fields of a page, ready to stand in a form; nothing when the page is not on the path. */
export function pageFields({ model, page, answers, ctx, t, lang, inputs, errors = [], walked = path(model, answers, ctx) }: PageFieldsInput): Html {
  const pageWhy = walked.shownBecause.get(page);
  return Html.join((walked.fieldsOf.get(page) ?? []).flatMap((field, index) => {
    const type = model.fields.get(field.id)?.type;
    const current = answer(answers, field.id);
    if (!type) return [];
    const provenance = current && current.provenance.source !== 'applicant' ? t(current.provenance.label) : undefined;
    if (isLocked(field, current)) return lockedField(inLang(field.label, lang), type.display(current?.value, field, t, lang), provenance);
    const why = walked.shownBecause.get(field.id) ?? (index === 0 ? pageWhy : undefined);
    const stored = type.toInputs(current?.value, field, lang);
    // after a mistake elsewhere on the page, what was left as it was still says where it is from
    const untouched = inputs === undefined || Object.entries(stored).every(([name, value]) => (inputs[name] ?? '') === (value ?? ''));
    return shownField(type, {
      field,
      inputs: inputs ?? stored,
      errors: errors.find((entry) => entry.field === field.id)?.errors ?? [],
      t,
      lang,
      shownBecause: why && inLang(why, lang),
      provenance: untouched ? provenance : undefined,
      uploads: ctx.uploads,
    });
  }));
}

/** What the account or the subject says and nobody may change here. */
function lockedField(label: string, shown: string | readonly string[], provenance: string | undefined): Html {
  const lines = typeof shown === 'string' ? [shown] : shown;
  const value = <>{lines.map((line, at) => (at === 0 ? line : <><br />{line}</>))}{provenance ? <p class="st-source">{provenance}</p> : null}</>;
  return Html.of(<DescriptionList items={[{ label, value }]} />);
}

const patterns: PatternStore = new WeakMap();
/** Nothing a person chooses and nothing a package explains is longer; what is, is rendered as it comes. */
const longest = 1000;

/** A field without mistakes looks the same for everybody but for what was entered. */
function shownField(type: FieldType, props: RenderProps): Html {
  const { field, inputs, errors, t, lang, shownBecause, provenance } = props;
  const names = type.inputNames(field);
  const entered = names.map((name) => (Object.hasOwn(inputs, name) ? inputs[name] : undefined));
  // what is shown of a file is its own; what came twice is rare and read in a way of its own
  if (errors.length > 0 || (field.type === 'file' && entered.some(Boolean)) || (type.typed && entered.some(Array.isArray))) return Html.of(type.render(props));
  // a choice is part of the look; what was typed is not
  const look = `${lang}\n${shownBecause ?? '\0'}\n${provenance ?? '\0'}\n${type.typed ? '' : JSON.stringify(entered)}`;
  if (look.length > longest) return Html.of(type.render(props));
  const slots: Record<string, string> = {};
  if (type.typed) names.forEach((name, index) => (slots[name] = String(entered[index] ?? '')));
  return fill(patternsOf(patterns, t, field), look, slots, (slot) => type.render(type.typed ? { ...props, inputs: Object.fromEntries(names.map((name) => [name, slot(name)])) } : props));
}

/** The entries of the error summary, each leading to its input. */
export function errorList(model: FormModel, errors: readonly FieldErrors[], t: T, lang: Lang): FormError[] {
  return errors.flatMap(({ field: id, errors: list }) => {
    const modelField = model.fields.get(id);
    if (!modelField) return [];
    const { field, type } = modelField;
    return list.map((error) => ({ name: type.errorName?.(field, error) ?? id, message: errorMessage(type, field, error, t, lang) }));
  });
}
