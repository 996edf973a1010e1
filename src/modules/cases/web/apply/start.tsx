import * as z from 'zod';
import { everyone, staff } from '../../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import type { SubjectPart } from '../../../../kernel/parts/parts.ts';
import { dateOf, formatDate } from '../../../../kernel/time/index.ts';
import type { FormError } from '../../../../kernel/ui/index.ts';
import { currentService } from '../../../catalogue/index.ts';
import { beginDraft, channels, openDrafts, ownerOf, subjectName, type Channel, type Draft, type DraftOwner } from '../../../forms/index.ts';
import { openStates } from '../../domain/states.ts';
import { queryCases } from '../../store.ts';
import { mayTryCode } from './code-limit.ts';
import { draftPath, gate, languagesOf, onlineService, pagePath, titleOf, type OnlineService } from './common.ts';
import { refusalOf, refused } from './refused.tsx';
import { otherSubject, StartView, type Offer } from './start-view.tsx';

const params = z.object({ key: z.string().max(60) });
const line = z.string().max(200).optional();
const body = z.object({ gegenstand: line, nummer: line, code: line, kanal: line });
type Typed = z.output<typeof body>;

export function registerStart(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/antrag/:key',
    summary: 'Start page of an application: what is needed, fee, term',
    access: everyone,
    params,
    async handler(ctx) {
      if (ctx.principal.kind === 'staff') return redirect(`/amt/antrag/${encodeURIComponent(ctx.params.key)}`);
      const current = await currentService(kernel, ctx.params.key);
      if (current && current.compiled.service.kind !== 'online') return redirect(`/leistungen/${current.key}`);
      return startPage(kernel, ctx, await onlineService(kernel, ctx.params.key));
    },
  });
  kernel.http.route({
    method: 'POST',
    path: '/antrag/:key',
    summary: 'Begins an application: makes a draft',
    access: everyone,
    params,
    body,
    async handler(ctx) {
      if (ctx.principal.kind === 'staff') return redirect(`/amt/antrag/${encodeURIComponent(ctx.params.key)}`);
      return begin(kernel, ctx, 'online');
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/amt/antrag/:key',
    summary: 'Start page of an application that staff enter for somebody',
    access: staff('cases.counter'),
    params,
    query: z.object({ kanal: z.enum(channels).optional() }),
    handler: async (ctx) => startPage(kernel, ctx, await onlineService(kernel, ctx.params.key), [], { kanal: ctx.query.kanal }),
  });
  kernel.http.route({
    method: 'POST',
    path: '/amt/antrag/:key',
    summary: 'Begins an application for somebody at the counter, on the phone or on paper',
    access: staff('cases.counter'),
    params,
    body,
    handler: (ctx) => begin(kernel, ctx, channels.find((channel) => channel === ctx.body.kanal && channel !== 'online') ?? 'counter'),
  });
}

async function startPage(kernel: Kernel, ctx: Ctx<{ key: string }>, service: OnlineService, errors: FormError[] = [], typed: Typed = {}): Promise<Answer> {
  const owner = ownerOf(ctx);
  const isStaff = owner?.kind === 'staff';
  const part = service.process.subject ? kernel.parts.getSubject(service.process.subject) : undefined;
  const draft = owner && !isStaff ? await draftToResume(kernel, owner, service) : undefined;
  const offers = part && owner?.kind === 'account' ? await offersOf(kernel, service, part, owner.id) : [];
  const running = offers.length > 0 && owner?.kind === 'account' ? (await queryCases(kernel.db, { accountId: owner.id, subjectRefs: offers.map(({ ref }) => ref), states: openStates })).rows : [];
  const path = `${isStaff ? '/amt' : ''}/antrag/${service.key}`;
  return page({
    title: titleOf(service, ctx.lang),
    section: isStaff ? 'staff' : 'portal',
    hasErrors: errors.length > 0,
    languages: languagesOf(service),
    main: (
      <StartView
        service={service.compiled.service}
        t={ctx.t}
        lang={ctx.lang}
        csrf={ctx.csrf}
        today={kernel.clock.today()}
        action={path}
        path={path}
        gate={gate(ctx, service.process)}
        signedIn={ctx.principal.kind !== 'anonymous'}
        resume={draft && { href: draftPath(service.key, draft.id, 'pruefen'), edited: formatDate(dateOf(draft.updatedAt), ctx.lang), subject: await subjectName(kernel, draft, service) }}
        running={running.map((file) => ({
          href: `/konto/vorgaenge/${file.id}`,
          number: file.number,
          about: offers.find(({ ref }) => ref === file.subjectRef)?.label ?? '',
          received: formatDate(file.receivedOn, ctx.lang),
        }))}
        subject={part ? { texts: part.texts, offers } : undefined}
        channel={isStaff ? (typed.kanal ?? 'counter') : undefined}
        errors={errors}
        typed={typed}
      />
    ),
  });
}

/** What the account holds, and for each why nothing would come of it today. */
async function offersOf(kernel: Kernel, service: OnlineService, part: SubjectPart, accountId: string): Promise<Offer[]> {
  const choices = await part.listFor(kernel.db, accountId);
  return Promise.all(choices.map(async (choice) => ({ ...choice, refusal: await refusalOf(kernel, service, choice.ref) })));
}

/** The application edited last that can still come to something. */
async function draftToResume(kernel: Kernel, owner: DraftOwner, service: OnlineService): Promise<Draft | undefined> {
  for (const draft of await openDrafts(kernel.db, owner, service.key)) {
    if (!(await refusalOf(kernel, service, draft.subjectRef))) return draft;
  }
  return undefined;
}

async function begin(kernel: Kernel, ctx: Ctx<{ key: string }, unknown, Typed>, channel: Channel): Promise<Answer> {
  const service = await onlineService(kernel, ctx.params.key);
  if (gate(ctx, service.process) !== 'ok') return redirect(`/antrag/${service.key}`);
  let subjectRef: string | null = null;
  if (service.process.subject) {
    const chosen = await chooseSubject(kernel, ctx, service, service.process.subject);
    if ('errors' in chosen) return startPage(kernel, ctx, service, chosen.errors, ctx.body);
    subjectRef = chosen.ref;
    const refusal = await refusalOf(kernel, service, subjectRef);
    if (refusal) return refused(ctx, service, refusal);
  }
  const session = ctx.principal.kind === 'anonymous' ? await ctx.ensureSession() : ctx.session!;
  const owner = ownerOf({ session }) as DraftOwner;
  const draft = await beginDraft(kernel, { service, owner, channel, subjectRef, lang: ctx.lang, session });
  return redirect(pagePath(service.key, draft.id, draft.firstPage));
}

/** Number and code from a letter where either is typed, else one of the account's own. Never says which of the two was wrong. */
async function chooseSubject(kernel: Kernel, ctx: Ctx<unknown, unknown, Typed>, service: OnlineService, name: string): Promise<{ ref: string } | { errors: FormError[] }> {
  const part = kernel.parts.getSubject(name);
  const { gegenstand, nummer, code } = ctx.body;
  const owner = ownerOf(ctx);
  const number = nummer?.trim() ?? '';
  const secret = code?.trim() ?? '';
  if (number === '' && secret === '' && gegenstand !== otherSubject && owner?.kind === 'account') {
    const unchosen = { errors: [{ name: 'gegenstand', message: ctx.t('cases.apply.error.choose') }] };
    if (gegenstand) return (await part.belongsTo(kernel.db, gegenstand, owner.id)) ? { ref: gegenstand } : unchosen;
    if ((await offersOf(kernel, service, part, owner.id)).some(({ refusal }) => !refusal)) return unchosen;
  }
  const missing: FormError[] = [];
  if (number === '') missing.push({ name: 'nummer', message: ctx.t('cases.apply.error.missing', { label: ctx.t(part.texts.number) }) });
  if (secret === '') missing.push({ name: 'code', message: ctx.t('cases.apply.error.missing', { label: ctx.t(part.texts.code) }) });
  if (missing.length > 0) return { errors: missing };
  if (!(await mayTryCode(ctx, number, owner?.kind === 'staff' ? owner.id : undefined))) return { errors: [{ name: 'nummer', message: ctx.t('cases.apply.error.too_many') }] };
  const ref = await part.redeem(kernel.db, number, secret);
  return ref === undefined ? { errors: [{ name: 'nummer', message: ctx.t('cases.apply.error.redeem') }] } : { ref };
}
