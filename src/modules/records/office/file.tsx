import type { VNode } from 'preact';
import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Badge, Breadcrumb, Button, ButtonRow, Checkboxes, Column, DescriptionList, Details, EmptyState, ErrorSummary, PageHeading, Pagination, PostForm, Section, Select, Stack, SubmitButton, TextInput, Timeline, WithAside } from '../../../kernel/ui/index.ts';
import { offices } from '../../directory/index.ts';
import type { FileRow, Level } from '../domain/types.ts';
import { filingPlan } from '../plan.ts';
import { mayChange } from '../rights.ts';
import { historyOfFile } from '../store/history.ts';
import { caseFilesOfFile, findFile } from '../store/read.ts';
import { changeAccess, closeFile, openCaseFile, openFile } from '../use-cases/staff-work.ts';
import { caseFileTable } from './lists.tsx';
import { namesOf } from './people.ts';
import { countWords, moment, officeName, pagesOf, perPage, positionTitle, trail, viewer } from './words.ts';

const id = z.object({ id: z.uuid() });
const level = z.enum(['normal', 'confidential']).catch('normal');
const list = z.union([z.array(z.string().max(60)), z.string().max(60).transform((one) => [one])]).catch([]);

interface Typed {
  error: string;
  title: string;
}

export function registerFilePages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/amt/akten/neu', summary: 'Form: open a file', access: staff('records.manage'), query: z.object({ position: z.string().max(30).catch('') }),
    handler: (ctx) => newFilePage(kernel, ctx, { position: ctx.query.position, title: '', level: 'normal', office: '' }),
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/neu', summary: 'Opens a file', access: staff('records.manage'),
    body: z.object({ position: z.string().max(30), titel: z.string().max(1000), amt: z.string().max(60), stufe: level }),
    async handler(ctx) {
      const input = { position: ctx.body.position, title: ctx.body.titel, office: ctx.body.amt, level: ctx.body.stufe };
      const done = await openFile(kernel, viewer(ctx), input);
      return done.ok ? redirect(`/amt/akten/akte/${done.id}`) : newFilePage(kernel, ctx, input, done.key);
    },
  });
  kernel.http.route({
    method: 'GET', path: '/amt/akten/akte/:id', summary: 'A file with its case files', access: staff('records.read'), params: id, query: z.object({ seite: z.coerce.number().int().min(1).max(1000).catch(1) }),
    handler: (ctx) => filePage(kernel, ctx, ctx.params.id, ctx.query.seite),
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/akte/:id/vorgang', summary: 'Opens a case file in a file', access: staff('records.work'), params: id, body: z.object({ titel: z.string().max(1000), stufe: level }),
    async handler(ctx) {
      const done = await openCaseFile(kernel, viewer(ctx), ctx.params.id, { title: ctx.body.titel, level: ctx.body.stufe });
      return done.ok ? redirect(`/amt/akten/vorgang/${done.id}`) : filePage(kernel, ctx, ctx.params.id, 1, { error: done.key, title: ctx.body.titel });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/akte/:id/zugriff', summary: 'Changes who may read a file', access: staff('records.manage'), params: id, body: z.object({ stufe: level, geteilt: list }),
    async handler(ctx) {
      await changeAccess(kernel, viewer(ctx), ctx.params.id, { level: ctx.body.stufe, shared: ctx.body.geteilt });
      return redirect(`/amt/akten/akte/${ctx.params.id}`);
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/akten/akte/:id/abschluss', summary: 'Closes a file (zdA) or opens it again', access: staff('records.manage'), params: id, body: z.object({ zu: z.enum(['ja', 'nein']) }),
    async handler(ctx) {
      await closeFile(kernel, viewer(ctx), ctx.params.id, ctx.body.zu === 'ja');
      return redirect(`/amt/akten/akte/${ctx.params.id}`);
    },
  });
}

async function filePage(kernel: Kernel, ctx: Ctx, fileId: string, current: number, typed?: Typed): Promise<Answer> {
  const { t, lang } = ctx;
  const me = viewer(ctx);
  const file = await findFile(kernel.db, me, fileId);
  if (!file) throw notFound();
  const plan = filingPlan(kernel);
  const [{ rows, total }, history] = await Promise.all([caseFilesOfFile(kernel.db, me, file.id, { limit: perPage, offset: (current - 1) * perPage }), historyOfFile(kernel.db, me, file.id)]);
  const name = await namesOf(kernel, history.map(({ actor }) => actor), t);
  const main = (
    <Stack>
      {typed ? <ErrorSummary t={t} errors={[{ name: 'titel', message: t(typed.error) }]} /> : null}
      <Breadcrumb links={trail(plan.positions.get(file.position), t)} current={file.number} t={t} />
      <PageHeading title={file.title} caption={`${t('records.file')} ${file.number}`} meta={<Marks file={file} ctx={ctx} />} />
      <WithAside
        asideLabel={t('records.about')}
        aside={
          <>
            <DescriptionList
              compact
              items={[
                { label: t('records.plan'), value: `${file.position} ${positionTitle(plan, file.position, lang)}` },
                { label: t('records.office'), value: officeName(kernel, file.office, lang) },
                { label: t('records.shared'), value: file.shared.length > 0 ? file.shared.map((office) => officeName(kernel, office, lang)).join(', ') : t('records.shared.nobody') },
                { label: t('records.opened'), value: formatDate(file.openedOn, lang) },
                ...(file.closedOn ? [{ label: t('records.closed_on'), value: formatDate(file.closedOn, lang) }] : []),
              ]}
            />
            {mayChange(me, file, 'records.manage') ? <Manage kernel={kernel} ctx={ctx} file={file} confidential={me.permissions.includes('records.confidential')} /> : null}
            <Details summary={t('records.history')}>
              <Timeline label={t('records.history')} entries={history.map((entry) => ({ title: t(`records.event.${entry.kind}`), time: moment(entry.at, lang), datetime: entry.at.toISOString(), by: name(entry.actor) }))} />
            </Details>
          </>
        }
      >
        <Section id="vorgaenge" heading={t('records.case_files.heading', { total: countWords(total, t) })}>
          {rows.length === 0 ? <EmptyState level={3} title={t('records.case_files.empty.title')}>{t('records.case_files.empty')}</EmptyState> : caseFileTable(rows, t('records.case_files.caption'), t, lang)}
          <Pagination current={current} total={pagesOf(total)} href={(to) => `/amt/akten/akte/${file.id}?seite=${to}`} t={t} />
        </Section>
        {mayChange(me, file) && !file.closedOn ? (
          <Details summary={t('records.case_file.new')} open={typed !== undefined}>
            <PostForm action={`/amt/akten/akte/${file.id}/vorgang`} csrf={ctx.csrf} label={t('records.case_file.new')}>
              <TextInput name="titel" label={t('records.field.title')} hint={t('records.field.title.hint')} t={t} value={typed?.title ?? ''} {...(typed ? { error: t(typed.error) } : {})} />
              {me.permissions.includes('records.confidential') ? <LevelSelect ctx={ctx} value="normal" /> : null}
              <ButtonRow>
                <SubmitButton label={t('records.case_file.new.button')} />
              </ButtonRow>
            </PostForm>
          </Details>
        ) : null}
      </WithAside>
    </Stack>
  );
  return page({ title: `${file.number} ${file.title}`, section: 'staff', main, hasErrors: typed !== undefined });
}

function Marks({ file, ctx: { t } }: { file: FileRow; ctx: Pick<Ctx, 't'> }): VNode {
  return (
    <>
      {file.level === 'confidential' ? <Badge tone="warning" label={t('records.level.confidential')} /> : <Badge label={t('records.level.normal')} />} {file.closedOn ? <Badge label={t('records.closed')} /> : <Badge tone="success" label={t('records.running')} />}
      {file.collective ? <Badge tone="info" label={t('records.collective')} /> : null}
    </>
  );
}

export function LevelSelect({ ctx: { t }, value }: { ctx: Pick<Ctx, 't'>; value: Level }): VNode {
  return <Select name="stufe" label={t('records.level')} hint={t('records.level.hint')} t={t} empty={false} value={value} options={(['normal', 'confidential'] as const).map((option) => ({ value: option, label: t(`records.level.${option}`) }))} />;
}

function Manage({ kernel, ctx, file, confidential }: { kernel: Kernel; ctx: Pick<Ctx, 't' | 'lang' | 'csrf'>; file: FileRow; confidential: boolean }): VNode {
  const { t, lang, csrf } = ctx;
  const others = offices(kernel).filter(({ key }) => key !== file.office).map(({ key, name }) => ({ value: key, label: localize(name, lang) }));
  return (
    <Details summary={t('records.access.change')}>
      <PostForm action={`/amt/akten/akte/${file.id}/zugriff`} csrf={csrf} label={t('records.access.change')}>
        {confidential ? <LevelSelect ctx={ctx} value={file.level} /> : null}
        <Checkboxes name="geteilt" label={t('records.shared')} hint={t('records.shared.hint')} t={t} required={false} options={others} value={file.shared} />
        <ButtonRow>
          <SubmitButton label={t('records.access.button')} />
        </ButtonRow>
      </PostForm>
      <PostForm action={`/amt/akten/akte/${file.id}/abschluss`} csrf={csrf} label={t(file.closedOn ? 'records.reopen' : 'records.close')}>
        <ButtonRow>
          <Button name="zu" value={file.closedOn ? 'nein' : 'ja'} label={t(file.closedOn ? 'records.reopen' : 'records.close')} />
        </ButtonRow>
      </PostForm>
    </Details>
  );
}

function newFilePage(kernel: Kernel, ctx: Ctx, input: { position: string; title: string; office: string; level: Level }, error?: string): Answer {
  const { t, lang } = ctx;
  const me = viewer(ctx);
  const plan = filingPlan(kernel);
  const position = plan.positions.get(input.position);
  const mine = offices(kernel).filter(({ key }) => me.offices.includes(key));
  const main = (
    <Column>
      <ErrorSummary t={t} errors={error ? [{ name: error === 'records.error.position' ? 'position' : 'titel', message: t(error) }] : []} />
      <Breadcrumb links={trail(position, t)} current={t('records.file.new')} t={t} />
      <PageHeading title={t('records.file.new')} lead={t('records.file.new.lead')} />
      <PostForm action="/amt/akten/neu" csrf={ctx.csrf} guardUnsaved>
        <Select name="position" label={t('records.plan')} t={t} value={input.position} options={[...plan.positions.values()].map((entry) => ({ value: entry.key, label: `${entry.key} ${localize(entry.title, lang)}` }))} {...(error === 'records.error.position' ? { error: t(error) } : {})} />
        <TextInput name="titel" label={t('records.field.title')} hint={t('records.field.title.hint')} t={t} value={input.title} {...(error === 'records.error.title' ? { error: t(error) } : {})} />
        <Select name="amt" label={t('records.office')} t={t} empty={false} value={input.office || (position?.office ?? '')} options={mine.map(({ key, name }) => ({ value: key, label: localize(name, lang) }))} />
        {me.permissions.includes('records.confidential') ? <LevelSelect ctx={ctx} value={input.level} /> : null}
        <ButtonRow>
          <SubmitButton label={t('records.file.new.button')} />
        </ButtonRow>
      </PostForm>
    </Column>
  );
  return page({ title: t('records.file.new'), section: 'staff', main, hasErrors: error !== undefined });
}
