import { createHmac, timingSafeEqual } from 'node:crypto';

/** A project's access as GiroCockpit shows it. The first password signs; all verify, so that one can be changed in operation. */
export interface Project {
  merchantId: string;
  projectId: string;
  passwords: readonly [string, ...string[]];
}

/** HMAC-MD5 as 32 lower-case hexadecimal digits; text counts as its UTF-8 bytes. The vendor's choice, not ours: see README. */
export function hmac(password: string, message: string | Uint8Array): string {
  return createHmac('md5', password).update(message).digest('hex');
}

/** True when one of the project's passwords made this hash. Every password is tried and compared in constant time. */
export function isSigned(project: Project, message: string | Uint8Array, hash: string): boolean {
  if (!/^[0-9a-f]{32}$/.test(hash)) return false;
  const given = Buffer.from(hash, 'latin1');
  let found = false;
  for (const password of project.passwords) found = timingSafeEqual(Buffer.from(hmac(password, message), 'latin1'), given) || found;
  return found;
}
