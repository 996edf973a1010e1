/** Amounts of money: whole cents with their currency, never floating point. */
export interface Money { readonly cents: number; readonly currency: 'EUR' }

export type MoneyProblem = 'empty' | 'not_an_amount' | 'too_many_decimals' | 'too_large';

/** Within safe integers every sum of cents is exact: about 90 trillion euros. */
const LIMIT = Number.MAX_SAFE_INTEGER;

/** @throws RangeError unless cents is a safe integer. */
export function euros(cents: number): Money {
  if (!Number.isSafeInteger(cents)) throw new RangeError('An amount must be a whole number of cents within safe range.');
  return { cents: cents === 0 ? 0 : cents, currency: 'EUR' };
}

export const zero: Money = euros(0);

export function addMoney(...amounts: readonly Money[]): Money {
  return euros(amounts.reduce((sum, amount) => euros(sum + amount.cents).cents, 0));
}

export function subtractMoney(a: Money, b: Money): Money {
  return euros(a.cents - b.cents);
}

/** Times a whole number (a count of months, of dogs); shares and percentages need a rounding rule and are not offered here. */
export function timesMoney(amount: Money, count: number): Money {
  if (!Number.isSafeInteger(count)) throw new RangeError('Only a whole count can multiply an amount.');
  return euros(amount.cents * count);
}

export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  if (a.cents === b.cents) return 0;
  return a.cents < b.cents ? -1 : 1;
}

/**
 * "1.234,50 €" (German, DIN 5008: the sign follows after a no-break space) or "€1,234.50" (English).
 * @throws RangeError when cents is not a safe integer.
 */
export function formatMoney(amount: Money, lang = 'de'): string {
  const english = lang.startsWith('en');
  const { cents } = euros(amount.cents);
  const sign = cents < 0 ? '\u2212' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, english ? ',' : '.');
  const fraction = digits.slice(-2);
  return english ? `${sign}€${whole}.${fraction}` : `${sign}${whole},${fraction}\u00a0€`;
}

/** "30.70": the form of XML and JSON interfaces (xs:decimal, two digits after the point). */
export function decimalMoney(amount: Money): string {
  const { cents } = euros(amount.cents);
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Reads what people type: "30,70", "30,7", "1.234,50 €", "EUR 12", "-5,00" in German; "30.70", "1,234.50" in English.
 * The language decides what a point means; a German "30.70" is also read (two digits after the only point cannot be a
 * group of thousands), while "1.234" is one thousand in German and too many decimals in English.
 */
export function parseMoney(input: string, lang = 'de'): { ok: true; value: Money } | { ok: false; reason: MoneyProblem } {
  const text = input.normalize('NFKC').replace(/\s/g, '').replace(/[\u2212\u2013]/g, '-').replace(/^(-?)(?:EUR|€)|(?:EUR|€)$/gi, '$1');
  if (text === '') return { ok: false, reason: 'empty' };
  const english = lang.startsWith('en');
  const match = readNumber(text, english) ?? readNumber(text, !english, true);
  if (match === undefined) return { ok: false, reason: 'not_an_amount' };
  if (match.fraction.length > 2) return { ok: false, reason: 'too_many_decimals' };
  if (match.whole.length > 16) return { ok: false, reason: 'too_large' };
  const cents = BigInt(match.whole + match.fraction.padEnd(2, '0'));
  if (cents > BigInt(LIMIT)) return { ok: false, reason: 'too_large' };
  return { ok: true, value: euros(match.negative ? -Number(cents) : Number(cents)) };
}

interface Digits { negative: boolean; whole: string; fraction: string }

/** `strangerOnly`: the other language's notation is accepted only where it cannot be misread (one separator, one or two decimals). */
function readNumber(text: string, english: boolean, strangerOnly = false): Digits | undefined {
  const group = english ? ',' : '\\.';
  const point = english ? '\\.' : ',';
  const shape = strangerOnly
    ? new RegExp(`^(-?)(\\d+)${point}(\\d{1,2})$`)
    : new RegExp(`^(-?)(\\d{1,3}(?:${group}\\d{3})+|\\d+)(?:${point}(\\d+|-{1,2}))?$`);
  const match = shape.exec(text);
  if (match === null) return undefined;
  const whole = (match[2] ?? '').replace(/[.,]/g, '').replace(/^0+(?=\d)/, '');
  // "30,-" and "30,--" are how German price tags write round amounts.
  return { negative: match[1] === '-', whole, fraction: (match[3] ?? '').replaceAll('-', '') };
}
