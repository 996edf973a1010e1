import { parseNumber } from '../../../standards/checkdigit/index.ts';

/** Fills a rule of the filing plan such as `{position}/{year}-{serial:4}`. `:4`: at least so many digits. */
export function fillNumber(rule: string, values: { position?: string; file?: string; year?: number; serial: number }): string {
  return rule.replace(/\{(position|file|year|serial)(?::(\d))?\}/g, (_whole, name: 'position' | 'file' | 'year' | 'serial', width?: string) => String(values[name] ?? '').padStart(Number(width ?? 0), '0'));
}

/**
 * The form of a number that two spellings share: runs of letters and of digits in lower case, digits without leading zeros,
 * joined by dots. "32.2-BPA/2026-0001" → "32.2.bpa.2026.1".
 */
export function numberKey(text: string): string {
  const runs = text.normalize('NFKC').toLowerCase().match(/\p{L}+|\p{Nd}+/gu) ?? [];
  return runs.map((run) => run.replace(/^0+(?=\d)/, '')).join('.');
}

/** Keys under which a number is kept: its own and, without any separator, the one of people who type none. */
export function keysOf(number: string): string[] {
  return [...new Set([numberKey(number), compact(number)])].filter((key) => key !== '');
}

/**
 * Keys to look for when somebody types a number: with or without separators, "Az." before it, the year in two digits,
 * O for 0 in numbers with a check digit. Empty when nothing in it looks like a number.
 */
export function typedKeys(typed: string, year: number): string[] {
  const text = typed.trim().replace(/^(az|aktenzeichen|gz|geschäftszeichen|zeichen|nr|nummer)\b[.:\s]*/i, '');
  if (!/\d/.test(text) || text.length > 80) return [];
  const keys = new Set<string>([numberKey(text), compact(text)]);
  const century = String(Math.floor(year / 100));
  // "32.2-BPA/26-1": the year after a letter or a slash in two digits
  const long = text.replace(/([\p{L}/]\s*[-/.\s]?\s*)(\d{2})(?=[-/.\s])/u, (_whole, before: string, short: string) => `${before}${century}${short}`);
  if (long !== text) keys.add(numberKey(long));
  const parsed = parseNumber(text);
  if (parsed.ok) keys.add(numberKey(parsed.canonical));
  return [...keys].filter((key) => key !== '');
}

function compact(text: string): string {
  return `=${text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{Nd}]/gu, '')}`;
}
