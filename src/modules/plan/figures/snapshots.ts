import { sql } from 'kysely';
import type { Db } from '../../../kernel/db/db.ts';
import type { Indicator, IndicatorRow, Period } from '../../../kernel/indicators/indicators.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { errorFields } from '../../../kernel/log/log.ts';
import { addDays, type PlainDate } from '../../../kernel/time/index.ts';

/** A figure speaks of the thirty days up to its day. */
export const windowDays = 30;
export const periodOf = (day: PlainDate): Period => ({ from: addDays(day, 1 - windowDays), to: day });

/** How a figure stands: its newest snapshot, and the last one that had a value. */
export interface FigureState {
  key: string;
  day: PlainDate | null;
  value: number | null;
  failed: boolean;
  rows: IndicatorRow[] | null;
  takenAt: Date | null;
  lastDay: PlainDate | null;
  lastValue: number | null;
}

export interface Reading {
  indicator: Indicator;
  value: number | null;
  rows: IndicatorRow[] | null;
  failed: boolean;
}

/** Asks one indicator; a broken query is a result, not the end. */
export async function readIndicator(kernel: Kernel, indicator: Indicator, day: PlainDate): Promise<Reading> {
  try {
    const value = await indicator.query(kernel.db, periodOf(day), {});
    const usable = value === null || Number.isFinite(value);
    return { indicator, value: usable ? value : null, rows: (await indicator.rows?.(kernel.db, periodOf(day), {})) ?? null, failed: !usable };
  } catch (error) {
    kernel.log.error('indicator failed', { module: indicator.key.split('.')[0]!, ...errorFields(error) });
    return { indicator, value: null, rows: null, failed: true };
  }
}

/** Most parts of a figure worth keeping per night. */
const keptRows = 40;

/** Writes down every registered figure for a day. Taking a day again adds a newer row; the older one stays. */
export async function takeSnapshots(kernel: Kernel, day: PlainDate): Promise<{ taken: number; failed: number }> {
  let failed = 0;
  const indicators = kernel.indicators.list();
  for (const indicator of indicators) {
    const reading = await readIndicator(kernel, indicator, day);
    if (reading.failed) failed += 1;
    const rows = reading.rows === null ? null : JSON.stringify(reading.rows.slice(0, keptRows));
    await sql`insert into plan.snapshot (indicator, day, taken_at, value, failed, rows) values (${indicator.key}, ${day}::date, ${kernel.clock.now()}, ${reading.value}, ${reading.failed}, ${rows}::jsonb)`.execute(kernel.db);
  }
  return { taken: indicators.length, failed };
}

export async function hasSnapshot(db: Db, day: PlainDate): Promise<boolean> {
  return (await sql`select 1 from plan.snapshot where day = ${day}::date limit 1`.execute(db)).rows.length > 0;
}

/** The newest state of figures on a day, as known at a moment; two index steps a figure, however long the history. */
export async function latestFigures(db: Db, keys: readonly string[], asOf: PlainDate, knownAt: Date): Promise<Map<string, FigureState>> {
  if (keys.length === 0) return new Map();
  const point = sql`s.indicator = k.key and s.day <= ${asOf}::date and s.taken_at <= ${knownAt}`;
  const { rows } = await sql<FigureState>`select k.key, n.day, n.value, coalesce(n.failed, false) as failed, n.rows, n.taken_at as "takenAt", g.day as "lastDay", g.value as "lastValue"
    from unnest(${keys}::text[]) as k(key)
    left join lateral (select s.day, s.value, s.failed, s.rows, s.taken_at from plan.snapshot s where ${point} order by s.day desc, s.taken_at desc, s.seq desc limit 1) n on true
    left join lateral (select s.day, s.value from plan.snapshot s where ${point} and not s.failed and s.value is not null order by s.day desc, s.taken_at desc, s.seq desc limit 1) g on true`.execute(db);
  return new Map(rows.map((row) => [row.key, row]));
}

export interface SeriesPoint {
  day: PlainDate;
  value: number | null;
  failed: boolean;
}

/** A figure over time: the last snapshot of each month (or of each day, for a short stretch). */
export async function seriesOf(db: Db, key: string, from: PlainDate, to: PlainDate, knownAt: Date, step: 'day' | 'month'): Promise<SeriesPoint[]> {
  const bucket = step === 'month' ? sql`date_trunc('month', day)` : sql`day::timestamp`;
  return (await sql<SeriesPoint>`select distinct on (${bucket}) day, value, failed from plan.snapshot
    where indicator = ${key} and day between ${from}::date and ${to}::date and taken_at <= ${knownAt} order by ${bucket}, day desc, taken_at desc, seq desc`.execute(db)).rows;
}

/** The keys a measure names: single figures, and all of a module where it ends in a dot. */
export function indicatorKeys(kernel: Kernel, named: readonly string[]): string[] {
  const all = kernel.indicators.list().map((indicator) => indicator.key);
  return [...new Set(named.flatMap((name) => (name.endsWith('.') ? all.filter((key) => key.startsWith(name)) : [name])))];
}
