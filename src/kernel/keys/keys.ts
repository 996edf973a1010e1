import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { newSecret, secretFile, type Config } from '../config/config.ts';
import { CodedError } from '../errors/errors.ts';

/**
 * Keys derived from the secret of the installation (HKDF-SHA-256, one key per purpose). Of several secrets the first signs and
 * seals; what was signed or sealed with the others still holds.
 */
export interface Keys {
  /** HMAC-SHA-256 over a value, base64url; for form tokens and pseudonyms. */
  sign(purpose: string, value: string): string;
  verify(purpose: string, value: string, signature: string): boolean;
  /** Every signature that `verify` takes, the newest first; to look for a stored one. */
  signatures(purpose: string, value: string): string[];
  /** AES-256-GCM; the result carries a version and the nonce. */
  seal(purpose: string, plain: Uint8Array): Buffer;
  /** Throws when none of the secrets has sealed it, or a bit of it was changed. */
  open(purpose: string, sealed: Uint8Array): Buffer;
}

export function createKeys(secrets: readonly [string, ...string[]]): Keys {
  const all = secrets.map(derivedFrom);
  const newest = all[0]!;
  const sign = ({ signing }: Derived, purpose: string, value: string) => createHmac('sha256', signing(purpose)).update(value).digest('base64url');
  return {
    sign: (purpose, value) => sign(newest, purpose, value),
    verify: (purpose, value, signature) => all.some((keys) => sameText(sign(keys, purpose, value), signature)),
    signatures: (purpose, value) => all.map((keys) => sign(keys, purpose, value)),
    seal(purpose, plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', newest.key(purpose), nonce);
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body]);
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== 1) throw new CodedError('KEY_UNKNOWN', 'Sealed with a key that is not known here');
      let fault: unknown;
      for (const keys of all) {
        const plain = opened(keys.key(purpose), bytes);
        if (plain instanceof Buffer) return plain;
        fault = plain;
      }
      throw fault;
    },
  };
}

interface Derived {
  key(purpose: string): Buffer;
  signing(purpose: string): KeyObject;
}

function derivedFrom(secret: string): Derived {
  const derived = new Map<string, Buffer>();
  const key = (purpose: string): Buffer => derived.get(purpose) ?? derived.set(purpose, Buffer.from(hkdfSync('sha256', secret, 'stadttor', purpose, 32))).get(purpose)!;
  // as a key object: raw bytes would be imported anew for every signature, which costs more than the signature
  const signing = new Map<string, KeyObject>();
  return { key, signing: (purpose) => signing.get(purpose) ?? signing.set(purpose, createSecretKey(key(purpose))).get(purpose)! };
}

function opened(key: Buffer, bytes: Buffer): Buffer | Error {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13));
    decipher.setAuthTag(bytes.subarray(13, 29));
    return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]);
  } catch (error) {
    return error as Error;
  }
}

/** Compares a secret text with what was sent, without telling by the time it takes how much of it fits. */
export function sameText(secret: string, given: string): boolean {
  const [expected, sent] = [Buffer.from(secret), Buffer.from(given)];
  return expected.length === sent.length && timingSafeEqual(expected, sent);
}

/** The configured secrets, or in development one that is made once and kept in the data folder. */
export function installationSecrets(config: Pick<Config, 'secrets' | 'dataDir'>): [string, ...string[]] {
  const [first, ...others] = config.secrets;
  if (first !== undefined) return [first, ...others];
  const file = secretFile(config.dataDir);
  if (!existsSync(file)) {
    try {
      writeFileSync(file, newSecret(), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another replica was first
    }
  }
  return [readFileSync(file, 'utf8').trim()];
}
