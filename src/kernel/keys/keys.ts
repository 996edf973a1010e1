import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { newSecret, secretFile, type Config } from '../config/config.ts';
import { CodedError } from '../errors/errors.ts';

/** Keys derived from the one secret of the installation (HKDF-SHA-256, one key per purpose). */
export interface Keys {
  /** HMAC-SHA-256 over a value, base64url; for form tokens and pseudonyms. */
  sign(purpose: string, value: string): string;
  verify(purpose: string, value: string, signature: string): boolean;
  /** AES-256-GCM; the result carries key id and nonce. */
  seal(purpose: string, plain: Uint8Array): Buffer;
  open(purpose: string, sealed: Uint8Array): Buffer;
}

export function createKeys(secret: string): Keys {
  const derived = new Map<string, Buffer>();
  const key = (purpose: string): Buffer => {
    const known = derived.get(purpose);
    if (known) return known;
    const fresh = Buffer.from(hkdfSync('sha256', secret, 'stadttor', purpose, 32));
    derived.set(purpose, fresh);
    return fresh;
  };
  // as a key object: raw bytes would be imported anew for every signature, which costs more than the signature
  const signing = new Map<string, KeyObject>();
  const signingKey = (purpose: string): KeyObject => signing.get(purpose) ?? signing.set(purpose, createSecretKey(key(purpose))).get(purpose)!;
  const sign = (purpose: string, value: string) => createHmac('sha256', signingKey(purpose)).update(value).digest('base64url');
  return {
    sign,
    verify: (purpose, value, signature) => sameText(sign(purpose, value), signature),
    seal(purpose, plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key(purpose), nonce);
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body]);
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== 1) throw new CodedError('KEY_UNKNOWN', 'Sealed with a key that is not known here');
      const decipher = createDecipheriv('aes-256-gcm', key(purpose), bytes.subarray(1, 13));
      decipher.setAuthTag(bytes.subarray(13, 29));
      return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]);
    },
  };
}

/** Compares a secret text with what was sent, without telling by the time it takes how much of it fits. */
export function sameText(secret: string, given: string): boolean {
  const [expected, sent] = [Buffer.from(secret), Buffer.from(given)];
  return expected.length === sent.length && timingSafeEqual(expected, sent);
}

/** The configured secret, or in development one that is made once and kept in the data folder. */
export function installationSecret(config: Pick<Config, 'secret' | 'dataDir'>): string {
  if (config.secret) return config.secret;
  const file = secretFile(config.dataDir);
  if (!existsSync(file)) {
    try {
      writeFileSync(file, newSecret(), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another replica was first
    }
  }
  return readFileSync(file, 'utf8').trim();
}
