import type { VNode } from 'preact';
import type { Lang, T } from '../../kernel/i18n/i18n.ts';
import { Badge, type CardProps, type Tone } from '../../kernel/ui/index.ts';
import { inLang, langOf, type ServiceEntry } from '../catalogue/index.ts';

type Kind = ServiceEntry['kind'];

const tones: Partial<Record<Kind, Tone>> = { online: 'success', elsewhere: 'info' };

/** "Online hier", "Online anderswo", "Auf Papier". */
export function KindBadge({ kind, t }: { kind: Kind; t: T }): VNode {
  const tone = tones[kind];
  return <Badge {...(tone ? { tone } : {})} label={t(`portal.kind.${kind}`)} />;
}

export function serviceCard(entry: ServiceEntry, lang: Lang, t: T, level: 2 | 3 = 3): CardProps {
  const written = langOf(entry.title, lang);
  return {
    title: inLang(entry.title, lang),
    href: `/leistungen/${entry.key}`,
    text: inLang(entry.summary, lang),
    meta: lang === 'de-leicht' && !entry.languages.includes(lang) ? <><KindBadge kind={entry.kind} t={t} /> <Badge label={t('portal.card.difficult')} /></> : <KindBadge kind={entry.kind} t={t} />,
    level,
    ...(lang === 'en' && written !== 'en' ? { lang: 'de' } : {}),
  };
}

/** What can be done here comes first, then what leads elsewhere, then paper; in each by name. */
export function byKindAndTitle(lang: Lang): (a: ServiceEntry, b: ServiceEntry) => number {
  const rank: Record<Kind, number> = { online: 0, elsewhere: 1, paper: 2 };
  return (a, b) => rank[a.kind] - rank[b.kind] || byTitle(lang)(a, b);
}

export function byTitle(lang: Lang): (a: ServiceEntry, b: ServiceEntry) => number {
  const collator = lang === 'en' ? english : german;
  return (a, b) => collator.compare(inLang(a.title, lang), inLang(b.title, lang));
}

const german = new Intl.Collator('de', { numeric: true });
const english = new Intl.Collator('en', { numeric: true });
