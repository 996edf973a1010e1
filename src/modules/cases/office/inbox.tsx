import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Ctx } from '../../../kernel/http/types.ts';
import { localize, type T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { addDays, formatDate } from '../../../kernel/time/index.ts';
import { Badge, EmptyState, FilterBar, PageHeading, Pagination, Stack, Table, Tabs } from '../../../kernel/ui/index.ts';
import { parseNumber } from '../../../standards/checkdigit/index.ts';
import { listServices, serviceVersion } from '../../catalogue/index.ts';
import { staffMembers, staffName } from '../../directory/index.ts';
import { closedStates, type CaseState } from '../domain/states.ts';
import type { CaseRow } from '../domain/types.ts';
import { reasonText } from '../reasons.ts';
import { queryCases, type CaseFilter } from '../store.ts';
import { stateTones } from '../web/words.ts';
import { deadlineBadge, stateForStaff } from './words.ts';

const perPage = 50;

/** The views of the inbox: which states, whose. */
const views = {
  offen: { states: ['received', 'checking', 'review'] },
  meine: { states: ['received', 'checking', 'review', 'waiting_applicant', 'waiting_register', 'waiting_payment'], mine: true },
  antwort: { states: ['waiting_applicant'] },
  register: { states: ['waiting_register', 'waiting_payment'] },
  entschieden: { states: closedStates },
} as const satisfies Record<string, { states: readonly CaseState[]; mine?: boolean }>;
type View = keyof typeof views;

/** Text of an address; the database knows no NUL. */
const word = (max: number) => z.string().trim().max(max).regex(/^[^\0]*$/).optional().catch(undefined);

const query = z.object({
  ansicht: z.enum(Object.keys(views) as [View, ...View[]]).catch('offen'),
  leistung: word(80),
  frist: z.enum(['alle', 'ueber', 'heute']).catch('alle'),
  person: z.union([z.literal('frei'), z.uuid()]).optional().catch(undefined),
  nummer: word(40),
  seite: z.coerce.number().int().min(1).max(10_000).catch(1),
});
type Query = z.output<typeof query>;

export function registerInbox(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/amt',
    summary: 'Inbox of the offices of the signed-in clerk',
    access: { name: 'staff', audience: 'staff', check: (session) => (session?.principal.kind === 'staff' ? 'ok' : 'login') },
    query,
    async handler(ctx) {
      if (ctx.principal.kind !== 'staff') throw notFound();
      // who does not work on cases has another first page
      if (!ctx.principal.permissions.includes('cases.work')) {
        const first = kernel.navigation.list('staff').find((entry) => entry.path !== '/amt' && entry.access.check(ctx.session) === 'ok');
        if (first) return redirect(first.path);
      }
      return page({ title: ctx.t('cases.office.inbox'), section: 'staff', main: await inbox(kernel, ctx as Ctx<unknown, Query>) });
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/amt/suche',
    summary: 'Opens a case of the clerk’s offices by its number',
    access: staff('cases.work'),
    query,
    async handler(ctx) {
      if (ctx.principal.kind !== 'staff') throw notFound();
      const number = canonicalNumber(ctx.query.nummer ?? '');
      const { rows } = await queryCases(kernel.db, { offices: ctx.principal.offices, number, limit: 1 });
      return redirect(rows[0] ? `/amt/vorgaenge/${rows[0].id}` : `/amt?nummer=${encodeURIComponent(ctx.query.nummer ?? '')}`);
    },
  });
}

async function inbox(kernel: Kernel, ctx: Ctx<unknown, Query>) {
  const { t, lang } = ctx;
  if (ctx.principal.kind !== 'staff') throw notFound();
  const { id, offices, permissions } = ctx.principal;
  const mayWork = permissions.includes('cases.work');
  const today = kernel.clock.today();
  const common: CaseFilter & { offices: string[] } = {
    offices: mayWork ? offices : [],
    service: ctx.query.leistung || undefined,
    ...(ctx.query.person ? { assignedTo: ctx.query.person === 'frei' ? null : ctx.query.person } : {}),
    ...(ctx.query.nummer ? { number: canonicalNumber(ctx.query.nummer) } : {}),
    ...(ctx.query.frist === 'ueber' ? { dueBefore: today } : {}),
    ...(ctx.query.frist === 'heute' ? { dueFrom: today, dueBefore: addDays(today, 1) } : {}),
  };
  const filterOf = (view: View): CaseFilter => ({ ...common, states: views[view].states, ...('mine' in views[view] ? { assignedTo: id } : {}) });
  const names = Object.keys(views) as View[];
  const counts = await Promise.all(names.map(async (view) => (await queryCases(kernel.db, { ...filterOf(view), limit: 0 })).total));
  const current = ctx.query.ansicht;
  const { rows, total } = await queryCases(kernel.db, { ...filterOf(current), sort: current === 'entschieden' ? 'received' : 'due', limit: perPage, offset: (ctx.query.seite - 1) * perPage });
  const services = (await listServices(kernel)).filter((service) => service.kind === 'online');
  const colleagues = new Map((await Promise.all(common.offices.map((office) => staffMembers(kernel, office)))).flat().map((member) => [member.id, member.name]));
  const body = await Promise.all(rows.map((row) => tableRow(kernel, row, ctx)));
  const href = (change: Partial<Query>) => `/amt?${new URLSearchParams(Object.entries({ ...ctx.query, seite: 1, ...change }).filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => [name, String(value)])).toString()}`;
  return (
    <Stack>
      <PageHeading title={t('cases.office.inbox')} lead={t('cases.office.inbox.lead')} />
      <Tabs label={t('cases.office.views')} tabs={names.map((view, at) => ({ href: href({ ansicht: view }), label: t(`cases.office.view.${view}`), count: counts[at]!, current: view === current }))} />
      <FilterBar
        action="/amt"
        t={t}
        filters={[
          { name: 'ansicht', label: t('cases.office.views'), value: current, options: names.map((view) => ({ value: view, label: t(`cases.office.view.${view}`) })) },
          { name: 'leistung', label: t('cases.office.service'), value: ctx.query.leistung ?? '', options: [{ value: '', label: t('cases.office.all') }, ...services.map((service) => ({ value: service.key, label: localize(service.title, lang) }))] },
          { name: 'frist', label: t('cases.office.deadline'), value: ctx.query.frist, options: (['alle', 'ueber', 'heute'] as const).map((value) => ({ value, label: t(`cases.office.deadline.${value}`) })) },
          { name: 'person', label: t('cases.office.worker'), value: ctx.query.person ?? '', options: [{ value: '', label: t('cases.office.worker.all') }, { value: 'frei', label: t('cases.office.free') }, ...[...colleagues].map(([value, label]) => ({ value, label }))] },
          { name: 'nummer', label: t('cases.number'), value: ctx.query.nummer ?? '' },
        ]}
        {...(ctx.query.leistung || ctx.query.person || ctx.query.nummer || ctx.query.frist !== 'alle' ? { resetHref: `/amt?ansicht=${current}` } : {})}
      />
      {body.length === 0 ? (
        <EmptyState title={t('cases.office.empty.title')}>{t('cases.office.empty')}</EmptyState>
      ) : (
        <Table
          dense
          caption={total === 1 ? t('cases.office.caption.one') : t('cases.office.caption', { total })}
          columns={[{ label: t('cases.number'), nowrap: true }, { label: t('cases.office.service') }, { label: t('cases.office.state') }, { label: t('cases.office.why') }, { label: t('cases.office.deadline'), nowrap: true }, { label: t('cases.office.worker') }]}
          rows={body}
        />
      )}
      <Pagination current={ctx.query.seite} total={Math.ceil(total / perPage)} href={(seite) => href({ seite })} t={t} />
    </Stack>
  );
}

async function tableRow(kernel: Kernel, file: CaseRow, { t, lang }: Pick<Ctx, 't' | 'lang'>) {
  const service = await serviceVersion(kernel, file.versionHash);
  const due = deadlineBadge(file, kernel.clock.today(), t);
  return [
    <a href={`/amt/vorgaenge/${file.id}`}>{file.number}</a>,
    <>
      {service ? localize(service.compiled.service.title, lang) : file.service}
      <br />
      <small>{file.applicantName ?? t('cases.office.nobody')}{file.channel === 'online' ? '' : ` · ${t(`cases.office.channel.${file.channel}`)}`}</small>
    </>,
    <Badge tone={stateTones[file.state]} label={stateForStaff(file.state, t)} />,
    why(kernel, file, service, lang, t),
    <>
      {formatDate(file.dueOn, lang)}
      {due ? (
        <>
          <br />
          <Badge {...due} />
        </>
      ) : null}
    </>,
    file.assignedTo ? await staffName(kernel, file.assignedTo) : t('cases.office.free'),
  ];
}

function why(kernel: Kernel, file: CaseRow, service: Awaited<ReturnType<typeof serviceVersion>>, lang: Ctx['lang'], t: T): string {
  if (file.neighbour) return t('cases.office.neighbour_down', { neighbour: t(file.neighbour) });
  if (!service || file.reasons.length === 0) return '';
  const first = reasonText(kernel, service, file.reasons[0]!, lang, t);
  return file.reasons.length === 1 ? first : `${first} ${t('cases.office.more', { count: file.reasons.length - 1 })}`;
}

/** Numbers as people type them; what is no number finds nothing. */
function canonicalNumber(typed: string): string {
  const parsed = parseNumber(typed);
  return parsed.ok ? parsed.canonical : typed.toUpperCase();
}
