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

export async function listPlans(kernel: Kernel, point: Point): Promise<PlanEntry[]> {
  return (await plansAt(kernel.db, point.asOf, point.knownAt)).map((row) => ({ key: row.plan, content: row.content as Content<'plan'> }));
}

const keep = 40;
const kept = new WeakMap<Kernel, Map<string, PlanView | undefined>>();

/**
 * A plan at a point. Views are kept until something is recorded: the revision is part of the name, so that every replica
 * sees a change at once.
 */
export async function loadView(kernel: Kernel, plan: string, point: Point): Promise<PlanView | undefined> {
  const newest = await revision(kernel.db);
  const whole = newest.at === null || newest.at <= point.knownAt;
  const name = `${newest.seq}|${plan}|${point.asOf}|${whole ? '' : point.knownAt.toISOString()}`;
  const views = kept.get(kernel) ?? new Map<string, PlanView | undefined>();
  kept.set(kernel, views);
  const known = views.get(name);
  if (known) return known;
  const view = buildView(plan, await cellsAt(kernel.db, [plan, ''], point.asOf, point.knownAt), point.asOf, point.knownAt);
  views.set(name, view);
  if (views.size > keep) views.delete(views.keys().next().value!);
  return view;
}

/** A plan by its key, or the one in force: the latest that has begun. */
export async function currentView(kernel: Kernel, point: Point, plan?: string): Promise<PlanView | undefined> {
  const key = plan ?? (await listPlans(kernel, point))[0]?.key;
  return key === undefined ? undefined : loadView(kernel, key, point);
}
