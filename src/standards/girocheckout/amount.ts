/**
 * Amounts go over the wire as cents in canonical decimal digits: no sign, no leading zero, no separator. One amount has
 * one spelling, so equal cents are equal bytes.
 */
export function amountToWire(cents: number): string | null {
  return Number.isSafeInteger(cents) && cents > 0 ? String(cents) : null;
}

/** Cents, or null for every other spelling, also for "030", "+30", "30.0" and what exceeds exact integers. */
export function amountFromWire(text: string): number | null {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return null;
  const cents = Number(text);
  return Number.isSafeInteger(cents) ? cents : null;
}
