import { checkCharacter, mod11_10 } from './iso7064.ts';

/** A number that people read out, type and write down: kind, year, running number, check digit. */
export interface FileNumber {
  /** 1–3 capital letters naming the kind of file, never I, L or O, which read as digits. */
  prefix: string;
  /** Four-digit year 2000–2099. */
  year: number;
  /** Running number within prefix and year, 1–99,999,999. */
  serial: number;
}

export type ParsedNumber =
  | { ok: true; value: FileNumber; canonical: string }
  | { ok: false; key: 'checkdigit.error.format' | 'checkdigit.error.check' | 'checkdigit.error.prefix' };

const prefixPattern = /^[A-HJKMNP-Z]{1,3}$/;
const maxSerial = 99_999_999;

/**
 * "PA26-004711-7": prefix and year, running number of at least six digits, check digit (ISO/IEC 7064 MOD 11,10 over the
 * prefix as A = 10 … Z = 35, the year and the running number). Throws a RangeError for values outside the ranges of
 * FileNumber, which is a bug of the caller.
 */
export function formatNumber(value: FileNumber): string {
  const { prefix, year, serial } = value;
  if (!prefixPattern.test(prefix)) throw new RangeError('prefix must be 1-3 capital letters without I, L and O');
  if (!Number.isInteger(year) || year < 2000 || year > 2099) throw new RangeError('year must be 2000-2099');
  if (!Number.isInteger(serial) || serial < 1 || serial > maxSerial) throw new RangeError('serial must be 1-99999999');
  const digits = `${String(year - 2000).padStart(2, '0')}${String(serial).padStart(6, '0')}`;
  return `${prefix}${digits.slice(0, 2)}-${digits.slice(2)}-${check(prefix, digits)}`;
}

/**
 * Reads a number as people type it: any case, blanks, hyphens, dots or slashes anywhere or nowhere; O for 0, I and l
 * for 1. `prefix`: the only kind accepted here.
 */
export function parseNumber(text: string, options: { prefix?: string } = {}): ParsedNumber {
  const clean = text.normalize('NFKC').toUpperCase().replace(/[\s\-‐‑–—./]/gu, '');
  const parts = /^([A-HJKMNP-Z]{1,3})([0-9OIL]{9,11})$/.exec(clean);
  if (!parts) return { ok: false, key: 'checkdigit.error.format' };
  const [, prefix = '', tail = ''] = parts;
  if (options.prefix !== undefined && prefix !== options.prefix) return { ok: false, key: 'checkdigit.error.prefix' };
  const digits = tail.replaceAll('O', '0').replace(/[IL]/g, '1');
  const payload = digits.slice(0, -1);
  if (check(prefix, payload) !== digits.slice(-1)) return { ok: false, key: 'checkdigit.error.check' };
  const value = { prefix, year: 2000 + Number(payload.slice(0, 2)), serial: Number(payload.slice(2)) };
  // A running number longer than six digits has no leading zeros: each file has exactly one number.
  if (value.serial < 1 || (payload.length > 8 && payload[2] === '0')) return { ok: false, key: 'checkdigit.error.format' };
  return { ok: true, value, canonical: formatNumber(value) };
}

function check(prefix: string, digits: string): string {
  const letters = [...prefix].map((letter) => letter.charCodeAt(0) - 55).join('');
  const character = checkCharacter(mod11_10, letters + digits);
  if (character === null) throw new RangeError('only digits can be protected');
  return character;
}
