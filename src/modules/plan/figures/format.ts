import type { Indicator } from '../../../kernel/indicators/indicators.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';

/** "1.234", "87,5 %", "3,2 Tage": the number in the reader's way, with its unit. */
export function formatFigure(value: number, unit: Indicator['unit'], lang: Lang, t: T): string {
  const text = formatNumber(value, lang, unit === 'points' ? 2 : 1);
  return unit === 'count' ? text : t(`plan.unit.${unit}`, { value: text });
}

const formats = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number, lang: Lang, digits = 1): string {
  const name = `${lang === 'en' ? 'en-GB' : 'de-DE'}/${digits}`;
  let format = formats.get(name);
  if (!format) formats.set(name, (format = new Intl.NumberFormat(lang === 'en' ? 'en-GB' : 'de-DE', { maximumFractionDigits: digits })));
  return format.format(value);
}
