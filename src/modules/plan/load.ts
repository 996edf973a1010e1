import type { Kernel } from '../../kernel/kernel.ts';
import { addDays, parsePlainDate, startOfDay, type PlainDate } from '../../kernel/time/index.ts';
import type { Content } from './domain/kinds.ts';
import { buildView, type PlanView } from './domain/view.ts';
import { cellsAt, plansAt, revision } from './store.ts';

/** The point a page is about: what was true on `asOf`, as it was known at `knownAt`. */
export interface Point {
  asOf: PlainDate;
  knownAt: Date;
  /** As asked for in the address, to be carried on by links; empty: today. */
  asked: { asOf?: PlainDate; knownAt?: string };
}

export interface PlanEntry {
  key: string;
  content: Content<'plan'>;
}

export type PointProblem = 'asof' | 'knownat' | 'future';

/** Reads `asOf` (a day) and `knownAt` (a day, to its end, or an instant) from the address. */
export function pointOf(kernel: Kernel, query: { asOf?: string | undefined; knownAt?: string | undefined }): { point: Point; problem: PointProblem | undefined } {
  const now = kernel.clock.now();
  const today = kernel.clock.today();
  const point: Point = { asOf: today, knownAt: now, asked: {} };
  if (query.asOf) {
    const asOf = parsePlainDate(query.asOf);
    if (!asOf) return { point, problem: 'asof' };
    if (asOf > today) return { point, problem: 'future' };
    point.asOf = asOf;
    point.asked.asOf = asOf;
  }
  if (query.knownAt) {
    const known = readMoment(query.knownAt);
    if (!known) return { point, problem: 'knownat' };
    if (known > now && parsePlainDate(query.knownAt) !== today) return { point, problem: 'future' };
    point.knownAt = known > now ? now : known;
    point.asked.knownAt = query.knownAt;
  }
  return { point, problem: undefined };
}

function readMoment(text: string): Date | undefined {
  const day = parsePlainDate(text);
  if (day) return day < '9999-12-31' ? new Date(startOfDay(addDays(day, 1)).getTime() - 1) : undefined;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(text)) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) || !parsePlainDate(text.slice(0, 10)) ? undefined : at;
}

/** The address of a page of the monitor at the same point. */
export function at(path: string, { asked }: Point, more: Record<string, string> = {}): string {
  const params = new URLSearchParams({ ...(asked.asOf ? { asOf: asked.asOf } : {}), ...(asked.knownAt ? { knownAt: asked.knownAt } : {}), ...more });
  const [before, hash] = path.split('#');
  const search = params.toString();
  return `${before}${search ? `?${search}` : ''}${hash ? `#${hash}` : ''}`;
}

/** The plans there were at a point, the latest first. */
export async function listPlans(kernel: Kernel, point: Point): Promise<PlanEntry[]> {
  return (await stateAt(kernel, point)).plans();
}

/** A plan at a point. */
export async function loadView(kernel: Kernel, plan: string, point: Point): Promise<PlanView | undefined> {
  return (await stateAt(kernel, point)).view(plan);
}

export interface PlanState {
  plans(): Promise<PlanEntry[]>;
  view(plan: string): Promise<PlanView | undefined>;
}

const mostKept = 80;
const kept = new WeakMap<Kernel, Map<string, Promise<unknown>>>();

/**
 * What can be read at a point. Views are kept until something is recorded: the newest record is part of their name, so
 * that every replica sees a change at once, and one small query is all a page needs that was seen before.
 */
export async function stateAt(kernel: Kernel, point: Point): Promise<PlanState> {
  const newest = await revision(kernel.db);
  const whole = newest.at === null || newest.at <= point.knownAt;
  const name = `${newest.seq}|${point.asOf}|${whole ? '' : point.knownAt.toISOString()}`;
  const known = kept.get(kernel) ?? new Map<string, Promise<unknown>>();
  kept.set(kernel, known);
  const keep = <V>(part: string, read: () => Promise<V>): Promise<V> => {
    const found = known.get(`${name}|${part}`) as Promise<V> | undefined;
    if (found) return found;
    const reading = read();
    known.set(`${name}|${part}`, reading);
    // a reading that failed is not kept
    reading.catch(() => known.delete(`${name}|${part}`));
    if (known.size > mostKept) known.delete(known.keys().next().value!);
    return reading;
  };
  return {
    plans: () => keep('', async () => (await plansAt(kernel.db, point.asOf, point.knownAt)).map((row) => ({ key: row.plan, content: row.content as Content<'plan'> }))),
    view: (plan) => keep(plan, async () => buildView(plan, await cellsAt(kernel.db, [plan, ''], point.asOf, point.knownAt), point.asOf)),
  };
}

/** A plan by its key, or the one in force: the latest that has begun. */
export async function currentView(kernel: Kernel, point: Point, plan?: string): Promise<PlanView | undefined> {
  const state = await stateAt(kernel, point);
  const key = plan ?? (await state.plans())[0]?.key;
  return key === undefined ? undefined : state.view(key);
}
