import { remainder97 } from '../checkdigit/index.ts';

export type ParsedIban =
  | { ok: true; canonical: string; country: string; /** In the SEPA area, where a euro credit transfer reaches it. */ sepa: boolean }
  | { ok: false; key: 'iban.error.format' | 'iban.error.length' | 'iban.error.check' };

/** Length by country of the SEPA area (IBAN registry of ISO 13616; EPC list of SEPA countries as of 2025). */
const lengths: Readonly<Record<string, number>> = {
  AD: 24, AL: 28, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20, ES: 24, FI: 18, FR: 27, GB: 22, GI: 23, GR: 27, HR: 21, HU: 28, IE: 22, IS: 26,
  IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MD: 24, ME: 22, MK: 19, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, RS: 22, SE: 24, SI: 19, SK: 24, SM: 27, VA: 22,
};

/**
 * Reads an IBAN (ISO 13616) as people type it: any case, blanks and hyphens anywhere. Checks the two digits (MOD 97-10) and, for
 * countries of the SEPA area, the length. Whether the account exists only the bank knows.
 */
export function parseIban(text: string): ParsedIban {
  const canonical = text.normalize('NFKC').toUpperCase().replace(/[\s\-‐‑–—]/gu, '');
  const parts = /^([A-Z]{2})(\d\d)([0-9A-Z]{11,30})$/.exec(canonical);
  if (!parts) return { ok: false, key: 'iban.error.format' };
  const [, country = '', check = '', account = ''] = parts;
  const length = Object.hasOwn(lengths, country) ? lengths[country] : undefined;
  if (length !== undefined && canonical.length !== length) return { ok: false, key: 'iban.error.length' };
  // 98 - 0..96: 00, 01 and 99 satisfy the congruence in places but are never given out
  if (Number(check) < 2 || Number(check) > 98 || remainder97(`${account}${country}${check}`) !== 1) return { ok: false, key: 'iban.error.check' };
  return { ok: true, canonical, country, sepa: length !== undefined };
}

/** In groups of four, as paper prints it: "DE89 3704 0044 0532 0130 00". */
export function printIban(canonical: string): string {
  return canonical.replace(/(.{4})(?=.)/g, '$1 ');
}
