import type { VNode } from 'preact';
import { Details, Table } from '../../../kernel/ui/index.ts';
import type { Entry, PlanView } from '../domain/view.ts';
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

/**
 * Which measure serves which goal, and how each stands: goals × measures where a source names any goal (on a phone the goals in
 * words), else one sentence. Measures nobody can name are folded into one line.
 */
export function Matrix(props: Reader & { view: PlanView }): VNode {
  const { view, t } = props;
  const unnamed = view.measures.filter(({ content }) => content.code === null && content.title === null && content.goals === null);
  const shown = view.measures.filter((measure) => !unnamed.includes(measure));
  const known = shown.some(({ content }) => content.goals !== null);
  return (
    <>
      {known ? null : <p>{t('plan.matrix.none')}</p>}
      {known ? <Crosses {...props} measures={shown} /> : null}
      {shown.length > 0 ? <div class={known ? 'st-matrix-narrow' : undefined}><Measures {...props} measures={shown} served={known} /></div> : null}
      {unnamed.length > 0 ? (
        <Details summary={t(unnamed.length === view.measures.length ? 'plan.matrix.unnamed_all' : unnamed.length === 1 ? 'plan.matrix.unnamed_one' : 'plan.matrix.unnamed', { count: unnamed.length })}>
          <Measures {...props} measures={unnamed} served={false} />
        </Details>
      ) : null}
    </>
  );
}

/** Measure and status, and the goals it serves in words. */
function Measures({ view, t, point, measures, served }: Reader & { view: PlanView; measures: readonly Entry<'measure'>[]; served: boolean }): VNode {
  return (
    <Table
      caption={t('plan.matrix.measures')}
      captionHidden
      dense
      columns={[{ label: t('plan.measure') }, { label: t('plan.status') }, ...(served ? [{ label: t('plan.matrix.serves') }] : [])]}
      rows={measures.map((measure) => [
        <><a href={at(`/plan/${view.key}/massnahmen/${measure.key}`, point)}>{measureName(measure, t)}</a>{measure.content.lead ? <span class="st-matrix__lead"> {t('plan.lead')}</span> : null}</>,
        <StateMark state={view.standing(`measure/${measure.key}`).state} t={t} />,
        ...(served ? [servedGoals(view, measure, t)] : []),
      ])}
    />
  );
}

function servedGoals(view: PlanView, { content }: Entry<'measure'>, t: Reader['t']): string {
  if (content.goals === null) return t('plan.matrix.unknown');
  const names = view.goals.filter(({ key }) => content.goals!.includes(key)).map((goal) => goal.content.code ?? t('plan.goal.short', { number: goal.content.order }));
  return names.length === 0 ? t('plan.measure.no_goal') : names.join(', ');
}

/** Goals × measures. A dot: serves the goal; a question mark: no source says so or otherwise. */
function Crosses({ view, t, point, measures }: Reader & { view: PlanView; measures: readonly Entry<'measure'>[] }): VNode {
  return (
    <div class="st-matrix-wide">
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
            {measures.map((measure) => {
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
    </div>
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
