import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { plainDateFromParts, type PlainDate } from '../../../kernel/time/index.ts';
import { BackLink, ButtonRow, DateParts, ErrorSummary, PageHeading, PostForm, Stack, SubmitButton, TextArea, TextInput } from '../../../kernel/ui/index.ts';
import { headShape, slugOf, slugShape } from '../domain/shapes.ts';
import { recordEnquiry } from '../use-cases.ts';

const edit = staff('council.edit');
const body = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const lines = ['reference', 'subject', 'author', 'agenda_item', 'refers_to', 'budget_line', 'department'] as const;
const days = ['asked', 'due', 'plan_date', 'meeting'] as const;

/** `/amt/rat/neu`: an enquiry with its head and its questions, one a line. */
export function registerNewEnquiry(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/amt/rat/neu', summary: 'Form for a new enquiry of the council', access: edit, handler: (ctx) => formPage(ctx, {}, {}) });
  kernel.http.route({ method: 'POST', path: '/amt/rat/neu', summary: 'Record an enquiry of the council', access: edit, body, handler: (ctx) => take(kernel, ctx) });
}

async function take(kernel: Kernel, ctx: Ctx<unknown, unknown, z.output<typeof body>>): Promise<Answer> {
  const raw = Object.fromEntries(Object.entries(ctx.body).map(([name, value]) => [name, typeof value === 'string' ? value : (value[0] ?? '')]));
  const get = (name: string) => raw[name]?.trim() || null;
  const errors: Record<string, string> = {};
  const read: Partial<Record<(typeof days)[number], PlainDate | null>> = {};
  for (const name of days) {
    const parts = { day: raw[`${name}.day`] ?? '', month: raw[`${name}.month`] ?? '', year: raw[`${name}.year`] ?? '' };
    const found = parts.day + parts.month + parts.year === '' ? undefined : plainDateFromParts(parts);
    if (found ? !found.ok : name === 'asked') errors[name] = 'council.error.day';
    read[name] = found?.ok ? found.value : null;
  }
  const slug = slugOf(get('reference') ?? '');
  if (!slugShape.test(slug) || slug === 'neu') errors['reference'] = 'council.error.reference';
  if (get('subject') === null) errors['subject'] = 'council.error.subject';
  if (read.asked && read.due && read.due < read.asked) errors['due'] = 'council.error.due';
  const questions = (get('questions') ?? '').split(/\r?\n/).map((text) => text.replace(/^\s*\d+[.)]\s*/, '').trim()).filter(Boolean).map((text) => ({ text, topic: null, answer: null }));
  if (questions.length === 0 || questions.length > 60 || questions.some(({ text }) => text.length > 4000)) errors['questions'] = 'council.error.questions';
  const head = headShape.safeParse({
    type: 'Anfrage', asked: read.asked ?? null, due: read.due, plan_date: read.plan_date, ...Object.fromEntries(lines.map((name) => [name, get(name)])), signatories: get('signatories')?.split(/\s*,\s*/).filter(Boolean) ?? null,
    consultations: get('committee') === null ? [] : [{ body: get('committee'), date: read.meeting ?? null, status: kernel.i18n.translator('de')('council.planned') }],
  });
  if (!head.success) for (const issue of head.error.issues) errors[issue.path[0] === 'consultations' ? 'committee' : String(issue.path[0])] ??= 'council.error.long';
  if (!head.success || Object.keys(errors).length > 0 || ctx.principal.kind !== 'staff') return formPage(ctx, raw, errors);
  const result = await recordEnquiry(kernel, { head: head.data, questions, authorId: ctx.principal.id });
  return result.ok ? redirect(`/amt/rat/${result.slug}`) : formPage(ctx, raw, { reference: `council.error.${result.reason}` });
}

function formPage({ t, csrf }: Pick<Ctx, 't' | 'csrf'>, raw: Record<string, string>, errors: Record<string, string>): Answer {
  const title = t('council.desk.new');
  const error = (name: string) => (errors[name] ? { error: t(errors[name]) } : {});
  const line = (name: (typeof lines)[number] | 'signatories' | 'committee', required = false) => <TextInput name={name} label={t(`council.field.${name}`)} value={raw[name] ?? ''} required={required} maxlength={300} t={t} {...error(name)} />;
  const day = (name: (typeof days)[number], required = false) => <DateParts name={name} label={t(`council.field.${name}`)} value={{ day: raw[`${name}.day`] ?? '', month: raw[`${name}.month`] ?? '', year: raw[`${name}.year`] ?? '' }} required={required} t={t} {...error(name)} />;
  const main = (
    <Stack>
      <ErrorSummary errors={Object.entries(errors).map(([name, key]) => ({ name, message: t(key) }))} t={t} />
      <BackLink href="/amt/rat" label={t('council.desk.title')} />
      <PageHeading title={title} lead={t('council.new.lead')} />
      <PostForm action="/amt/rat/neu" csrf={csrf} label={title}>
        {line('reference', true)}
        {line('subject', true)}
        {line('author')}
        {day('asked', true)}
        {day('due')}
        <TextArea name="questions" label={t('council.questions')} hint={t('council.new.questions')} value={raw['questions'] ?? ''} rows={8} t={t} {...error('questions')} />
        {line('agenda_item')}
        {line('refers_to')}
        {line('budget_line')}
        {day('plan_date')}
        {line('department')}
        {line('signatories')}
        {line('committee')}
        {day('meeting')}
        <ButtonRow><SubmitButton label={t('council.new.save')} /></ButtonRow>
      </PostForm>
    </Stack>
  );
  return page({ title, main, section: 'staff', hasErrors: Object.keys(errors).length > 0 });
}
