import type { VNode } from 'preact';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import type { PlanView } from '../domain/view.ts';
import { formatFigure } from '../figures/format.ts';
import { indicatorKeys, type FigureState } from '../figures/snapshots.ts';
import { at } from '../load.ts';
import { StateMark } from './shapes.tsx';
import { ageWords, measureName, sinceWords } from './words.tsx';
import type { Reader } from './point.tsx';

/** The figures the overview needs: those of the lead projects. */
export function leadKeys(kernel: Kernel, view: PlanView): string[] {
  return [...new Set(view.measures.filter((measure) => measure.content.lead).flatMap((measure) => indicatorKeys(kernel, measure.content.indicators)))];
}

/** Lead projects: how they stand, since when, and the first live figure that has data. */
export function LeadCards({ view, t, lang, point, kernel, figures }: Reader & { view: PlanView; kernel: Kernel; figures: Map<string, FigureState> }): VNode {
  return (
    <ul class="st-cards st-cards--grid">
      {view.measures.filter((measure) => measure.content.lead).map((measure) => {
        const standing = view.standing(`measure/${measure.key}`);
        return (
          <li>
            <div class="st-card st-lead-card">
              <div class="st-card__body">
                <h3 class="st-card__title">
                  <a href={at(`/plan/${view.key}/massnahmen/${measure.key}`, point)}>{measureName(measure, t)}</a>
                </h3>
                <p><StateMark state={standing.state} t={t} /></p>
                {standing.entry ? <p class="st-card__text">{standing.entry.content.text}</p> : null}
                {standing.entry ? <p class="st-hint">{t(standing.stale ? 'plan.lead.stale' : 'plan.lead.said', { day: sinceWords(standing.entry, lang, t), by: standing.entry.content.by, age: ageWords(standing.entry, point.asOf, t) })}</p> : null}
                <LeadFigure keys={indicatorKeys(kernel, measure.content.indicators)} kernel={kernel} figures={figures} t={t} lang={lang} />
              </div>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function LeadFigure({ keys, kernel, figures, t, lang }: Pick<Reader, 't' | 'lang'> & { keys: readonly string[]; kernel: Kernel; figures: Map<string, FigureState> }): VNode {
  for (const key of keys) {
    const indicator = kernel.indicators.get(key);
    const figure = figures.get(key);
    if (!indicator || !figure || figure.lastValue === null || figure.lastDay === null) continue;
    return (
      <p class="st-lead-card__figure">
        <strong>{formatFigure(figure.lastValue, indicator.unit, lang, t)}</strong> {t(indicator.name)}
        <span class="st-hint"> {t(figure.failed ? 'plan.figure.failing' : 'plan.figure.day', { day: formatDate(figure.lastDay, lang) })}</span>
      </p>
    );
  }
  return <p class="st-hint">{t('plan.figure.none')}</p>;
}
