/**
 * The hybrid systems of ISO/IEC 7064: one check character from the same alphabet as the string it protects.
 * They detect every single substituted character and nearly every swap of neighbours.
 */
export interface HybridSystem {
  name: string;
  alphabet: string;
}

export const mod11_10: HybridSystem = { name: 'ISO/IEC 7064, MOD 11,10', alphabet: '0123456789' };
export const mod27_26: HybridSystem = { name: 'ISO/IEC 7064, MOD 27,26', alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' };
export const mod37_36: HybridSystem = { name: 'ISO/IEC 7064, MOD 37,36', alphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ' };

/** The check character of a string, or null when a character is not of the system's alphabet. */
export function checkCharacter(system: HybridSystem, payload: string): string | null {
  const modulus = system.alphabet.length;
  let carry = modulus;
  for (const character of payload) {
    const value = system.alphabet.indexOf(character);
    if (value < 0) return null;
    const sum = (carry + value) % modulus;
    carry = ((sum === 0 ? modulus : sum) * 2) % (modulus + 1);
  }
  return system.alphabet.charAt((modulus + 1 - carry) % modulus);
}

/** True when the last character is the right check character of what stands before it. */
export function hasValidCheck(system: HybridSystem, protectedString: string): boolean {
  return protectedString.length > 1 && checkCharacter(system, protectedString.slice(0, -1)) === protectedString.slice(-1);
}
