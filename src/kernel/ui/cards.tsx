import type { VNode } from 'preact';
import { icon } from './icons.tsx';
import type { IconName } from './icons.tsx';
import type { Child } from './types.ts';

export interface CardProps {
  title: string;
  href: string;
  text?: Child;
  icon?: IconName;
  /** One small line above the title, e.g. "Online". */
  kind?: string;
  /** Badge or date below the text. */
  meta?: Child;
  level?: 2 | 3;
  lang?: string;
}

/** The whole card is one link; its name is the title alone. */
export function Card({ title, href, text, icon: name, kind, meta, level = 3, lang }: CardProps): VNode {
  const Heading = `h${level}` as const;
  return (
    <div class="st-card" lang={lang}>
      {name ? icon(name, 'st-card__icon') : null}
      <div class="st-card__body">
        {kind ? <p class="st-card__kind">{kind}</p> : null}
        <Heading class="st-card__title">
          <a href={href}>{title}</a>
        </Heading>
        {text ? <div class="st-card__text">{text}</div> : null}
        {meta ? <div class="st-card__meta">{meta}</div> : null}
      </div>
      {icon('arrow', 'st-card__arrow')}
    </div>
  );
}

/** `rows`: one below the other with lines between; `grid`: two or three in a row; `tiles`: small, for life situations. */
export function CardList({ cards, layout = 'grid', label }: { cards: readonly CardProps[]; layout?: 'rows' | 'grid' | 'tiles'; label?: string }): VNode {
  return (
    <ul class={`st-cards st-cards--${layout}`} aria-label={label}>
      {cards.map((card) => (
        <li>{Card(card)}</li>
      ))}
    </ul>
  );
}
