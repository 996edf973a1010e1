import { sql } from 'kysely';
import type { Db } from '../../kernel/db/db.ts';
import type { Period } from '../../kernel/indicators/indicators.ts';
import type { Lang, Localized } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { currentService } from '../catalogue/index.ts';
import { reasonText } from './reasons.ts';

const inScope = (service: string | undefined) => (service === undefined ? sql`true` : sql`service = ${service}`);

/** What the city may know of its cases without knowing anybody (DIN SPEC 66336 § 5.12). */
export function registerCaseIndicators(kernel: Kernel): void {
  const define = (key: string, unit: 'count' | 'percent' | 'hours', source: string, more: Pick<Parameters<Kernel['indicators']['register']>[0], 'query' | 'rows'>) =>
    kernel.indicators.register({ key: `cases.${key}`, unit, name: `cases.indicator.${key}`, definition: `cases.indicator.${key}.definition`, source, sourceText: `cases.indicator.${key}.source`, ...more });

  define('received', 'count', 'cases.case (received_on)', {
    async query(db, period, { service }) {
      const { rows } = await sql<{ n: number }>`select count(*) as n from cases.case where received_on between ${period.from}::date and ${period.to}::date and ${inScope(service)}`.execute(db);
      return zeroIsNothing(rows[0]?.n);
    },
  });
  define('decided', 'count', 'cases.case (decided_at)', {
    async query(db, period, { service }) {
      const { rows } = await sql<{ n: number }>`select count(*) as n from cases.case where ${decidedIn(period)} and ${inScope(service)}`.execute(db);
      return zeroIsNothing(rows[0]?.n);
    },
  });
  define('automatic', 'percent', 'cases.case (decided_at, automatic)', {
    async query(db, period, { service }) {
      const { rows } = await sql<{ share: number | null }>`select (100.0 * count(*) filter (where automatic) / nullif(count(*), 0))::float8 as share from cases.case where ${decidedIn(period)} and ${inScope(service)}`.execute(db);
      return rows[0]?.share ?? null;
    },
  });
  define('channel', 'percent', 'cases.case (received_on, channel)', {
    async query(db, period, { service }) {
      const counted = await byChannel(db, period, service);
      const all = counted.reduce((sum, row) => sum + row.n, 0);
      return all === 0 ? null : (100 * (counted.find((row) => row.channel === 'online')?.n ?? 0)) / all;
    },
    async rows(db, period, { service }) {
      const counted = await byChannel(db, period, service);
      const all = counted.reduce((sum, row) => sum + row.n, 0);
      return counted.map((row) => ({ label: `cases.office.channel.${row.channel}`, value: (100 * row.n) / all }));
    },
  });
  define('processing_time', 'hours', 'cases.case (received_at, decided_at); DIN SPEC 66336 § 5.12.2.2', {
    async query(db, period, { service }) {
      const { rows } = await sql<{ hours: number | null }>`select (percentile_cont(0.5) within group (order by extract(epoch from decided_at - received_at)) / 3600)::float8 as hours
        from cases.case where ${decidedIn(period)} and ${inScope(service)}`.execute(db);
      return rows[0]?.hours ?? null;
    },
  });
  define('fallout', 'count', 'kernel.counter cases.fallout (service/reason)', {
    async query(db, period, { service }) {
      const rows = await kernel.indicators.byDimension(db, 'cases.fallout', period, service === undefined ? '' : `${service}/`);
      return rows.length === 0 ? null : rows.reduce((sum, row) => sum + row.n, 0);
    },
    async rows(db, period, { service }) {
      const counted = new Map<string, number>();
      const titles = new Map<string, Localized>();
      for (const { dimension, n } of await kernel.indicators.byDimension(db, 'cases.fallout', period, service === undefined ? '' : `${service}/`)) {
        const cut = dimension.indexOf('/');
        const key = dimension.slice(cut + 1);
        counted.set(key, (counted.get(key) ?? 0) + n);
        const title = titles.get(key) ?? (await reasonTitle(kernel, dimension.slice(0, cut), key));
        if (title) titles.set(key, title);
      }
      return [...counted].sort((a, b) => b[1] - a[1]).map(([label, value]) => ({ label, value, ...(titles.has(label) ? { title: titles.get(label)! } : {}) }));
    },
  });
}

/** A counted reason in the words staff read on the case; undefined where neither the package nor a module has any. */
async function reasonTitle(kernel: Kernel, serviceKey: string, key: string): Promise<Localized | undefined> {
  const service = await currentService(kernel, serviceKey);
  if (!service) return undefined;
  const { checks, process } = service.compiled;
  const source = process?.rules.find(({ reason }) => reason === key)?.id ?? checks.find(({ use }) => kernel.parts.getCheck(use).reasons.includes(key))?.id ?? '';
  const say = (lang: Lang) => reasonText(kernel, service, `${source}:${key}`, lang, kernel.i18n.translator(lang));
  return say('de') === kernel.i18n.translator('de')('cases.reason_unknown', { key }) ? undefined : { de: say('de'), en: say('en') };
}

async function byChannel(db: Db, period: Period, service: string | undefined): Promise<{ channel: string; n: number }[]> {
  const { rows } = await sql<{ channel: string; n: number }>`select channel, count(*) as n from cases.case where received_on between ${period.from}::date and ${period.to}::date and ${inScope(service)} group by channel order by n desc, channel`.execute(db);
  return rows.map((row) => ({ channel: row.channel, n: Number(row.n) }));
}

/** No query, no figure: nothing received reads "keine Daten". */
function zeroIsNothing(n: number | undefined): number | null {
  return n === undefined || Number(n) === 0 ? null : Number(n);
}

function decidedIn(period: { from: string; to: string }) {
  return sql`decided_at >= (${period.from}::date)::timestamp at time zone 'Europe/Berlin' and decided_at < (${period.to}::date + 1)::timestamp at time zone 'Europe/Berlin'`;
}
