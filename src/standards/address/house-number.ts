/** A German house number: 12, 12a, 12–14, 12a–c. */
export interface HouseNumber {
  number: number;
  /** Small letter behind the number. */
  suffix?: string;
  /** End of a number that spans several plots (12–14). */
  to?: { number: number; suffix?: string };
}

const single = /^(\d{1,4})\s*([a-z]?)$/;

/** Reads "12", "12 a", "12A", "12-14", "12a-c", "12/14"; null for anything else, and for 0. */
export function parseHouseNumber(text: string): HouseNumber | null {
  const clean = text.normalize('NFKC').toLowerCase().replace(/[‐‑–—]/g, '-').replace(/^\s*(nr|no|hausnummer)\b\.?/u, '').trim();
  if (clean.length > 24) return null;
  const span = /^(.+?)\s*(?:-|\/|\bbis\b)\s*(.+)$/.exec(clean);
  if (!span) return readSingle(clean);
  const from = readSingle(span[1] ?? '');
  const endText = /^[a-z]$/.test(span[2] ?? '') && from ? `${from.number}${span[2] ?? ''}` : (span[2] ?? '');
  const to = readSingle(endText);
  if (!from || !to || compareHouseNumbers(from, to) >= 0) return null;
  return { ...from, to };
}

function readSingle(text: string): { number: number; suffix?: string } | null {
  const parts = single.exec(text.trim());
  if (!parts || Number(parts[1]) === 0) return null;
  return { number: Number(parts[1]), ...(parts[2] ? { suffix: parts[2] } : {}) };
}

/** "12", "12a", "12–14", "12a–12c". */
export function formatHouseNumber(value: HouseNumber): string {
  const one = (part: { number: number; suffix?: string }) => `${part.number}${part.suffix ?? ''}`;
  return value.to ? `${one(value)}–${one(value.to)}` : one(value);
}

/** Order along the street: 12 < 12a < 12b < 13; looks at the beginning of a span only. */
export function compareHouseNumbers(a: { number: number; suffix?: string }, b: { number: number; suffix?: string }): number {
  return a.number - b.number || (a.suffix ?? '').localeCompare(b.suffix ?? '', 'en');
}

/** Part of a street: numbers from–to, on one or both sides. */
export interface HouseNumberRange {
  from?: { number: number; suffix?: string };
  to?: { number: number; suffix?: string };
  /** Side of the street: odd or even numbers only. */
  side: 'both' | 'odd' | 'even';
}

/**
 * Reads "15–48b", "1-27 ungerade", "2–30 gerade", "ab 12", "bis 9a", "7", "alle", "gerade". Null for anything else.
 */
export function parseHouseNumberRange(text: string): HouseNumberRange | null {
  let rest = text.normalize('NFKC').toLowerCase().replace(/[‐‑–—]/g, '-').trim();
  if (rest.length > 48) return null;
  let side: HouseNumberRange['side'] = 'both';
  const sided = /\(?\b(ungerade|gerade|odd|even)(?:\s+(?:nummern|seite))?\)?$/.exec(rest);
  if (sided) {
    side = sided[1] === 'ungerade' || sided[1] === 'odd' ? 'odd' : 'even';
    rest = rest.slice(0, sided.index).replace(/[\s,;]+$/, '');
  }
  if (rest === 'alle' || rest === 'all' || (rest === '' && side !== 'both')) return { side };
  const open = /^(ab|bis)\s+(.+)$/.exec(rest);
  if (open) {
    const end = readSingle(open[2] ?? '');
    if (!end) return null;
    return open[1] === 'ab' ? { from: end, side } : { to: end, side };
  }
  const span = parseHouseNumber(rest);
  if (!span) return null;
  const { to, ...from } = span;
  return { from, to: to ?? from, side };
}

/**
 * True when the house number lies in the range. An end without a letter takes all letters of its number in ("–48" holds
 * 48c); an end with a letter stops there ("–48b" holds 48, 48a, 48b). A beginning "15b" leaves 15 and 15a out. A number
 * that spans plots (12–14) lies inside only with both ends.
 */
export function rangeContains(range: HouseNumberRange, value: HouseNumber): boolean {
  const inside = (part: { number: number; suffix?: string }) => {
    if (range.side !== 'both' && (part.number % 2 === 0) !== (range.side === 'even')) return false;
    if (range.from && compareHouseNumbers(part, range.from) < 0) return false;
    if (!range.to) return true;
    return range.to.suffix === undefined ? part.number <= range.to.number : compareHouseNumbers(part, range.to) <= 0;
  };
  return inside(value) && (value.to === undefined || inside(value.to));
}
