import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { toCsv } from '../../../kernel/csv/csv.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file, json, text } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf } from '../../../kernel/time/index.ts';
import { inspectObject } from '../../forms/index.ts';
import { describeFact } from '../domain/describe.ts';
import type { PlanView } from '../domain/view.ts';
import { cellsAt } from '../store.ts';
import { changesSince } from '../store-changes.ts';
import { currentView, pointOf } from '../load.ts';
import { renderReport } from '../report.ts';
import { planParams, pointQuery } from './overview.tsx';
import { measureName } from './words.tsx';

const rateLimit = { max: 60, seconds: 60 };

/** The monitor for programs and for paper, at addresses that stay: JSON, CSV, Atom, PDF/UA. */
export function registerFeeds(kernel: Kernel): void {
  const { http } = kernel;
  http.route({
    method: 'GET', path: '/plan/:plan/plan.json', summary: 'Every statement of a plan at a point, as JSON', access: everyone, params: planParams, query: pointQuery, rateLimit,
    async handler(ctx) {
      const { point } = pointOf(kernel, ctx.query);
      const view = await currentView(kernel, point, ctx.params.plan);
      if (!view) throw notFound();
      const rows = await cellsAt(kernel.db, [view.key, ''], point.asOf, point.knownAt);
      return json({
        plan: view.key, asOf: point.asOf, knownAt: point.knownAt.toISOString(), checksum: view.checksum(), licence: 'https://www.govdata.de/dl-de/zero-2-0',
        statements: rows.map(({ subject, kind, validFrom, recordedAt, content }) => ({ subject, kind, validFrom, recordedAt: recordedAt.toISOString(), content })),
      });
    },
  });
  http.route({
    method: 'GET', path: '/plan/:plan/plan.csv', summary: 'The measures of a plan and how they stand, as CSV', access: everyone, params: planParams, query: pointQuery, rateLimit,
    async handler(ctx) {
      const { point } = pointOf(kernel, ctx.query);
      const view = await currentView(kernel, point, ctx.params.plan);
      if (!view) throw notFound();
      return file({ body: Buffer.from(toCsv(csvRows(view, point.knownAt, ctx.t)), 'utf8'), mime: 'text/csv; charset=utf-8', name: `plan-${view.key}-${point.asOf}.csv`, cache: 'public, max-age=300' });
    },
  });
  http.route({
    method: 'GET', path: '/plan/:plan/bericht.pdf', summary: 'The report of a plan at a point, as PDF/UA', access: everyone, params: planParams, query: pointQuery, rateLimit: { max: 10, seconds: 60 },
    async handler(ctx) {
      const { point } = pointOf(kernel, ctx.query);
      const view = await currentView(kernel, point, ctx.params.plan);
      if (!view) throw notFound();
      return file({ body: await renderReport(kernel, view, point.knownAt, ctx.lang), mime: 'application/pdf', name: `bericht-${view.key}-${point.asOf}.pdf`, inline: true, cache: 'public, max-age=300' });
    },
  });
  http.route({
    method: 'GET', path: '/plan/aenderungen.atom', summary: 'What was recorded lately, as Atom', access: everyone, query: z.object({ plan: planParams.shape.plan.optional().catch(undefined) }), rateLimit,
    async handler(ctx) {
      const { rows } = await changesSince(kernel.db, { plan: ctx.query.plan, after: new Date(0), until: kernel.clock.now(), limit: 50 });
      return text(atom(kernel, rows, ctx.t), 'application/atom+xml; charset=utf-8');
    },
  });
  http.route({
    method: 'GET', path: '/plan/belege/:sha256', summary: 'The file that proves a figure', access: everyone, params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }), rateLimit,
    async handler(ctx) {
      const { sha256 } = ctx.params;
      const { point } = pointOf(kernel, {});
      const view = await currentView(kernel, point);
      // only files a released figure names, of any plan in force today
      const named = view?.manuals.find((entry) => entry.content.evidence === sha256);
      if (!named || !(await kernel.objects.has(sha256))) throw notFound();
      const verdict = await inspectObject(kernel.objects, sha256);
      if (!verdict.ok) throw notFound();
      return file({ body: await kernel.objects.open(sha256), mime: 'application/octet-stream', name: named.content.evidence_name ?? `beleg-${sha256.slice(0, 8)}` });
    },
  });
}

type T = Parameters<typeof measureName>[1];

function csvRows(view: PlanView, knownAt: Date, t: T): (string | number | null)[][] {
  const head = ['plan', 'key', 'code', 'title', 'lead', 'goals', 'state', 'state_since', 'said_by', 'reason', 'decider', 'source', 'recorded_on', 'as_of', 'known_at'];
  return [head, ...view.measures.map((measure) => {
    const { state, entry } = view.standing(`measure/${measure.key}`);
    const { code, title, lead, goals } = measure.content;
    const source = entry?.content.source ?? measure.content.source;
    return [view.key, measure.key, code ?? t('plan.unsourced'), title ?? t('plan.unsourced'), lead ? 1 : 0, goals === null ? t('plan.unsourced') : goals.join(' '), state, entry?.validFrom ?? '', entry?.content.by ?? '', entry?.content.reason ?? '', entry?.content.decider ?? '', source ?? t('plan.unsourced'), dateOf(entry?.recordedAt ?? measure.recordedAt), view.asOf, knownAt.toISOString()];
  })];
}

function atom(kernel: Kernel, rows: Awaited<ReturnType<typeof changesSince>>['rows'], t: T): string {
  const base = kernel.config.publicUrl;
  const updated = rows[0]?.recordedAt ?? new Date(0);
  const entries = rows.map((row) => {
    const { kind, name } = describeFact({ ...row, content: row.content ?? row.before }, t);
    const how = t(`plan.changes.${row.content === null ? 'withdrawn' : row.before ? 'changed' : 'new'}`);
    return `<entry><id>${xml(`${base}/plan/aenderungen#${row.seq}`)}</id><title>${xml(`${kind}: ${name} (${how})`)}</title><updated>${row.recordedAt.toISOString()}</updated><link href="${xml(`${base}/plan/aenderungen`)}"/><summary>${xml(`${t('plan.changes.holds')}: ${row.validFrom}`)}</summary></entry>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>${xml(`${base}/plan`)}</id><title>${xml(t('plan.title'))}</title><updated>${updated.toISOString()}</updated><author><name>Stadttor</name></author><link rel="self" href="${xml(`${base}/plan/aenderungen.atom`)}"/>${entries.join('')}</feed>\n`;
}

function xml(value: string): string {
  return value.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
