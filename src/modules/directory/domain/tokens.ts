import { createHash } from 'node:crypto';

/** One-time tokens of links in mails: 256 random bits; only this hash is kept. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export const tokenLife = {
  registration: 24 * 3_600_000,
  email_change: 24 * 3_600_000,
  password_reset: 3_600_000,
  staff_invitation: 3 * 24 * 3_600_000,
} as const;
