import type { VNode } from 'preact';
import { Table } from '../../../kernel/ui/index.ts';
import type { PlanView } from '../domain/view.ts';
import { at } from '../load.ts';
import { Shape, StateMark } from './shapes.tsx';
import { goalName, measureName } from './words.tsx';
import type { Reader } from './point.tsx';

/** Every goal with its standing and how many measures serve it, as far as a source says so. */
export function Goals({ view, t }: Reader & { view: PlanView }): VNode {
  const unknown = view.measures.length === 0 || view.measures.some((measure) => measure.content.goals === null);
  return (
    <Table
      caption={t('plan.goals.caption')}
      dense
      columns={[{ label: t('plan.kind.goal') }, { label: t('plan.status') }, { label: t('plan.goals.measures') }]}
      rows={view.goals.map((goal) => {
        const serving = view.measures.filter((measure) => measure.content.goals?.includes(goal.key)).length;
        return [<span id={`ziel-${goal.key}`}>{goalName(goal, t)}</span>, <StateMark state={view.standing(`goal/${goal.key}`).state} t={t} />, serving === 0 && unknown ? t('plan.unsourced') : unknown ? t('plan.goals.at_least', { count: serving }) : serving];
      })}
    />
  );
}

/** Goals × measures. A dot: serves the goal; a question mark: no source says so or otherwise. */
export function Matrix({ view, t, point }: Reader & { view: PlanView }): VNode {
  return (
    <>
      <p class="st-hint">{t('plan.matrix.caption')}</p>
      <div class="st-table-region" role="region" aria-label={t('plan.matrix.caption')} tabindex={0}>
        <table class="kern-table kern-table--small st-table st-table--dense st-matrix">
          <caption class="st-hidden">{t('plan.matrix.caption')}</caption>
          <thead class="kern-table__head">
            <tr class="kern-table__row">
              <th class="kern-table__header" scope="col">{t('plan.measure')}</th>
              <th class="kern-table__header" scope="col">{t('plan.status')}</th>
              {view.goals.map((goal) => (
                <th class="kern-table__header st-matrix__goal" scope="col">
                  <abbr title={goalName(goal, t)}>{goal.content.code ?? t('plan.goal.short', { number: goal.content.order })}</abbr>
                </th>
              ))}
            </tr>
          </thead>
          <tbody class="kern-table__body">
            {view.measures.map((measure) => {
              const { state } = view.standing(`measure/${measure.key}`);
              const { goals, lead } = measure.content;
              return (
                <tr class={measure.content.title === null ? 'kern-table__row st-matrix__unnamed' : 'kern-table__row'}>
                  <th class="kern-table__cell" scope="row">
                    <a href={at(`/plan/${view.key}/massnahmen/${measure.key}`, point)}>{measureName(measure, t)}</a>
                    {lead ? <span class="st-matrix__lead"> {t('plan.lead')}</span> : null}
                  </th>
                  <td class="kern-table__cell st-nowrap">
                    <span class="st-state">
                      <Shape state={state} />
                      <span>{t(`plan.state.${state}`)}</span>
                    </span>
                  </td>
                  {view.goals.map((goal) => (
                    <td class="kern-table__cell st-matrix__goal">{goals === null ? mark('?', t('plan.matrix.unknown')) : goals.includes(goal.key) ? mark('●', t('plan.matrix.yes')) : null}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function mark(sign: string, words: string): VNode {
  return (
    <>
      <span aria-hidden="true">{sign}</span>
      <span class="st-hidden">{words}</span>
    </>
  );
}
