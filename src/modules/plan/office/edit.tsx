import type { VNode } from 'preact';
import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate, parsePlainDate, partsOf, plainDateFromParts, type PlainDate } from '../../../kernel/time/index.ts';
import { BackLink, Button, ButtonRow, DateParts, ErrorSummary, PageHeading, PostForm, Section, Stack, SubmitButton, TextArea, TextInput } from '../../../kernel/ui/index.ts';
import { inspectObject } from '../../forms/index.ts';
import { globalKinds, keyShape, partsOfSubject, planKeyShape, subjectOf, type AnyContent, type Kind } from '../domain/kinds.ts';
import type { PlanView } from '../domain/view.ts';
import { currentView, pointOf } from '../load.ts';
import { newestSeq, recordedOf } from '../store.ts';
import { problemsOf, propose } from '../use-cases.ts';
import { Difference } from './difference.tsx';
import { editableKinds, readContent, type Raw } from './fields.ts';
import { StatementFields, rawOf } from './form.tsx';

const edit = staff('plan.edit');
const start = z.object({ art: z.string().max(30).optional(), plan: z.string().regex(planKeyShape).optional(), angabe: z.string().max(200).optional(), tag: z.string().max(10).optional() });
const body = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const maxFile = 10 * 1024 * 1024;

/** `/amt/plan/aendern`: write a statement, see what it would do, hand it over to somebody else for release. */
export function registerEdit(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/amt/plan/aendern', summary: 'Form for a statement of the plan', access: edit, query: start, handler: (ctx) => openForm(kernel, ctx) });
  kernel.http.route({ method: 'POST', path: '/amt/plan/aendern', summary: 'Preview a statement, or propose it for release', access: edit, body, upload: { maxBytes: maxFile, maxFiles: 1 }, handler: (ctx) => takeForm(kernel, ctx) });
}

/** What the form is about: carried from page to page in hidden fields. */
interface Draft {
  kind: Kind;
  plan: string;
  /** Empty for something new: the key is drawn from its name. */
  subject: string;
  /** The day of the statement that is corrected; empty for a new statement. */
  fixedDay: PlainDate | undefined;
  baseSeq: number | null;
  before: AnyContent | null;
}

async function openForm(kernel: Kernel, ctx: Ctx<unknown, z.output<typeof start>>): Promise<Answer> {
  const draft = await draftOf(kernel, { kind: ctx.query.art, plan: ctx.query.plan, subject: ctx.query.angabe, day: ctx.query.tag });
  return formPage(kernel, ctx, draft, { ...rawOf(draft.kind, draft.before), ...dayFields(draft.fixedDay) }, {});
}

async function draftOf(kernel: Kernel, asked: { kind: string | undefined; plan: string | undefined; subject: string | undefined; day: string | undefined }): Promise<Draft> {
  const subject = asked.subject ?? '';
  const parts = subject === '' ? undefined : partsOfSubject(subject);
  const kind = (parts?.kind ?? asked.kind) as Kind;
  if (!editableKinds.includes(kind) || (subject !== '' && !parts)) throw notFound();
  const day = asked.day === undefined || asked.day === '' ? undefined : parsePlainDate(asked.day);
  const rows = subject === '' ? [] : await recordedOf(kernel.db, subject);
  if (subject !== '' && rows.length === 0) throw notFound();
  // a correction starts from what stands on that day, a new statement of a known thing from its newest one
  const standing = day ? rows.find((row) => row.validFrom === day) : rows.find((row) => row.content !== null);
  return { kind, plan: parts?.plan ?? (globalKinds.includes(kind) ? '' : (asked.plan ?? '')), subject, fixedDay: day, baseSeq: rows[0]?.seq ?? null, before: standing?.content ?? null };
}

async function takeForm(kernel: Kernel, ctx: Ctx<unknown, unknown, z.output<typeof body>>): Promise<Answer> {
  const raw: Raw = { ...ctx.body };
  const get = (name: string) => (typeof raw[name] === 'string' ? raw[name] : '');
  const draft = await draftOf(kernel, { kind: get('art'), plan: get('plan') || undefined, subject: get('angabe') || undefined, day: get('tag') || undefined });
  const seen = get('stand') === '' ? null : Number(get('stand'));
  const errors: Record<string, string> = {};
  await takeEvidence(kernel, ctx, raw, errors);
  // a statement stays about what it was about
  if (draft.subject !== '' && draft.kind === 'status') raw['of'] = partsOfSubject(draft.subject)!.key;
  const read = readContent(draft.kind, raw, draft.before);
  if (!read.ok) Object.assign(errors, read.errors);
  const validFrom = draft.fixedDay ?? dayOf(raw);
  if (!validFrom) errors['seit'] = 'plan.edit.error.day';
  const subject = draft.subject || newSubject(draft, raw, read.ok ? read.content : undefined);
  if (!subject) errors['schluessel'] = 'plan.edit.error.key';
  else if (draft.subject === '' && get('stand') === '' && draft.kind !== 'status' && (await newestSeq(kernel.db, subject)) !== null) errors['schluessel'] = 'plan.edit.error.key_taken';
  const note = get('anlass').trim().slice(0, 500);
  const withdraw = get('schritt') === 'zuruecknehmen' || get('ruecknahme') === 'ja';
  if (note === '') errors['anlass'] = 'plan.edit.error.note';
  if (withdraw) for (const name of Object.keys(errors)) if (name !== 'anlass') delete errors[name];
  if (Object.keys(errors).length > 0 || !subject || !validFrom) return formPage(kernel, ctx, draft, raw, errors);
  const content = withdraw ? null : (read as { content: AnyContent }).content;
  const change = { subject, plan: draft.plan, kind: draft.kind, validFrom, content };
  const baseSeq = draft.subject === '' && draft.kind === 'status' && seen === null ? await newestSeq(kernel.db, subject) : seen;
  if (get('schritt') !== 'senden') {
    const problems = await problemsOf(kernel, change);
    if (problems.length > 0) return formPage(kernel, ctx, draft, raw, Object.fromEntries(problems.map((problem, index) => [`problem.${index}`, ctx.t(problem.key, problem.params)])));
    return get('schritt') === 'bearbeiten' ? formPage(kernel, ctx, draft, raw, {}) : previewPage(ctx, draft, raw, { validFrom, content, withdraw, baseSeq });
  }
  const author = ctx.principal.kind === 'staff' ? ctx.principal.id : '';
  const result = await propose(kernel, { ...change, baseSeq, note, authorId: author });
  if (result.ok) return redirect(`/amt/plan/vorschlaege/${result.id}`);
  const said = result.reason === 'problems' ? Object.fromEntries(result.problems.map((problem, index) => [`problem.${index}`, ctx.t(problem.key, problem.params)])) : { 'problem.0': ctx.t(`plan.edit.error.${result.reason}`) };
  return formPage(kernel, ctx, await draftOf(kernel, { kind: draft.kind, plan: draft.plan || undefined, subject: draft.subject || undefined, day: draft.fixedDay }), raw, said, result.reason === 'changed' ? 409 : 422);
}

/** A file that proves a figure: checked by content, named in the form by a signed hash so that nobody can name somebody else's file. */
async function takeEvidence(kernel: Kernel, ctx: Ctx<unknown, unknown, unknown>, raw: Raw, errors: Record<string, string>): Promise<void> {
  const [upload] = ctx.files;
  const carried = typeof raw['beleg'] === 'string' ? raw['beleg'].split('.') : [];
  delete raw['evidence'];
  if (upload) {
    const verdict = await inspectObject(kernel.objects, upload.sha256);
    if (!verdict.ok || !['pdf', 'jpg', 'png'].includes(verdict.type)) {
      errors['evidence'] = 'plan.edit.error.file';
      return;
    }
    raw['evidence'] = upload.sha256;
    raw['evidence_name'] = upload.filename;
    raw['beleg'] = `${upload.sha256}.${kernel.keys.sign('plan.evidence', upload.sha256)}`;
  } else if (carried.length === 2 && kernel.keys.verify('plan.evidence', carried[0]!, carried[1]!)) raw['evidence'] = carried[0]!;
}

function newSubject(draft: Draft, raw: Raw, content: AnyContent | undefined): string | undefined {
  if (draft.kind === 'status') return content && 'of' in content && typeof content.of === 'string' ? subjectOf(draft.plan, 'status', content.of) : undefined;
  if (draft.kind === 'plan') return planKeyShape.test(draft.plan) ? subjectOf(draft.plan, 'plan', 'plan') : undefined;
  const key = String(raw['schluessel'] ?? '').trim();
  if (key === '' && ['commitment', 'budget', 'gain', 'effect', 'milestone', 'target', 'fate'].includes(draft.kind)) {
    const drawn = uuidv7().slice(0, 18);
    raw['schluessel'] = drawn;
    return subjectOf(draft.plan, draft.kind, drawn);
  }
  return keyShape.test(key) && (draft.plan !== '' || globalKinds.includes(draft.kind)) ? subjectOf(draft.plan, draft.kind, key) : undefined;
}

function dayOf(raw: Raw): PlainDate | undefined {
  const read = plainDateFromParts({ day: String(raw['seit.day'] ?? ''), month: String(raw['seit.month'] ?? ''), year: String(raw['seit.year'] ?? '') });
  return read.ok ? read.value : undefined;
}

function dayFields(day: PlainDate | undefined): Raw {
  if (!day) return {};
  const parts = partsOf(day);
  return { 'seit.day': String(parts.day), 'seit.month': String(parts.month), 'seit.year': String(parts.year) };
}

async function viewFor(kernel: Kernel, plan: string): Promise<PlanView> {
  const { point } = pointOf(kernel, {});
  const view = await currentView(kernel, point, plan || undefined);
  if (!view) throw notFound();
  return view;
}

type AnyCtx = Ctx<unknown, unknown, unknown>;

async function formPage(kernel: Kernel, { t, lang, csrf }: AnyCtx, draft: Draft, raw: Raw, errors: Record<string, string>, status?: number): Promise<Answer> {
  const view = await viewFor(kernel, draft.plan);
  const title = t(draft.subject === '' ? 'plan.edit.new' : 'plan.edit.change', { kind: t(`plan.kind.${draft.kind}`) });
  const list = Object.entries(errors).map(([name, key]) => (name.startsWith('problem.') ? { message: key } : { name, message: t(key) }));
  const field = (name: string) => (errors[name] ? { error: t(errors[name]) } : {});
  const main = (
    <Stack>
      <ErrorSummary errors={list} t={t} />
      <BackLink href="/amt/plan" label={t('plan.edit.back')} />
      <PageHeading caption={draft.plan === '' ? t('plan.edit.global') : view.plan.content.short} title={title} lead={draft.fixedDay ? t('plan.edit.correct', { day: formatDate(draft.fixedDay, lang) }) : undefined} />
      <PostForm action="/amt/plan/aendern" csrf={csrf} multipart guardUnsaved label={title}>
        <Hidden draft={draft} raw={raw} />
        {draft.subject === '' && draft.kind !== 'status' && draft.kind !== 'plan' ? <TextInput name="schluessel" label={t('plan.edit.field.key')} hint={t('plan.edit.hint.key')} value={String(raw['schluessel'] ?? '')} width={20} t={t} required={false} {...field('schluessel')} /> : null}
        {draft.fixedDay ? null : <DateParts name="seit" label={t('plan.edit.field.since')} hint={t('plan.edit.hint.since')} value={{ day: String(raw['seit.day'] ?? ''), month: String(raw['seit.month'] ?? ''), year: String(raw['seit.year'] ?? '') }} t={t} {...field('seit')} />}
        <StatementFields kind={draft.kind} raw={raw} errors={errors} view={view} t={t} />
        <TextArea name="anlass" label={t('plan.edit.field.note')} hint={t('plan.edit.hint.note')} value={String(raw['anlass'] ?? '')} rows={2} maxlength={500} t={t} {...field('anlass')} />
        <ButtonRow>
          <SubmitButton name="schritt" value="vorschau" label={t('plan.edit.preview')} icon="arrow" />
          {draft.fixedDay && draft.before !== null ? <Button name="schritt" value="zuruecknehmen" label={t('plan.edit.withdraw')} variant="danger" /> : null}
        </ButtonRow>
      </PostForm>
    </Stack>
  );
  return page({ title, main, section: 'staff', hasErrors: list.length > 0, ...(status && list.length > 0 ? { status } : {}) });
}

function previewPage({ t, lang, csrf }: AnyCtx, draft: Draft, raw: Raw, change: { validFrom: PlainDate; content: AnyContent | null; withdraw: boolean; baseSeq: number | null }): Answer {
  const title = t(change.withdraw ? 'plan.edit.preview_withdraw' : 'plan.edit.preview_title', { kind: t(`plan.kind.${draft.kind}`) });
  const carried = Object.entries(raw).filter(([name]) => !['schritt', 'stand', 'art', 'plan', 'angabe', 'tag', 'beleg', 'evidence', 'evidence_name'].includes(name));
  const main = (
    <Stack>
      <PageHeading title={title} lead={t('plan.edit.preview_lead', { day: formatDate(change.validFrom, lang) })} />
      <Section heading={t('plan.edit.difference')}>
        <Difference before={draft.before} after={change.content} t={t} />
        <p><strong>{t('plan.edit.field.note')}:</strong> {String(raw['anlass'] ?? '')}</p>
      </Section>
      <PostForm action="/amt/plan/aendern" csrf={csrf} label={title}>
        <Hidden draft={{ ...draft, baseSeq: change.baseSeq }} raw={raw} />
        {carried.flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((entry) => <input type="hidden" name={name} value={entry} />))}
        {change.withdraw ? <input type="hidden" name="ruecknahme" value="ja" /> : null}
        <ButtonRow>
          <SubmitButton name="schritt" value="senden" label={t('plan.edit.send')} icon="check" />
          <Button name="schritt" value="bearbeiten" label={t('plan.edit.go_on')} icon="back" />
        </ButtonRow>
      </PostForm>
    </Stack>
  );
  return page({ title, main, section: 'staff' });
}

function Hidden({ draft, raw }: { draft: Draft; raw: Raw }): VNode {
  const values: [string, string][] = [['art', draft.kind], ['plan', draft.plan], ['angabe', draft.subject], ['tag', draft.fixedDay ?? ''], ['stand', typeof raw['stand'] === 'string' && raw['stand'] !== '' ? raw['stand'] : draft.baseSeq === null ? '' : String(draft.baseSeq)], ['beleg', String(raw['beleg'] ?? '')], ['evidence_name', String(raw['evidence_name'] ?? '')]];
  return <>{values.map(([name, value]) => <input type="hidden" name={name} value={value} />)}</>;
}
