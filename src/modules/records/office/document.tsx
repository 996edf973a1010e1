import type { VNode } from 'preact';
import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file as fileAnswer, page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Alert, Badge, Breadcrumb, Button, ButtonRow, DescriptionList, Details, ErrorSummary, FileInput, InsetText, PageHeading, Pagination, PlainText, PostForm, Section, Sheet, Stack, SubmitButton, Table, TextArea, TextInput, WithAside, formatSize } from '../../../kernel/ui/index.ts';
import { hasPreview } from '../domain/file-kind.ts';
import type { DocumentRow, VersionRow } from '../domain/types.ts';
import { filingPlan } from '../plan.ts';
import { readable, readersOf } from '../readers.ts';
import { maxReadable } from '../reader/reader.ts';
import { mayChange } from '../rights.ts';
import { commentsOf } from '../store/history.ts';
import { findCaseFile, findDocument, textOf, versionsOf } from '../store/read.ts';
import { addVersion } from '../use-cases/upload.ts';
import { checkIn, checkOut, comment, commentLimit } from '../use-cases/staff-work.ts';
import { namesOf } from './people.ts';
import { moment, trail, viewer } from './words.ts';

const params = z.object({ id: z.uuid() });
const versionParams = z.object({ id: z.uuid(), no: z.coerce.number().int().min(1).max(100_000) });
const uploadLimit = { maxBytes: 100 * 1024 * 1024, maxFiles: 1 };

interface Typed {
  form: 'fassung' | 'vermerk';
  error: string;
  text: string;
}

export function registerDocumentPages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/amt/akten/dokument/:id', summary: 'A document with its preview, versions and comments', access: staff('records.read'), params, query: z.object({ seite: z.coerce.number().int().min(1).max(5000).catch(1) }),
    handler: (ctx) => documentPage(kernel, ctx, ctx.params.id, ctx.query.seite),
  });
  kernel.http.route({
    method: 'GET', path: '/amt/akten/dokument/:id/fassung/:no', summary: 'A version as it was filed; always a download', access: staff('records.read'), params: versionParams,
    async handler(ctx) {
      const version = await versionOf(kernel, ctx, ctx.params);
      // never under its own type: whatever it is, a browser must not run it here
      return fileAnswer({ body: await kernel.objects.open(version.sha256, { verify: true }), mime: 'application/octet-stream', name: version.filename });
    },
  });
  kernel.http.route({
    method: 'GET', path: '/amt/akten/dokument/:id/fassung/:no/seite/:page', summary: 'A page of a version as a picture made here', access: staff('records.read'), params: versionParams.extend({ page: z.coerce.number().int().min(1).max(5000) }),
    async handler(ctx) {
      const version = await versionOf(kernel, ctx, ctx.params);
      const bytes = hasPreview(version.mime) ? await readable(kernel, version.sha256, version.size) : undefined;
      const picture = bytes && (await readersOf(kernel).shown.picture(version.mime, bytes, ctx.params.page));
      if (!picture) throw notFound();
      return fileAnswer({ body: picture.png, mime: 'image/png', name: `${ctx.params.page}.png`, inline: true });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/dokument/:id/fassung', summary: 'Files the next version of a document', access: staff('records.work'), params, upload: uploadLimit, body: z.object({ notiz: z.string().max(2000).default('') }),
    async handler(ctx) {
      const done = await addVersion(kernel, viewer(ctx), ctx.params.id, ctx.files[0], ctx.body.notiz);
      return done.ok ? redirect(`/amt/akten/dokument/${ctx.params.id}`) : documentPage(kernel, ctx, ctx.params.id, 1, { form: 'fassung', error: done.key, text: ctx.body.notiz });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/dokument/:id/vermerk', summary: 'Adds a comment to a document', access: staff('records.work'), params, body: z.object({ text: z.string().max(20_000) }),
    async handler(ctx) {
      const document = await findDocument(kernel.db, viewer(ctx), ctx.params.id);
      if (!document) throw notFound();
      const done = await comment(kernel, viewer(ctx), { caseFileId: document.caseFileId, documentId: document.id }, ctx.body.text);
      return done.ok ? redirect(`/amt/akten/dokument/${ctx.params.id}`) : documentPage(kernel, ctx, ctx.params.id, 1, { form: 'vermerk', error: done.key, text: ctx.body.text });
    },
  });
  for (const [path, summary, run] of [['auschecken', 'Takes a document for editing', checkOut], ['einchecken', 'Gives a document back unchanged', checkIn]] as const) {
    kernel.http.route({
      method: 'POST', path: `/amt/akten/dokument/:id/${path}`, summary, access: staff('records.work'), params,
      async handler(ctx) {
        await run(kernel, viewer(ctx), ctx.params.id);
        return redirect(`/amt/akten/dokument/${ctx.params.id}`);
      },
    });
  }
}

async function versionOf(kernel: Kernel, ctx: Pick<Ctx, 'principal'>, { id, no }: { id: string; no: number }): Promise<VersionRow> {
  const version = (await versionsOf(kernel.db, viewer(ctx), id)).find((row) => row.no === no);
  if (!version) throw notFound();
  return version;
}

async function documentPage(kernel: Kernel, ctx: Ctx, id: string, current: number, typed?: Typed): Promise<Answer> {
  const { t, lang } = ctx;
  const me = viewer(ctx);
  const document = await findDocument(kernel.db, me, id);
  const found = document && (await findCaseFile(kernel.db, me, document.caseFileId));
  if (!document || !found) throw notFound();
  const { caseFile, file } = found;
  const [versions, comments, text] = await Promise.all([versionsOf(kernel.db, me, id), commentsOf(kernel.db, me, caseFile.id), textOf(kernel.db, me, id)]);
  const own = comments.filter((entry) => entry.documentId === id);
  const name = await namesOf(kernel, [...versions.map(({ actor }) => actor), ...own.map(({ author }) => ({ kind: 'staff' as const, id: author })), { kind: 'staff', id: document.checkedOutBy }], t);
  const writes = mayChange(me, file) && !caseFile.closedOn && !file.closedOn;
  const mine = document.checkedOutBy === me.id;
  const main = (
    <Stack>
      {typed ? <ErrorSummary t={t} errors={[{ message: t(typed.error), href: `#${typed.form}` }]} /> : null}
      <Breadcrumb links={[...trail(filingPlan(kernel).positions.get(file.position), t), { href: `/amt/akten/akte/${file.id}`, label: file.number }, { href: `/amt/akten/vorgang/${caseFile.id}`, label: caseFile.number }]} current={document.title} t={t} />
      <PageHeading
        title={document.title}
        caption={`${t(`records.document.${document.kind}`)} ${document.no}`}
        meta={
          <>
            <Badge label={t('records.version', { no: document.current })} />
            {document.checkedOutBy ? <Badge tone="warning" label={t('records.checked_out_by', { name: name({ kind: 'staff', id: document.checkedOutBy }) })} /> : null}
          </>
        }
      />
      <WithAside
        asideLabel={t('records.about')}
        aside={
          <>
            <DescriptionList compact items={[{ label: t('records.day'), value: formatDate(document.day, lang) }, { label: t('records.filename'), value: document.filename }, { label: t('records.size'), value: formatSize(document.size, t('ui.file.decimal')) }, ...mailFacts(document, ctx)]} />
            <ButtonRow>
              <Button href={`/amt/akten/dokument/${id}/fassung/${document.current}`} label={t('records.download')} icon="file" variant="primary" />
            </ButtonRow>
            {writes ? <CheckForm ctx={ctx} document={document} mine={mine} manages={mayChange(me, file, 'records.manage')} /> : null}
          </>
        }
      >
        <Preview document={document} text={text} current={current} ctx={ctx} />
        <Section id="fassungen" heading={t('records.versions')}>
          <Table
            dense
            caption={t('records.versions.caption')}
            captionHidden
            columns={[{ label: t('records.version.no'), numeric: true }, { label: t('records.filed_at') }, { label: t('records.filed_by') }, { label: t('records.sha256') }, { label: t('records.download'), labelHidden: true }]}
            rows={versions.map((version) => [
              String(version.no),
              <>
                {moment(version.at, lang)}
                {version.note ? <><br /><small>{version.note}</small></> : null}
              </>,
              name(version.actor),
              <code title={version.sha256}>{version.sha256.slice(0, 12)}…</code>,
              <a href={`/amt/akten/dokument/${id}/fassung/${version.no}`} aria-label={t('records.download.version', { no: version.no })}>{t('records.download')}</a>,
            ])}
          />
          <p class="st-hint">{t('records.proof.hint', { entry: versions[0]?.evidenceId ?? '' })}</p>
        </Section>
        {writes && (document.checkedOutBy === null || mine) ? (
          <div id="fassung">
            <Details summary={t('records.version.add')} open={typed?.form === 'fassung' || mine}>
              <PostForm action={`/amt/akten/dokument/${id}/fassung`} csrf={ctx.csrf} label={t('records.version.add')} multipart>
                <FileInput name="datei" label={t('records.upload.file')} t={t} {...(typed?.form === 'fassung' ? { error: t(typed.error) } : {})} />
                <TextInput name="notiz" label={t('records.version.note')} hint={t('records.version.note.hint')} t={t} required={false} value={typed?.form === 'fassung' ? typed.text : ''} />
                <ButtonRow>
                  <SubmitButton label={t('records.version.button')} />
                </ButtonRow>
              </PostForm>
            </Details>
          </div>
        ) : null}
        <Section id="vermerke" heading={t('records.comments')}>
          {own.map((entry) => (
            <p>
              {entry.text}
              <br />
              <small>
                {name({ kind: 'staff', id: entry.author })}, {moment(entry.at, lang)}
              </small>
            </p>
          ))}
          {mayChange(me, file) ? (
            <div id="vermerk">
              <Details summary={t('records.comment.add')} open={typed?.form === 'vermerk'}>
                <PostForm action={`/amt/akten/dokument/${id}/vermerk`} csrf={ctx.csrf} label={t('records.comment.add')}>
                  <TextArea name="text" label={t('records.comment')} t={t} rows={3} maxlength={commentLimit} value={typed?.form === 'vermerk' ? typed.text : ''} {...(typed?.form === 'vermerk' ? { error: t(typed.error) } : {})} />
                  <ButtonRow>
                    <SubmitButton label={t('records.comment.button')} />
                  </ButtonRow>
                </PostForm>
              </Details>
            </div>
          ) : null}
        </Section>
      </WithAside>
    </Stack>
  );
  return page({ title: document.title, section: 'staff', main, hasErrors: typed !== undefined });
}

/** Pictures of pages where we can draw them, words where there are words, and else a plain sentence. */
function Preview({ document, text, current, ctx: { t } }: { document: DocumentRow; text: Awaited<ReturnType<typeof textOf>>; current: number; ctx: Pick<Ctx, 't'> }): VNode {
  if (text?.state === 'unreadable') return <Alert tone="warning" title={t('records.preview.unreadable.title')}>{t('records.preview.unreadable')}</Alert>;
  if (hasPreview(document.mime) && document.size <= maxReadable) {
    const pages = document.mime === 'application/pdf' ? Math.max(text?.pages ?? 1, 1) : 1;
    const page = Math.min(current, pages);
    return (
      <Section id="vorschau" heading={t('records.preview')}>
        <Sheet src={`/amt/akten/dokument/${document.id}/fassung/${document.current}/seite/${page}`} alt={t('records.preview.alt', { title: document.title, page })} />
        <Pagination current={page} total={pages} href={(to) => `/amt/akten/dokument/${document.id}?seite=${to}#vorschau`} t={t} />
        {text?.text ? <Details summary={t('records.preview.text')}><PlainText>{text.text.slice(0, 20_000)}</PlainText></Details> : null}
      </Section>
    );
  }
  if (text?.text) return <Section id="vorschau" heading={t('records.preview')}><PlainText>{text.text.slice(0, 20_000)}</PlainText></Section>;
  return <InsetText>{t('records.preview.none')}</InsetText>;
}

function mailFacts(document: DocumentRow, { t }: Pick<Ctx, 't'>): { label: string; value: string }[] {
  const { from, to, cc } = document.meta;
  const words = (value: unknown) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string').join(', ') : typeof value === 'string' ? value : '');
  return [{ label: t('records.mail.from'), value: words(from) }, { label: t('records.mail.to'), value: words(to) }, { label: t('records.mail.cc'), value: words(cc) }].filter(({ value }) => value !== '');
}

function CheckForm({ ctx: { t, csrf }, document, mine, manages }: { ctx: Pick<Ctx, 't' | 'csrf'>; document: DocumentRow; mine: boolean; manages: boolean }): VNode | null {
  if (document.checkedOutBy !== null && !mine && !manages) return null;
  const out = document.checkedOutBy === null;
  return (
    <PostForm action={`/amt/akten/dokument/${document.id}/${out ? 'auschecken' : 'einchecken'}`} csrf={csrf} label={t(out ? 'records.check_out' : 'records.check_in')}>
      <ButtonRow>
        <Button label={t(out ? 'records.check_out' : 'records.check_in')} />
      </ButtonRow>
      <p class="st-hint">{t(out ? 'records.check_out.hint' : 'records.check_in.hint')}</p>
    </PostForm>
  );
}
