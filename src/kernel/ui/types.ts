import type { ComponentChildren } from 'preact';

export type { Lang, T } from '../i18n/i18n.ts';

/** Anything Preact can show: text, elements, lists of them. Text is escaped. */
export type Child = ComponentChildren;

export interface Link {
  href: string;
  label: string;
}

export type Tone = 'info' | 'success' | 'warning' | 'danger';
