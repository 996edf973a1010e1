/** ISO/IEC 7064, MOD 97-10: the remainder that IBAN and ISO 11649 want to be 1. Capital letters count as A = 10 … Z = 35; others are not allowed in. */
export function remainder97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
