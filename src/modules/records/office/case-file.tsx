import type { VNode } from 'preact';
import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file as fileAnswer, page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate, plainDateFromParts, type PlainDate } from '../../../kernel/time/index.ts';
import { Badge, Breadcrumb, Button, ButtonRow, DateParts, DescriptionList, Details, EmptyState, ErrorSummary, FileInput, LinkList, PageHeading, PostForm, Section, Select, Stack, SubmitButton, Table, TextArea, TextInput, Timeline, WithAside, formatSize } from '../../../kernel/ui/index.ts';
import { documentKinds, type DocumentRow } from '../domain/types.ts';
import { filingPlan } from '../plan.ts';
import { mayChange } from '../rights.ts';
import { commentsOf, historyOfCaseFile, referencesOf } from '../store/history.ts';
import { documentsOf, findCaseFile } from '../store/read.ts';
import { exportCaseFile } from '../use-cases/export.ts';
import { closeCaseFile, comment, commentLimit, refer } from '../use-cases/staff-work.ts';
import { uploadDocuments } from '../use-cases/upload.ts';
import { namesOf } from './people.ts';
import { moment, trail, viewer } from './words.ts';

const params = z.object({ id: z.uuid() });
/** One upload; larger things come through the interface. */
const uploadLimit = { maxBytes: 100 * 1024 * 1024, maxFiles: 20 };
const uploadKinds = documentKinds.filter((kind) => kind !== 'data' && kind !== 'mail');

interface Typed {
  form: 'hochladen' | 'vermerk' | 'verweis';
  error: string;
  values: Record<string, string>;
}

const date = { 'tag.day': z.string().max(4).default(''), 'tag.month': z.string().max(4).default(''), 'tag.year': z.string().max(6).default('') };

export function registerCaseFilePages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/amt/akten/vorgang/:id', summary: 'A case file with its documents', access: staff('records.read'), params,
    handler: (ctx) => caseFilePage(kernel, ctx, ctx.params.id),
  });
  kernel.http.route({
    method: 'GET', path: '/amt/akten/vorgang/:id/export', summary: 'A case file as plain JSON: metadata, versions with their hashes and proofs, history', access: staff('records.read'), params,
    async handler(ctx) {
      const { name, json } = await exportCaseFile(kernel, viewer(ctx), ctx.params.id);
      return fileAnswer({ body: new TextEncoder().encode(json), mime: 'application/json', name });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/vorgang/:id/hochladen', summary: 'Files uploaded documents; a mail brings its attachments', access: staff('records.work'), params, upload: uploadLimit,
    body: z.object({ titel: z.string().max(1000).default(''), art: z.enum(uploadKinds).catch('other'), ...date }),
    async handler(ctx) {
      const { titel, art } = ctx.body;
      const values = { titel, art, day: ctx.body['tag.day'], month: ctx.body['tag.month'], year: ctx.body['tag.year'] };
      const day = dayOf(values, kernel.clock.today());
      if (!day) return caseFilePage(kernel, ctx, ctx.params.id, { form: 'hochladen', error: 'records.error.day', values });
      const done = await uploadDocuments(kernel, viewer(ctx), ctx.params.id, ctx.files, { title: titel, kind: art, day });
      return done.ok ? redirect(`/amt/akten/vorgang/${ctx.params.id}`) : caseFilePage(kernel, ctx, ctx.params.id, { form: 'hochladen', error: done.key, values });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/vorgang/:id/vermerk', summary: 'Adds a comment to a case file', access: staff('records.work'), params, body: z.object({ text: z.string().max(20_000) }),
    async handler(ctx) {
      const done = await comment(kernel, viewer(ctx), { caseFileId: ctx.params.id }, ctx.body.text);
      return done.ok ? redirect(`/amt/akten/vorgang/${ctx.params.id}`) : caseFilePage(kernel, ctx, ctx.params.id, { form: 'vermerk', error: done.key, values: ctx.body });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/vorgang/:id/verweis', summary: 'Points to another case file', access: staff('records.work'), params, body: z.object({ nummer: z.string().max(100), notiz: z.string().max(2000).default('') }),
    async handler(ctx) {
      const done = await refer(kernel, viewer(ctx), ctx.params.id, ctx.body.nummer, ctx.body.notiz);
      return done.ok ? redirect(`/amt/akten/vorgang/${ctx.params.id}`) : caseFilePage(kernel, ctx, ctx.params.id, { form: 'verweis', error: done.key, values: ctx.body });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/vorgang/:id/abschluss', summary: 'Closes a case file (zdA) or opens it again', access: staff('records.work'), params, body: z.object({ zu: z.enum(['ja', 'nein']) }),
    async handler(ctx) {
      await closeCaseFile(kernel, viewer(ctx), ctx.params.id, ctx.body.zu === 'ja');
      return redirect(`/amt/akten/vorgang/${ctx.params.id}`);
    },
  });
}

/** The day as typed; nothing typed means today. */
function dayOf(typed: { day: string; month: string; year: string }, today: PlainDate): PlainDate | undefined {
  if (typed.day + typed.month + typed.year === '') return today;
  const read = plainDateFromParts(typed);
  return read.ok ? read.value : undefined;
}

async function caseFilePage(kernel: Kernel, ctx: Ctx, id: string, typed?: Typed): Promise<Answer> {
  const { t, lang } = ctx;
  const me = viewer(ctx);
  const found = await findCaseFile(kernel.db, me, id);
  if (!found) throw notFound();
  const { caseFile, file } = found;
  const [documents, history, comments, references] = await Promise.all([documentsOf(kernel.db, me, id), historyOfCaseFile(kernel.db, me, id), commentsOf(kernel.db, me, id), referencesOf(kernel.db, me, id)]);
  const name = await namesOf(kernel, [...history.map(({ actor }) => actor), ...comments.map(({ author }) => ({ kind: 'staff' as const, id: author })), ...documents.map(({ checkedOutBy }) => ({ kind: 'staff' as const, id: checkedOutBy }))], t);
  const writes = mayChange(me, file) && !caseFile.closedOn && !file.closedOn;
  const main = (
    <Stack>
      {typed ? <ErrorSummary t={t} errors={[{ message: t(typed.error), href: `#${typed.form}` }]} /> : null}
      <Breadcrumb links={[...trail(filingPlan(kernel).positions.get(file.position), t), { href: `/amt/akten/akte/${file.id}`, label: file.number }]} current={caseFile.number} t={t} />
      <PageHeading
        title={caseFile.title}
        caption={`${t('records.case_file')} ${caseFile.number}`}
        meta={
          <>
            {caseFile.level === 'confidential' || file.level === 'confidential' ? <Badge tone="warning" label={t('records.level.confidential')} /> : null}
            {caseFile.closedOn ? <Badge label={`${t('records.closed')} ${formatDate(caseFile.closedOn, lang)}`} /> : <Badge tone="success" label={t('records.running')} />}
            {caseFile.source === 'cases' ? <Badge tone="info" label={t('records.self_filed')} /> : null}
          </>
        }
      />
      <WithAside
        asideLabel={t('records.about')}
        aside={
          <>
            <DescriptionList compact items={[{ label: t('records.file'), value: <a href={`/amt/akten/akte/${file.id}`}>{file.title}</a> }, { label: t('records.opened'), value: formatDate(caseFile.openedOn, lang) }, ...(caseFile.closedOn ? [{ label: t('records.closed_on'), value: formatDate(caseFile.closedOn, lang) }] : [])]} />
            <ButtonRow>
              <Button href={`/amt/akten/vorgang/${id}/export`} label={t('records.export')} icon="file" />
            </ButtonRow>
            {caseFile.source === 'cases' && caseFile.sourceRef && me.permissions.includes('cases.work') ? (
              <p>
                <a href={`/amt/vorgaenge/${caseFile.sourceRef}`}>{t('records.to_case')}</a>
              </p>
            ) : null}
            <References references={references} ctx={ctx} />
            {writes ? <ReferForm ctx={ctx} id={id} typed={typed} /> : null}
            {mayChange(me, file) && !file.closedOn ? (
              <PostForm action={`/amt/akten/vorgang/${id}/abschluss`} csrf={ctx.csrf} label={t(caseFile.closedOn ? 'records.reopen' : 'records.close')}>
                <ButtonRow>
                  <Button name="zu" value={caseFile.closedOn ? 'nein' : 'ja'} label={t(caseFile.closedOn ? 'records.reopen' : 'records.close')} />
                </ButtonRow>
              </PostForm>
            ) : null}
          </>
        }
      >
        <Section id="dokumente" heading={t('records.documents')}>
          {documents.length === 0 ? <EmptyState level={3} title={t('records.documents.empty.title')}>{t('records.documents.empty')}</EmptyState> : <Documents documents={documents} name={(by) => name({ kind: 'staff', id: by })} ctx={ctx} />}
        </Section>
        {writes ? <UploadForm ctx={ctx} id={id} typed={typed} /> : null}
        <Section id="vermerke" heading={t('records.comments')}>
          {comments.map((entry) => (
            <p>
              {entry.text}
              <br />
              <small>
                {name({ kind: 'staff', id: entry.author })}, {moment(entry.at, lang)}
                {entry.documentId ? <> · <a href={`/amt/akten/dokument/${entry.documentId}`}>{documents.find((document) => document.id === entry.documentId)?.title ?? t('records.document')}</a></> : null}
              </small>
            </p>
          ))}
          {mayChange(me, file) ? (
            <div id="vermerk">
              <Details summary={t('records.comment.add')} open={typed?.form === 'vermerk'}>
                <PostForm action={`/amt/akten/vorgang/${id}/vermerk`} csrf={ctx.csrf} label={t('records.comment.add')}>
                  <TextArea name="text" label={t('records.comment')} t={t} rows={3} maxlength={commentLimit} value={typed?.form === 'vermerk' ? (typed.values['text'] ?? '') : ''} {...(typed?.form === 'vermerk' ? { error: t(typed.error) } : {})} />
                  <ButtonRow>
                    <SubmitButton label={t('records.comment.button')} />
                  </ButtonRow>
                </PostForm>
              </Details>
            </div>
          ) : null}
        </Section>
        <Section id="verlauf" heading={t('records.history')}>
          <Timeline label={t('records.history')} entries={history.map((entry) => ({ title: eventTitle(entry.kind, entry.data, documents, entry.documentId, ctx), time: moment(entry.at, lang), datetime: entry.at.toISOString(), by: name(entry.actor) }))} />
        </Section>
      </WithAside>
    </Stack>
  );
  return page({ title: `${caseFile.number} ${caseFile.title}`, section: 'staff', main, hasErrors: typed !== undefined });
}

function eventTitle(kind: string, data: Record<string, unknown>, documents: readonly DocumentRow[], documentId: string | null, { t }: Pick<Ctx, 't'>): string {
  const count = Array.isArray(data['versions']) ? data['versions'].length : 0;
  const title = documents.find(({ id }) => id === documentId)?.title;
  return `${t(`records.event.${kind}`)}${title ? `: ${title}` : count > 1 ? `: ${t('records.documents.count', { count })}` : ''}`;
}

function Documents({ documents, name, ctx: { t, lang } }: { documents: readonly DocumentRow[]; name: (by: string | null) => string; ctx: Pick<Ctx, 't' | 'lang'> }): VNode {
  return (
    <Table
      dense
      caption={t('records.documents.caption')}
      captionHidden
      columns={[{ label: t('records.no'), numeric: true }, { label: t('records.document'), rowHeader: true }, { label: t('records.field.kind') }, { label: t('records.day'), nowrap: true }, { label: t('records.size'), numeric: true, nowrap: true }]}
      rows={documents.map((document) => [
        String(document.no),
        <>
          <a href={`/amt/akten/dokument/${document.id}`}>{document.title}</a>
          {document.parentId ? <> <small>{t('records.attached')}</small></> : null}
          {document.current > 1 ? <> <Badge label={t('records.version', { no: document.current })} /></> : null}
          {document.checkedOutBy ? <> <Badge tone="warning" label={t('records.checked_out_by', { name: name(document.checkedOutBy) })} /></> : null}
        </>,
        t(`records.document.${document.kind}`),
        formatDate(document.day, lang),
        formatSize(document.size, t('ui.file.decimal')),
      ])}
    />
  );
}

function UploadForm({ ctx, id, typed }: { ctx: Pick<Ctx, 't' | 'csrf'>; id: string; typed: Typed | undefined }): VNode {
  const { t } = ctx;
  const mine = typed?.form === 'hochladen' ? typed : undefined;
  const wrongDay = mine?.error === 'records.error.day';
  return (
    <div id="hochladen">
      <Details summary={t('records.upload')} open={mine !== undefined}>
        <PostForm action={`/amt/akten/vorgang/${id}/hochladen`} csrf={ctx.csrf} label={t('records.upload')} multipart>
          <FileInput name="dateien" label={t('records.upload.files')} hint={t('records.upload.hint', { max: 100 })} t={t} multiple {...(mine && !wrongDay ? { error: t(mine.error) } : {})} />
          <TextInput name="titel" label={t('records.field.title')} hint={t('records.upload.title.hint')} t={t} required={false} value={mine?.values['titel'] ?? ''} />
          <Select name="art" label={t('records.field.kind')} t={t} empty={false} value={mine?.values['art'] ?? 'other'} options={uploadKinds.map((kind) => ({ value: kind, label: t(`records.document.${kind}`) }))} />
          <DateParts name="tag" label={t('records.day')} hint={t('records.day.hint')} t={t} required={false} value={{ day: mine?.values['day'] ?? '', month: mine?.values['month'] ?? '', year: mine?.values['year'] ?? '' }} {...(wrongDay ? { error: t('records.error.day') } : {})} />
          <ButtonRow>
            <SubmitButton label={t('records.upload.button')} icon="file" />
          </ButtonRow>
        </PostForm>
      </Details>
    </div>
  );
}

function References({ references, ctx: { t } }: { references: Awaited<ReturnType<typeof referencesOf>>; ctx: Pick<Ctx, 't'> }): VNode | null {
  if (references.length === 0) return null;
  return (
    <>
      <h2>{t('records.references')}</h2>
      <LinkList label={t('records.references')} links={references.map((entry) => ({ href: `/amt/akten/vorgang/${entry.id}`, label: `${entry.number} ${entry.title}`, hint: entry.note || t(entry.from ? 'records.reference.to' : 'records.reference.from') }))} />
    </>
  );
}

function ReferForm({ ctx, id, typed }: { ctx: Pick<Ctx, 't' | 'csrf'>; id: string; typed: Typed | undefined }): VNode {
  const { t } = ctx;
  const mine = typed?.form === 'verweis' ? typed : undefined;
  return (
    <div id="verweis">
      <Details summary={t('records.reference.add')} open={mine !== undefined}>
        <PostForm action={`/amt/akten/vorgang/${id}/verweis`} csrf={ctx.csrf} label={t('records.reference.add')}>
          <TextInput name="nummer" label={t('records.number')} hint={t('records.reference.hint')} t={t} value={mine?.values['nummer'] ?? ''} {...(mine ? { error: t(mine.error) } : {})} />
          <TextInput name="notiz" label={t('records.reference.note')} t={t} required={false} value={mine?.values['notiz'] ?? ''} />
          <ButtonRow>
            <SubmitButton label={t('records.reference.button')} />
          </ButtonRow>
        </PostForm>
      </Details>
    </div>
  );
}
