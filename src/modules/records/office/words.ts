import { notFound } from '../../../kernel/errors/errors.ts';
import type { Ctx } from '../../../kernel/http/types.ts';
import { localize, type Lang, type T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate, formatTime } from '../../../kernel/time/index.ts';
import { office } from '../../directory/index.ts';
import type { FilingPlan, Position } from '../domain/filing-plan.ts';
import { viewerOf, type Viewer } from '../rights.ts';
import { countLimit } from '../store/read.ts';

export const perPage = 50;
/** Lists end where counting ends: whoever does not find it in a thousand searches better. */
export const lastPage = Math.ceil(countLimit / perPage);

export const moment = (at: Date, lang: Lang): string => `${formatDate(dateOf(at), lang)}, ${formatTime(at, lang)}`;

/** "12" or "mehr als 1.000". */
export function countWords(total: number, t: T): string {
  return total > countLimit ? t('records.count.more') : String(total);
}

/** "Eine Akte" or "12 Akten": `key` with `.one` beside it. */
export function countOf(total: number, t: T, key: string): string {
  return total === 1 ? t(`${key}.one`) : t(key, { total: countWords(total, t) });
}

export const pagesOf = (total: number): number => Math.min(lastPage, Math.ceil(total / perPage));

export function officeName(kernel: Kernel, key: string, lang: Lang): string {
  const found = office(kernel, key);
  return found ? localize(found.name, lang) : key;
}

/** A position of the plan, or what is left of one that is no longer in it. */
export function positionTitle(plan: FilingPlan, key: string, lang: Lang): string {
  const position = plan.positions.get(key);
  return position ? localize(position.title, lang) : key;
}

export function trail(position: Position | undefined, t: T): { href: string; label: string }[] {
  return [{ href: '/amt/akten', label: t('records.title') }, ...(position ? [{ href: `/amt/akten/plan/${encodeURIComponent(position.key)}`, label: position.key }] : [])];
}

/** The viewer of a staff page; the route's policy has let nobody else in. */
export function viewer(ctx: Pick<Ctx, 'principal'>): Viewer {
  if (ctx.principal.kind !== 'staff') throw notFound();
  return viewerOf(ctx.principal);
}
