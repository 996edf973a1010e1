import type { VNode } from 'preact';
import type { Entry, PlanView } from '../domain/view.ts';
import { at } from '../load.ts';
import type { Reader } from './point.tsx';

/** One box per year: an action plan, expressly none, or nothing known. */
export function Years({ view, years, t, point }: Reader & { view: PlanView; years: readonly { year: number; plan: Entry<'action-plan'> | undefined }[] }): VNode {
  return (
    <>
      <ol class="st-years">
        {years.map(({ year, plan }) => {
          const kind = plan === undefined ? 'unknown' : plan.content.exists ? 'yes' : 'no';
          const items = view.items.filter((item) => item.content.year === year).length;
          return (
            <li class={`st-years__${kind}`}>
              <span class="st-years__year">{year}</span>
              <span class="st-years__sign" aria-hidden="true">{kind === 'yes' ? '✓' : kind === 'no' ? '✕' : '?'}</span>
              <span class="st-years__word">{t(`plan.years.${kind}`)}</span>
              {items > 0 ? <span class="st-hint">{t(items === 1 ? 'plan.years.item' : 'plan.years.items', { count: items })}</span> : null}
            </li>
          );
        })}
      </ol>
      <p>
        <a href={at(`/plan/${view.key}/vorhaben`, point)}>{t('plan.items.all', { count: view.items.length })}</a>
      </p>
    </>
  );
}
