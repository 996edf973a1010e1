import { executeLater, statement, type Db, type Tx } from '../db/db.ts';
import { CodedError } from '../errors/errors.ts';
import type { Localized, T } from '../i18n/i18n.ts';
import type { Clock, PlainDate } from '../time/index.ts';

export interface Period {
  from: PlainDate;
  /** Last day, included. */
  to: PlainDate;
}

/** A row of a figure that has parts: pages of a form, reasons of fall-outs. `label` is an i18n key or plain data. */
export interface IndicatorRow {
  label: string;
  /** The label in words for people, where it is plain data; the CSV keeps the label. */
  title?: Localized;
  value: number | null;
}

/** A named query with unit, definition and source. `null` means "keine Daten": no query, no figure. */
export interface Indicator {
  key: string;
  unit: 'count' | 'percent' | 'minutes' | 'hours' | 'days' | 'points';
  /** i18n keys of its name and its definition. */
  name: string;
  definition: string;
  /** Which tables or counters it is computed from, and the norm that asks for it: for the CSV and for auditors. */
  source: string;
  /** i18n key of the same in words, for people; pages show `source` where there is none. */
  sourceText?: string;
  query(db: Db, period: Period, scope: { service?: string }): Promise<number | null>;
  /** Unit of the rows where it is another one: an average has its answers counted below. */
  rowsUnit?: Indicator['unit'];
  rows?(db: Db, period: Period, scope: { service?: string }): Promise<IndicatorRow[]>;
}

/** Where a figure comes from, in words where its module has them. */
export const sourceWords = ({ source, sourceText }: Pick<Indicator, 'source' | 'sourceText'>, t: T): string => (sourceText === undefined ? source : t(sourceText));

export interface Indicators {
  register(indicator: Indicator): void;
  get(key: string): Indicator | undefined;
  list(): Indicator[];
  /** Adds to a day's counter: no person, no session, no address; only a name and a dimension such as a service key. */
  count(tx: Tx | Db, name: string, dimension: string, n?: number): Promise<void>;
  /** Sum of a counter over a period; null when nothing was ever counted there. */
  sum(db: Db, name: string, period: Period, dimension?: string): Promise<number | null>;
  byDimension(db: Db, name: string, period: Period, prefix: string): Promise<{ dimension: string; n: number }[]>;
}

export function createIndicators(deps: { clock: Clock }): Indicators {
  const indicators = new Map<string, Indicator>();
  return {
    register(indicator) {
      if (indicators.has(indicator.key)) throw new CodedError('INDICATOR_TWICE', `Indicator ${indicator.key} is registered twice`);
      indicators.set(indicator.key, indicator);
    },
    get: (key) => indicators.get(key),
    list: () => [...indicators.values()],
    async count(tx, name, dimension, n = 1) {
      await executeLater(tx, statement`insert into kernel.counter (day, name, dimension, n) values (${deps.clock.today()}::date, ${name}, ${dimension}, ${n})
        on conflict (name, day, dimension) do update set n = kernel.counter.n + excluded.n`);
    },
    async sum(db, name, period, dimension) {
      let query = db.selectFrom('kernel.counter').select((eb) => eb.fn.sum<number | null>('n').as('n')).where('name', '=', name).where('day', '>=', period.from).where('day', '<=', period.to);
      if (dimension !== undefined) query = query.where('dimension', '=', dimension);
      const row = await query.executeTakeFirst();
      return row?.n == null ? null : Number(row.n);
    },
    async byDimension(db, name, period, prefix) {
      const rows = await db.selectFrom('kernel.counter').select((eb) => ['dimension', eb.fn.sum<number>('n').as('n')]).where('name', '=', name).where('day', '>=', period.from).where('day', '<=', period.to)
        .where('dimension', 'like', `${prefix.replace(/[\\%_]/g, '\\$&')}%`).groupBy('dimension').orderBy('dimension').execute();
      return rows.map((row) => ({ dimension: row.dimension, n: Number(row.n) }));
    },
  };
}
