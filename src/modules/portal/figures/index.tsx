import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { file, page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { listServices } from '../../catalogue/index.ts';
import { toCsv } from '../../../kernel/csv/csv.ts';
import { loadFigures } from './load.ts';
import { choosePeriod, spans, type ChosenPeriod } from './period.ts';
import { figuresView } from './view.tsx';

/** Counter of page views per service, without cookie or person. */
const visits = 'portal.visit';

const query = z.object({
  zeitraum: z.enum(spans).catch('30-tage'),
  von: z.string().max(20).catch(''),
  bis: z.string().max(20).catch(''),
  leistung: z.string().max(100).catch(''),
});

/** `/amt/zahlen`: every registered indicator for a period and a service, with definition and source. */
export function registerFigures(kernel: Kernel): void {
  const access = staff('figures.read');
  kernel.indicators.register({
    key: 'portal.visits', unit: 'count', name: 'portal.figures.visits', definition: 'portal.figures.visits.definition', sourceText: 'portal.figures.visits.source', source: 'kernel.counter (portal.visit), DIN SPEC 66336 § 5.12.2.1',
    query: (db, period, { service }) => kernel.indicators.sum(db, visits, period, service),
    async rows(db, period, { service }) {
      const counted = await kernel.indicators.byDimension(db, visits, period, '');
      return counted.filter((row) => service === undefined || row.dimension === service).sort((a, b) => b.n - a.n).map((row) => ({ label: row.dimension, value: row.n }));
    },
  });
  kernel.navigation.register({ area: 'staff', path: '/amt/zahlen', label: 'portal.figures.nav', order: 60, access });
  kernel.http.route({ method: 'GET', path: '/amt/zahlen', summary: 'Figures of a period: all indicators', access, query, handler: (ctx) => figuresPage(kernel, ctx) });
  kernel.http.route({ method: 'GET', path: '/amt/zahlen/csv', summary: 'The same figures as CSV', access, query, rateLimit: { max: 20, seconds: 60 }, handler: (ctx) => figuresCsv(kernel, ctx) });
}

type FiguresCtx = Ctx<unknown, z.output<typeof query>>;

/** Services by key; a key nobody knows counts as no choice. */
async function choose(kernel: Kernel, { query: asked, lang }: FiguresCtx): Promise<{ chosen: ChosenPeriod; services: { key: string; title: string }[]; service: string | undefined }> {
  const services = (await listServices(kernel)).map((entry) => ({ key: entry.key, title: localize(entry.title, lang) })).sort((a, b) => a.title.localeCompare(b.title, 'de'));
  const service = services.find((entry) => entry.key === asked.leistung)?.key;
  return { chosen: choosePeriod(asked.zeitraum, asked.von, asked.bis, kernel.clock.today()), services, service };
}

async function figuresPage(kernel: Kernel, ctx: FiguresCtx): Promise<Answer> {
  const { chosen, services, service } = await choose(kernel, ctx);
  const figures = chosen.ok ? await loadFigures(kernel, chosen.period, service) : [];
  const main = figuresView({ figures, chosen, services, service, asked: ctx.query, t: ctx.t, lang: ctx.lang });
  return page({ title: ctx.t('portal.figures.title'), main, section: 'staff', hasErrors: !chosen.ok });
}

async function figuresCsv(kernel: Kernel, ctx: FiguresCtx): Promise<Answer> {
  const { chosen, service } = await choose(kernel, ctx);
  if (!chosen.ok) return figuresPage(kernel, ctx);
  const { t } = ctx;
  const { from, to } = chosen.period;
  const head = ['key', 'name', 'part', 'value', 'unit', 'from', 'to', 'service', 'definition', 'source'];
  const lines = (await loadFigures(kernel, chosen.period, service)).flatMap(({ indicator, value, rows }) => {
    const line = (part: string, number: number | null, unit = indicator.unit) => [indicator.key, t(indicator.name), part, number, unit, from, to, service ?? '', t(indicator.definition), indicator.source];
    return [line('', value), ...(rows ?? []).map((row) => line(t(row.label), row.value, indicator.rowsUnit))];
  });
  return file({ body: Buffer.from(toCsv([head, ...lines]), 'utf8'), mime: 'text/csv; charset=utf-8', name: `zahlen-${from}-${to}${service ? `-${service}` : ''}.csv` });
}
