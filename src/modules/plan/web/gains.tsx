import type { VNode } from 'preact';
import type { Entry, PlanView } from '../domain/view.ts';
import type { Reader } from './point.tsx';
import { Markdown, SourceLine, euros } from './words.tsx';
import { formatNumber } from '../figures/format.ts';

/** What was saved, always with how it was found. */
export function GainList({ gains, view, t, lang }: Reader & { gains: readonly Entry<'gain'>[]; view: PlanView }): VNode {
  if (gains.length === 0) return <p>{t('plan.gains.none')}</p>;
  return (
    <ul>
      {gains.map((entry) => (
        <li>
          <strong>{entry.content.value === null ? t('ui.nodata') : entry.content.type === 'cents' ? euros(entry.content.value, lang) : `${formatNumber(entry.content.value, lang)} ${t(`plan.gain.${entry.content.type}`)}`}</strong>
          {entry.content.text ? <Markdown text={entry.content.text} /> : null}
          <Markdown text={entry.content.method} />
          <SourceLine entry={entry} view={view} lang={lang} t={t} />
        </li>
      ))}
    </ul>
  );
}
