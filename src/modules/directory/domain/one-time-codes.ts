import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** One-time codes of authenticator apps (TOTP, RFC 6238: SHA-1, six digits, 30 seconds). Seeds are Base32. */
const period = 30;

export function newSeed(): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(20)).buffer }).base32;
}

function totp(seed: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Stadttor', label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(seed) });
}

/** What the QR code says: otpauth://totp/… */
export function seedUri(seed: string, label: string): string {
  return totp(seed, label).toString();
}

export function codeAt(seed: string, at: Date): string {
  return totp(seed).generate({ timestamp: at.getTime() });
}

/**
 * The time step a code belongs to, one step of tolerance to either side; undefined if it fits none. Whoever asks must
 * refuse a step that is not later than the last one taken (RFC 6238 § 5.2).
 */
export function codeCounter(seed: string, code: string, now: Date): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totp(seed).validate({ token, timestamp: now.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / period) + delta;
}

const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Ten codes for the day the phone is lost; 50 random bits each, written in two groups. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: 10 }, () => {
    const letters = [...randomBytes(40)].filter((byte) => byte < 248).map((byte) => alphabet[byte % alphabet.length]!).slice(0, 10);
    return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`;
  });
}

/** As it is hashed: without blanks and hyphens, in capitals. Undefined: cannot be one. */
export function readRecoveryCode(text: string): string | undefined {
  const bare = text.replace(/[\s-]/g, '').toUpperCase();
  return /^[A-Z2-9]{10}$/.test(bare) ? bare : undefined;
}
