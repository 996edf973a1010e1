import type { Db } from '../../kernel/db/db.ts';
import { localize, type Lang, type Localized } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { IndicatorRow, Period } from '../../kernel/indicators/indicators.ts';
import { currentService } from '../catalogue/index.ts';

/** Names of the counters: no cookie, no person, only days and services (DIN SPEC 66336 § 5.12). */
export const counters = {
  /** per service */
  start: 'forms.start',
  /** per service/page: shown for the first time in a draft */
  reach: 'forms.reach',
  /** per service/page: sent without a mistake for the first time in a draft */
  page: 'forms.page',
  submit: 'forms.submit',
  abort: 'forms.abort',
  /** per service/submit|abort/1…5 */
  satisfaction: 'forms.satisfaction',
} as const;

/** Name of the review page in the page counters; page ids have no hyphen, so it cannot be one of them. */
export const reviewStep = 'zum-absenden';

export const occasions = ['submit', 'abort'] as const;
export type Occasion = (typeof occasions)[number];

export function registerIndicators(kernel: Kernel): void {
  const { indicators } = kernel;
  const source = 'kernel.counter';
  const text = (key: string) => ({ key: `forms.${key}`, name: `forms.indicator.${key}.name`, definition: `forms.indicator.${key}.definition`, source, sourceText: `forms.indicator.${key}.source` });

  indicators.register({ ...text('starts'), unit: 'count', query: (db, period, { service }) => indicators.sum(db, counters.start, period, service) });
  indicators.register({
    ...text('conversion'),
    unit: 'percent',
    async query(db, period, { service }) {
      const [starts, sent] = [await indicators.sum(db, counters.start, period, service), await indicators.sum(db, counters.submit, period, service)];
      return starts ? percent(sent ?? 0, starts) : null;
    },
  });
  indicators.register({
    ...text('dropoff'),
    unit: 'percent',
    async query(db, period, { service }) {
      const prefix = service ? `${service}/` : '';
      const reached = total(await indicators.byDimension(db, counters.reach, period, prefix));
      const done = total(await indicators.byDimension(db, counters.page, period, prefix));
      return reached > 0 ? percent(Math.max(0, reached - done), reached) : null;
    },
    rows: (db, period, { service }) => dropoffRows(kernel, db, period, service),
  });
  indicators.register({
    ...text('satisfaction'),
    unit: 'points',
    async query(db, period, { service }) {
      const answers = await indicators.byDimension(db, counters.satisfaction, period, service ? `${service}/` : '');
      const all = total(answers);
      if (all === 0) return null;
      const points = answers.reduce((sum, { dimension, n }) => sum + Number(dimension.split('/')[2]) * n, 0);
      return Math.round((points / all) * 100) / 100;
    },
    rowsUnit: 'count',
    async rows(db, period, { service }) {
      const answers = await indicators.byDimension(db, counters.satisfaction, period, service ? `${service}/` : '');
      if (total(answers) === 0) return [];
      return occasions.flatMap((occasion) => [1, 2, 3, 4, 5].map((score) => ({
        label: `forms.satisfaction.${occasion}.${score}`,
        value: total(answers.filter(({ dimension }) => dimension.endsWith(`/${occasion}/${score}`))),
      })));
    },
  });
}

/** Per page the share of drafts that reached it and never went on; in the order people met the pages most often. */
async function dropoffRows(kernel: Kernel, db: Db, period: Period, service: string | undefined): Promise<IndicatorRow[]> {
  const prefix = service ? `${service}/` : '';
  const reached = await kernel.indicators.byDimension(db, counters.reach, period, prefix);
  const done = new Map((await kernel.indicators.byDimension(db, counters.page, period, prefix)).map(({ dimension, n }) => [dimension, n]));
  const rows = reached.sort((a, b) => b.n - a.n).map(async ({ dimension, n }) => {
    const title = await pageTitle(kernel, dimension, service === undefined);
    return { label: service ? dimension.slice(prefix.length) : dimension, ...(title ? { title } : {}), value: percent(Math.max(0, n - (done.get(dimension) ?? 0)), n) };
  });
  return Promise.all(rows);
}

/** "Service: page" as people read it; undefined for a page that today's version no longer has. */
async function pageTitle(kernel: Kernel, dimension: string, withService: boolean): Promise<Localized | undefined> {
  const [key, page] = dimension.split('/') as [string, string];
  const compiled = (await currentService(kernel, key))?.compiled;
  const found = compiled?.form?.pages.find(({ id }) => id === page)?.title;
  if (!compiled || (!found && page !== reviewStep)) return undefined;
  const say = (lang: Lang) => `${withService ? `${localize(compiled.service.title, lang)}: ` : ''}${found ? localize(found, lang) : kernel.i18n.translator(lang)('forms.indicator.review')}`;
  return { de: say('de'), en: say('en') };
}

const total = (rows: readonly { n: number }[]) => rows.reduce((sum, { n }) => sum + n, 0);
const percent = (part: number, whole: number) => Math.round((part / whole) * 1000) / 10;
