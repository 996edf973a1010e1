import type { VNode } from 'preact';
import { daysBetween, formatDate } from '../../../kernel/time/index.ts';
import { Badge } from '../../../kernel/ui/index.ts';
import type { Entry, PlanView } from '../domain/view.ts';
import { at } from '../load.ts';
import { Markdown, SourceLine, aboutName, aboutPath, sinceWords } from './words.tsx';
import type { Reader } from './point.tsx';

export type PromiseState = 'kept' | 'broken' | 'withdrawn' | 'overdue' | 'open' | 'undated';

/** A promise without a day is the weakest one, and says so. */
export function promiseState(entry: Entry<'commitment'>, asOf: string): PromiseState {
  const { outcome, due } = entry.content;
  if (outcome !== 'open') return outcome;
  return due === null ? 'undated' : due < asOf ? 'overdue' : 'open';
}

const tones = { kept: 'success', broken: 'danger', overdue: 'danger', undated: 'warning', open: 'info', withdrawn: 'warning' } as const;

export function Promises({ view, t, lang, point, about }: Reader & { view: PlanView; about?: string }): VNode {
  const shown = view.commitments.filter((entry) => about === undefined || entry.content.of.includes(about));
  if (shown.length === 0) return <p>{t('plan.promises.none')}</p>;
  return (
    <ul class="st-promises">
      {shown.map((entry) => {
        const state = promiseState(entry, view.asOf);
        const { due, kept_on: kept, of, by, text } = entry.content;
        return (
          <li id={`zusage-${entry.key}`}>
            <p>
              <Badge tone={tones[state]} label={t(`plan.promise.${state}`)} />{' '}
              <span class="st-hint">{state === 'kept' && kept ? t('plan.promise.kept_on', { day: formatDate(kept, lang) }) : due ? t('plan.promise.due', { day: formatDate(due, lang) }) : t('plan.promise.nodate', { years: Math.floor(daysBetween(entry.validFrom, view.asOf) / 365) })}</span>
            </p>
            <Markdown text={text} />
            <p class="st-hint">
              {t('plan.promise.said', { by, day: sinceWords(entry, lang, t) })} · {of.map((name, index) => <>{index > 0 ? ', ' : ''}<a href={at(aboutPath(view, name), point)}>{aboutName(view, name, t)}</a></>)}
            </p>
            <SourceLine entry={entry} view={view} lang={lang} t={t} />
          </li>
        );
      })}
    </ul>
  );
}
