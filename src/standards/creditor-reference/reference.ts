import { remainder97 } from '../checkdigit/index.ts';

export type ParsedReference =
  | { ok: true; canonical: string; base: string }
  | { ok: false; key: 'creditor_reference.error.format' | 'creditor_reference.error.check' };

const basePattern = /^[0-9A-Z]{1,21}$/;

/**
 * A structured creditor reference after ISO 11649: "RF", two check digits (ISO/IEC 7064 MOD 97-10), then the creditor's own
 * 1–21 capital letters and digits. Separators in `base` are dropped. Throws a RangeError when nothing fitting is left.
 */
export function formatReference(base: string): string {
  const clean = base.toUpperCase().replace(/[\s\-./]/g, '');
  if (!basePattern.test(clean)) throw new RangeError('A creditor reference has 1 to 21 letters and digits');
  return `RF${String(98 - remainder97(`${clean}RF00`)).padStart(2, '0')}${clean}`;
}

/** Reads a reference as people type it: any case, blanks anywhere. */
export function parseReference(text: string): ParsedReference {
  const clean = text.normalize('NFKC').toUpperCase().replace(/[\s\-./]/g, '');
  const parts = /^RF(\d\d)([0-9A-Z]{1,21})$/.exec(clean);
  if (!parts) return { ok: false, key: 'creditor_reference.error.format' };
  const [, check = '', base = ''] = parts;
  // check digits 00, 01 and 99 never arise (98 - 0..96) although 00, 01 and 99 could satisfy the congruence
  if (Number(check) < 2 || Number(check) > 98 || remainder97(`${base}RF${check}`) !== 1) return { ok: false, key: 'creditor_reference.error.check' };
  return { ok: true, canonical: clean, base };
}

/** In groups of four, as ISO 11649 prints it: "RF18 5390 0754 7034". */
export function printReference(canonical: string): string {
  return canonical.replace(/(.{4})(?=.)/g, '$1 ');
}
