import type { Lang, T } from '../../../kernel/ui/index.ts';
import { inLang } from '../../catalogue/index.ts';
import type { Answers, FormContext, Provenance } from './answers.ts';
import { answer } from './answers.ts';
import type { FormModel } from './model.ts';
import { path, type FormPath } from './path.ts';

export interface SummaryRow {
  field: string;
  label: string;
  /** Lines to show; empty: no answer was given (shown as "keine Angabe"). */
  value: string[];
  provenance: Provenance | undefined;
  /** Under special protection: leave out where not needed. */
  sensitive: boolean;
}

export interface SummarySection {
  page: string;
  title: string;
  rows: SummaryRow[];
}

/** Everything the applicant sees and says on their path: for the review page, the copy and the record. */
export function summarise(model: FormModel, answers: Answers, ctx: FormContext, t: T, lang: Lang, walked: FormPath = path(model, answers, ctx)): SummarySection[] {
  return walked.pages.flatMap((pageId) => {
    const page = model.pages.get(pageId);
    const rows = (walked.fieldsOf.get(pageId) ?? []).flatMap((field): SummaryRow[] => {
      const type = model.fields.get(field.id)?.type;
      if (!type || type.inputNames(field).length === 0) return [];
      const current = answer(walked.answers, field.id);
      const shown = current && !type.isEmpty(current.value) ? type.display(current.value, field, t, lang) : [];
      return [{ field: field.id, label: inLang(field.label, lang), value: Array.isArray(shown) ? shown : [shown], provenance: current?.provenance, sensitive: field.sensitive }];
    });
    return page && rows.length > 0 ? [{ page: pageId, title: inLang(page.review_title ?? page.title, lang), rows }] : [];
  });
}
