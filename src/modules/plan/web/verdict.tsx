import type { VNode } from 'preact';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { states, type State } from '../domain/states.ts';
import { brokenThings, tally, type PlanView, type Standing } from '../domain/view.ts';
import { at } from '../load.ts';
import { Kept } from '../../../kernel/ui/index.ts';
import { StateMark, Shape } from './shapes.tsx';
import { SourceLine, aboutName, aboutPath, measureName, sinceWords, Markdown } from './words.tsx';
import { keptName, type Reader } from './point.tsx';

/** Ten seconds: one shape per measure, and how many stand how. */
export function Verdict({ view, t, lang, point }: Reader & { view: PlanView }): VNode {
  const standings = view.measures.map((measure) => view.standing(`measure/${measure.key}`));
  const counts = tally(standings);
  const whole = view.standing('plan');
  return (
    <section class="st-verdict" aria-labelledby="auf-einen-blick">
      <h2 id="auf-einen-blick">{t('plan.verdict.heading', { count: view.measures.length })}</h2>
      {whole.entry ? <p class="st-verdict__whole">{whole.entry.content.text}</p> : null}
      {view.measures.length === 0 ? <p>{t('plan.verdict.none')}</p> : (
        <>
          <ul class="st-verdict__tally">
            {states.filter((state) => counts.has(state)).map((state) => (
              <li>
                <span class="st-verdict__count">{counts.get(state)}</span>
                <span>
                  <StateMark state={state} t={t} />
                  <span class="st-hint st-cite">{lastWords(view, state, lang, t)}</span>
                </span>
              </li>
            ))}
          </ul>
          <Kept owner={view} name={keptName('strip', { lang, point })}>{() => <Strip view={view} t={t} lang={lang} point={point} standings={standings} />}</Kept>
        </>
      )}
      {whole.entry ? <SourceLine entry={whole.entry} view={view} lang={lang} t={t} /> : null}
    </section>
  );
}

/** One shape and code per measure. */
function Strip({ view, t, point, standings }: Reader & { view: PlanView; standings: readonly Standing[] }): VNode {
  return (
    <ul class="st-strip" aria-label={t('plan.verdict.strip')}>
      {view.measures.map((measure, index) => (
        <li>
          <a href={at(`/plan/${view.key}/massnahmen/${measure.key}`, point)} title={`${measureName(measure, t)}: ${t(`plan.state.${standings[index]!.state}`)}`}>
            <Shape state={standings[index]!.state} />
            <span class="st-strip__code" aria-hidden="true">{measure.content.code ?? '–'}</span>
            <span class="st-hidden">
              {measureName(measure, t)}: {t(`plan.state.${standings[index]!.state}`)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** How old the newest evidence for a state is: "läuft" of 2019 is not "läuft" of today. */
function lastWords(view: PlanView, state: State, lang: Lang, t: T): string {
  const days = view.measures.map((measure) => view.standing(`measure/${measure.key}`)).filter((standing) => standing.state === state && standing.entry).map((standing) => standing.entry!.validFrom).sort();
  return state === 'unknown' ? t('plan.verdict.no_status') : t('plan.verdict.last', { day: formatDate(days.at(-1)!, lang) });
}

/** Not as planned: what, since when, why, who decided. */
export function BrokenList({ view, t, lang, point }: Reader & { view: PlanView }): VNode {
  const broken = brokenThings(view);
  if (broken.length === 0) return <p>{t('plan.broken.none')}</p>;
  return (
    <ul class="st-broken">
      {broken.map(({ about, standing }) => {
        const { entry } = standing;
        return (
          <li>
            <h3>
              <a href={at(aboutPath(view, about), point)}>{aboutName(view, about, t)}</a>
            </h3>
            <p class="st-broken__state">
              <StateMark state={standing.state} t={t} /> <span>{t('plan.since', { day: entry ? sinceWords(entry, lang, t) : '' })}</span>
            </p>
            <dl class="st-facts st-facts--compact">
              <div>
                <dt>{t('plan.reason')}</dt>
                <dd><Markdown text={entry?.content.reason ?? t('plan.unsourced')} /></dd>
              </div>
              <div>
                <dt>{t('plan.decider')}</dt>
                <dd>{entry?.content.decider ?? t('plan.unsourced')}</dd>
              </div>
            </dl>
            {entry ? <SourceLine entry={entry} view={view} lang={lang} t={t} /> : null}
          </li>
        );
      })}
    </ul>
  );
}
