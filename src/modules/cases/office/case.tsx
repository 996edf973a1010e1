import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file as fileAnswer, page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { staffMembers, staffName } from '../../directory/index.ts';
import { loadCase } from '../queries.ts';
import { CaseView, type People } from './case-view.tsx';
import { casePanels } from './panels.ts';

/** What was typed into a form that was refused, and why: shown again, nothing is lost. */
export interface Typed {
  form: string;
  values: Record<string, string>;
  error?: string;
}

const params = z.object({ id: z.uuid() });

export function registerCasePage(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/amt/vorgaenge/:id',
    summary: 'One case with everything on it, for its office',
    access: staff('cases.work'),
    params,
    handler: (ctx) => showCase(kernel, ctx, ctx.params.id),
  });
  kernel.http.route({
    method: 'GET',
    path: '/amt/vorgaenge/:id/dokumente/:document',
    summary: 'A document of the case, for its office',
    access: staff('cases.work'),
    params: z.object({ id: z.uuid(), document: z.uuid() }),
    async handler(ctx) {
      const detail = await loadCase(kernel, ctx.params.id, { principal: ctx.principal });
      const document = detail.documents.find(({ id }) => id === ctx.params.document);
      if (!document) throw notFound();
      const ours = document.kind !== 'answer';
      return fileAnswer({ body: await kernel.objects.open(document.sha256, { verify: true }), mime: document.mime, name: document.filename, inline: ours });
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/amt/vorgaenge/:id/anlagen/:upload',
    summary: 'An uploaded file of the application, for its office; always a download',
    access: staff('cases.work'),
    params: z.object({ id: z.uuid(), upload: z.uuid() }),
    async handler(ctx) {
      const detail = await loadCase(kernel, ctx.params.id, { principal: ctx.principal });
      const upload = detail.submission?.uploads.find(({ id }) => id === ctx.params.upload);
      if (!upload) throw notFound();
      return fileAnswer({ body: await kernel.objects.open(upload.sha256, { verify: true }), mime: upload.mime, name: upload.filename });
    },
  });
}

/** The page of a case, after a refused form with what was typed. */
export async function showCase(kernel: Kernel, ctx: Pick<Ctx, 'principal' | 't' | 'lang' | 'csrf'>, id: string, typed?: Typed): Promise<Answer> {
  if (ctx.principal.kind !== 'staff') throw notFound();
  const detail = await loadCase(kernel, id, { principal: ctx.principal });
  const people = await peopleOf(kernel, detail);
  const panels = await casePanels(kernel, detail, ctx.principal, ctx.lang, ctx.t);
  const main = <CaseView kernel={kernel} detail={detail} people={people} panels={panels} me={ctx.principal} t={ctx.t} lang={ctx.lang} csrf={ctx.csrf} typed={typed} />;
  return page({ title: `${detail.file.number} ${localize(detail.service.compiled.service.title, ctx.lang)}`, section: 'staff', main, hasErrors: typed?.error !== undefined });
}

/** Names of everybody who acted, and the colleagues a case may go to. */
async function peopleOf(kernel: Kernel, detail: Awaited<ReturnType<typeof loadCase>>): Promise<People> {
  const colleagues = await staffMembers(kernel, detail.file.office);
  const ids = new Set([detail.file.assignedTo, ...detail.history.map(({ actor }) => (actor.kind === 'staff' ? actor.id : null)), ...detail.notes.map(({ author }) => author), ...detail.questions.map(({ askedBy }) => askedBy)].filter((known) => known !== null));
  const names = new Map(colleagues.map((member) => [member.id, member.name]));
  for (const id of ids) if (!names.has(id)) names.set(id, (await staffName(kernel, id)) ?? '–');
  return { colleagues, name: (id) => names.get(id) ?? '–' };
}
