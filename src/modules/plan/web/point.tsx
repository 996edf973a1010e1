import type { VNode } from 'preact';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import { dateOf, formatDate, formatTime } from '../../../kernel/time/index.ts';
import { Alert, Details } from '../../../kernel/ui/index.ts';
import type { PlanView } from '../domain/view.ts';
import { at, type Point } from '../load.ts';

export interface Reader {
  t: T;
  lang: Lang;
  point: Point;
}

/** Name of a part that only view, language and asked point decide. */
export const keptName = (part: string, { lang, point }: Pick<Reader, 'lang' | 'point'>): string => `${part}|${lang}|${point.asked.asOf ?? ''}|${point.asked.knownAt ?? ''}`;

/** Says which point the page is about, and what was recorded later than it happened; lets people choose another. */
export function PointBar({ view, path, t, lang, point }: Reader & { view: PlanView | undefined; path: string }): VNode {
  const { asOf, knownAt, asked } = point;
  const moment = `${formatDate(dateOf(knownAt), lang)}, ${formatTime(knownAt, lang)}`;
  const back = asked.asOf !== undefined || asked.knownAt !== undefined;
  return (
    <div class="st-point">
      {back ? (
        <Alert tone="info" title={t('plan.point.past', { day: formatDate(asOf, lang) })}>
          <p>{t('plan.point.known', { moment })}</p>
          {view && view.recordedLater > 0 ? <p>{t('plan.point.later', { later: view.recordedLater, all: view.statements, last: formatDate(dateOf(view.lastRecorded), lang) })}</p> : null}
          <p>
            <a href={path}>{t('plan.point.today')}</a>
            {asked.asOf ? (
              <>
                {' · '}
                <a href={`/plan/aenderungen?wirkt=${asked.asOf}`}>{t('plan.point.changes')}</a>
              </>
            ) : null}
          </p>
        </Alert>
      ) : (
        <p class="st-hint">{t('plan.point.now', { day: formatDate(asOf, lang) })}</p>
      )}
      <Details summary={t('plan.point.choose')}>
        <p>{t('plan.point.choose.text')}</p>
        <form class="st-filter" method="get" action={path} aria-label={t('plan.point.choose')}>
          <div class="st-filter__field">
            <label class="kern-label" for="f-asof">{t('plan.point.asof')}</label>
            <input class="kern-form-input__input" id="f-asof" name="asOf" type="date" value={asked.asOf ?? asOf} />
          </div>
          <div class="st-filter__field">
            <label class="kern-label" for="f-knownat">{t('plan.point.knownat')}</label>
            <input class="kern-form-input__input" id="f-knownat" name="knownAt" type="date" value={asked.knownAt?.slice(0, 10) ?? dateOf(knownAt)} />
          </div>
          <div class="st-filter__actions">
            <button class="kern-btn kern-btn--secondary" type="submit">
              <span class="kern-label">{t('plan.point.show')}</span>
            </button>
          </div>
        </form>
        {view ? (
          <p class="st-hint">
            {t('plan.point.link')}{' '}
            <a href={at(path, { ...point, asked: { asOf, knownAt: knownAt.toISOString() } })}>{t('plan.point.permalink')}</a> · {t('plan.point.checksum')} <code>{view.checksum().slice(0, 16)}</code>
          </p>
        ) : null}
      </Details>
    </div>
  );
}
