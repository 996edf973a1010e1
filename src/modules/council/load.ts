import { deadlineAfter } from '../../kernel/calendar/index.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import { currentView, indicatorKeys, latestFigures } from '../plan/index.ts';
import type { Monitor } from './domain/draft.ts';
import type { Rules } from './domain/shapes.ts';
import { papers, type Paper } from './store.ts';

/** Everything an answer may be drafted from, as known now; undefined where there is no plan. */
export async function loadMonitor(kernel: Kernel, lang: Lang): Promise<Monitor | undefined> {
  const point = { asOf: kernel.clock.today(), knownAt: kernel.clock.now(), asked: {} };
  const view = await currentView(kernel, point);
  if (!view) return undefined;
  const figuresOf = new Map<string, readonly string[]>(view.measures.map((measure) => [`measure/${measure.key}`, indicatorKeys(kernel, measure.content.indicators)]));
  const all = [...new Set([...figuresOf.values()].flat())];
  figuresOf.set('', all);
  return { view, knownAt: point.knownAt, figuresOf, figures: await latestFigures(kernel.db, all, point.asOf, point.knownAt), indicator: (key) => kernel.indicators.get(key), t: kernel.i18n.translator(lang), lang };
}

/** The city as it signs. */
export const authorityName = (kernel: Kernel, lang: Lang = 'de'): string => kernel.i18n.translator(lang)('plan.report.authority', { city: kernel.config.city.replace(/^./, (first) => first.toUpperCase()) });

export async function loadPaper(kernel: Kernel, slug: string): Promise<Paper> {
  const [paper] = await papers(kernel.db, slug);
  if (!paper) throw notFound();
  return paper;
}

export interface Deadline {
  /** null: nobody set one and the city's rule is not known. */
  due: PlainDate | null;
  answered: PlainDate | null;
  overdue: boolean;
}

/** By when a paper is to be answered: as somebody set it, else by the city's rules, moved off weekends and holidays. */
export function deadlineOf({ head }: Pick<Paper, 'head'>, rules: Rules, published: PlainDate | null, today: PlainDate): Deadline {
  const days = rules.deadlines.find((entry) => entry.type === head.type)?.days;
  const byRule = days && head.asked && head.asked_precision === 'day' ? deadlineAfter(head.asked, { days }) : null;
  const due = head.due ?? byRule;
  const answered = head.answered ?? published;
  return { due, answered, overdue: answered === null && due !== null && due < today };
}
