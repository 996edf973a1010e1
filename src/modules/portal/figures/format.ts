import type { Indicator } from '../../../kernel/indicators/indicators.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';

/** "1.234", "87,5 %", "3,2 Tage": the number in the reader's way, with its unit. */
export function formatValue(value: number, unit: Indicator['unit'], lang: Lang, t: T): string {
  const text = number(value, lang, unit === 'points' ? 2 : 1);
  return unit === 'count' ? text : t(`portal.figures.value.${unit}`, { value: text });
}

function number(value: number, lang: Lang, digits: number): string {
  return new Intl.NumberFormat(lang === 'en' ? 'en-GB' : 'de-DE', { maximumFractionDigits: digits }).format(value);
}
