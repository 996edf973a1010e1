import type { Assurance } from '../../../kernel/access/access.ts';
import type { CompiledService, ServiceExample } from '../../catalogue/index.ts';
import type { FileValue, RawInputs } from '../fields/index.ts';
import type { Answers, FormContext } from './answers.ts';
import { celAnswers } from './answers.ts';
import { formModel } from './model.ts';
import { nextPage, path } from './path.ts';
import { prefill } from './prefill.ts';
import type { PrefillEntry } from './prefill.ts';
import { validateAll, validatePage } from './validate.ts';

export interface FormRun {
  /** False: the form does not let the example through (`rejected_at_form`). */
  passed: boolean;
  /** Error keys by field, of the page where it ended. */
  errors: Record<string, string>;
  skippedPages: string[];
  /** Pruned answers with provenance. */
  answers: Answers;
  /** The same as expressions see them. */
  values: Record<string, unknown>;
  /** In German, how the run differs from what the example expects of the form; empty: as expected. */
  differences: string[];
}

/** Walks an example page by page as a person would. What happens after sending is the case's part. */
export function runFormExample(service: CompiledService, example: ServiceExample): FormRun {
  const model = formModel(service);
  const at = `${example.today}T10:00:00.000Z`;
  const uploads: Record<string, FileValue> = {};
  const ctx: FormContext = { today: example.today, subject: example.subject, uploads, lang: 'de' };
  let answers = prefill(model, {}, entriesOf(example), ctx, at);
  const errors: Record<string, string> = {};
  const first = path(model, answers, ctx).pages[0];
  for (let page: string | undefined = first; page !== undefined; page = nextPage(model, answers, ctx, page)) {
    const raw: RawInputs = {};
    for (const field of path(model, answers, ctx).fieldsOf.get(page) ?? []) {
      const modelField = model.fields.get(field.id);
      const given = Object.hasOwn(example.answers, field.id) ? example.answers[field.id] : answers[field.id]?.value;
      if (!modelField) continue;
      if (field.type === 'file' && isFile(given)) uploads[given.id] = given;
      Object.assign(raw, modelField.type.toInputs(given, field));
    }
    const result = validatePage(model, page, raw, answers, ctx, { source: 'applicant', assurance: 'basis', at });
    if (result.ok) {
      answers = result.answers;
      continue;
    }
    if (result.reason === 'invalid') for (const entry of result.errors) errors[entry.field] = entry.errors[0]?.key ?? '';
    break;
  }
  const whole = validateAll(model, answers, ctx);
  const passed = Object.keys(errors).length === 0 && whole.ok;
  const onPath = whole.path.pages;
  const skippedPages = model.definition.pages.map((page) => page.id).filter((id) => !onPath.includes(id));
  const run = { passed, errors, skippedPages, answers: whole.path.answers, values: celAnswers(model, whole.path.answers) };
  return { ...run, differences: differences(example, run) };
}

function differences(example: ServiceExample, run: Omit<FormRun, 'differences'>): string[] {
  const { expect } = example;
  const found: string[] = [];
  const shown = (errors: Record<string, string>) => Object.entries(errors).map(([field, key]) => `${field}: ${key}`).sort().join(', ') || 'keine';
  if (run.passed === (expect.outcome === 'rejected_at_form')) {
    found.push(run.passed ? 'das Formular lässt es durch' : `das Formular lässt es nicht durch (${shown(run.errors)})`);
  }
  if (expect.errors && shown(expect.errors) !== shown(run.errors)) found.push(`die Fehler wären ${shown(run.errors)}, nicht ${shown(expect.errors)}`);
  if (run.passed && expect.skipped_pages && [...expect.skipped_pages].sort().join() !== [...run.skippedPages].sort().join()) {
    found.push(`übersprungen würden ${run.skippedPages.join(', ') || 'keine Seiten'}, nicht ${expect.skipped_pages.join(', ') || 'keine'}`);
  }
  return found;
}

function entriesOf(example: ServiceExample): Record<string, PrefillEntry> {
  const make = (source: 'account' | 'subject', values: Record<string, unknown> = {}) =>
    Object.entries(values).map(([name, value]): [string, PrefillEntry] => [`${source}.${name}`, { value, source, label: `forms.provenance.${source}`, assurance: 'basis' satisfies Assurance }]);
  return Object.fromEntries([...make('account', example.profile), ...make('subject', example.subject)]);
}

function isFile(value: unknown): value is FileValue {
  return typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string';
}
