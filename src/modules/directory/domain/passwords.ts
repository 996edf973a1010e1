import { hash, verify } from '@node-rs/argon2';
import { isCommonPassword } from './common-passwords.ts';

export const shortestPassword = 10;
export const longestPassword = 256;

/** Argon2id with OWASP's second profile (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19456, timeCost: 2, parallelism: 1 };

/** NFC, so that the same letters typed on another system are the same password. */
const prepare = (password: string) => password.normalize('NFC');

export function hashPassword(password: string): Promise<string> {
  return hash(prepare(password), cost);
}

let nobody: Promise<string> | undefined;

/** Takes as long for an unknown person as for a known one: without a hash the same work is done on a stand-in. */
export async function passwordFits(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  nobody ??= hash('nobody has this password', cost);
  const fits = await verify(passwordHash ?? (await nobody), prepare(password.slice(0, longestPassword + 1)));
  return passwordHash ? fits && password.length <= longestPassword : false;
}

/**
 * What is wrong with a new password, as an i18n key; undefined if it will do. Length counts, not composition
 * (NIST SP 800-63B § 5.1.1.2, BSI ORP.4): the commonest and the person's own address are refused.
 */
export function passwordProblem(password: string, email: string): string | undefined {
  if (password === '') return 'directory.error.password_empty';
  const length = [...prepare(password)].length;
  if (length < shortestPassword) return 'directory.error.password_short';
  if (password.length > longestPassword) return 'directory.error.password_long';
  const lower = prepare(password).toLowerCase();
  const address = email.toLowerCase();
  if (address !== '' && (lower === address || lower === address.split('@')[0])) return 'directory.error.password_email';
  if (isCommonPassword(password)) return 'directory.error.password_common';
  return undefined;
}
