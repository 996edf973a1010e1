import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { addDays, dateOf, formatDate, parsePlainDate, startOfDay, type PlainDate } from '../../../kernel/time/index.ts';
import { Badge, LinkList, Pagination, Section, Table } from '../../../kernel/ui/index.ts';
import { describeFact } from '../domain/describe.ts';
import { partsOfSubject } from '../domain/kinds.ts';
import type { PlanView } from '../domain/view.ts';
import { at, type PlanEntry } from '../load.ts';
import { changesSince, factWordsOf, validSince, type ChangeRow } from '../store-changes.ts';
import { planParams, pointQuery } from './overview.tsx';
import { monitorPage } from './page.tsx';
import type { Reader } from './point.tsx';
import { aboutPath, dayWords } from './words.tsx';

const perPage = 50;
const usualDays = 90;

/** `/plan/aenderungen`: what is new in the world, and what was recorded, since a day. */
export function registerChanges(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/plan/aenderungen', summary: 'What changed since a day', access: everyone,
    query: pointQuery.extend({ seit: z.string().max(10).optional().catch(undefined), wirkt: z.string().max(10).optional().catch(undefined), plan: planParams.shape.plan.optional().catch(undefined), seite: z.coerce.number().int().min(1).max(1000).catch(1) }),
    handler: (ctx) => monitorPage(kernel, ctx, { plan: ctx.query.plan, path: '/plan/aenderungen', title: ctx.t('plan.changes.title'), lead: ctx.t('plan.changes.lead'), point: false }, async ({ view, t, lang, point, plans }) => {
      const effective = ctx.query.wirkt ? parsePlainDate(ctx.query.wirkt) : undefined;
      const since = (ctx.query.seit && parsePlainDate(ctx.query.seit)) || effective || addDays(point.asOf, -usualDays);
      const valid = effective ? [] : await validSince(kernel.db, view.key, since, point.asOf, point.knownAt);
      const { rows, total } = await changesSince(kernel.db, { plan: view.key, after: afterDay(since), until: point.knownAt, effective, limit: perPage, offset: (ctx.query.seite - 1) * perPage });
      const reader: Reader = { t, lang, point };
      return (
        <>
          <SinceForm since={since} plans={plans} view={view} t={t} />
          {effective ? null : (
            <Section id="stand" heading={t('plan.changes.valid', { day: formatDate(since, lang) })}>
              {valid.length === 0 ? <p>{t('plan.changes.none')}</p> : (
                <Table caption={t('plan.changes.valid_caption')} columns={[{ label: t('plan.changes.day') }, { label: t('plan.changes.what') }]} rows={valid.map((row) => [dayWords(row.validFrom, factWordsOf(row).precision, lang, t), <Subject row={row} view={view} {...reader} />])} />
              )}
            </Section>
          )}
          <Section id={effective ? 'stand' : 'erfasst'} heading={effective ? t('plan.changes.effective', { day: formatDate(effective, lang) }) : t('plan.changes.recorded', { day: formatDate(since, lang) })} intro={t(effective ? 'plan.changes.effective_intro' : 'plan.changes.recorded_intro')}>
            {rows.length === 0 ? <p>{t('plan.changes.none')}</p> : <ChangeTable rows={rows} view={view} {...reader} />}
            <Pagination current={ctx.query.seite} total={Math.ceil(total / perPage)} t={t} href={(page) => at('/plan/aenderungen', point, { ...(ctx.query.seit ? { seit: ctx.query.seit } : {}), ...(ctx.query.wirkt ? { wirkt: ctx.query.wirkt } : {}), seite: String(page) })} />
          </Section>
          <LinkList links={[{ href: '/plan/aenderungen.atom', label: t('plan.more.atom') }]} />
        </>
      );
    }),
  });
}

/** Recorded after the end of that day. */
export const afterDay = (day: PlainDate): Date => new Date(startOfDay(addDays(day, 1)).getTime() - 1);

function SinceForm({ since, plans, view, t }: { since: PlainDate; plans: readonly PlanEntry[]; view: PlanView; t: Reader['t'] }): VNode {
  return (
    <form class="st-filter" method="get" action="/plan/aenderungen" aria-label={t('plan.changes.form')}>
      <div class="st-filter__field">
        <label class="kern-label" for="f-seit">{t('plan.changes.since')}</label>
        <input class="kern-form-input__input" id="f-seit" name="seit" type="date" value={since} />
      </div>
      <div class="st-filter__field">
        <label class="kern-label" for="f-plan">{t('plan.changes.plan')}</label>
        <div class="kern-form-input__select-wrapper">
          <select class="kern-form-input__select" id="f-plan" name="plan">
            {plans.map((plan) => <option value={plan.key} selected={plan.key === view.key}>{plan.content.short}</option>)}
          </select>
        </div>
      </div>
      <div class="st-filter__actions">
        <button class="kern-btn kern-btn--secondary" type="submit"><span class="kern-label">{t('plan.point.show')}</span></button>
      </div>
    </form>
  );
}

export function ChangeTable({ rows, view, t, lang, point }: Reader & { rows: readonly ChangeRow[]; view: Pick<PlanView, 'key'> }): VNode {
  return (
    <Table
      caption={t('plan.changes.caption')}
      columns={[{ label: t('plan.changes.recorded_at') }, { label: t('plan.changes.how') }, { label: t('plan.changes.what') }, { label: t('plan.changes.holds') }]}
      rows={rows.map((row) => [
        formatDate(dateOf(row.recordedAt), lang),
        <>
          <Badge tone={row.content === null ? 'danger' : row.before ? 'warning' : 'info'} label={t(`plan.changes.${row.content === null ? 'withdrawn' : row.before ? 'changed' : 'new'}`)} />
          {row.note ? <span class="st-hint st-cite">{row.note}</span> : null}
        </>,
        <>
          <Subject row={row} view={view} t={t} lang={lang} point={point} />
          {row.before ? <span class="st-hint st-cite">{t('plan.changes.before', { text: describeFact({ ...row, content: row.before }, t).name })}</span> : null}
        </>,
        dayWords(row.validFrom, factWordsOf(row).precision, lang, t),
      ])}
    />
  );
}

function Subject({ row, view, t, point }: Reader & { row: ChangeRow; view: Pick<PlanView, 'key'> }): VNode {
  const { kind, name } = describeFact({ ...row, content: row.content ?? row.before }, t);
  const parts = partsOfSubject(row.subject);
  const about = row.kind === 'status' ? parts?.key : row.kind === 'measure' || row.kind === 'item' || row.kind === 'goal' ? `${row.kind}/${parts?.key}` : undefined;
  const href = row.kind === 'law' ? `/plan/recht/${parts?.key}` : row.kind === 'source' ? `/plan/quellen#${parts?.key}` : about ? aboutPath(view, about) : undefined;
  return (
    <>
      <span class="st-muted">{kind}:</span> {href ? <a href={at(href, point)}>{name}</a> : name}
    </>
  );
}
