import { randomBytes } from 'node:crypto';
import type { Keys } from '../../kernel/keys/keys.ts';
import { codeFromBytes, normaliseCode } from './domain/code.ts';

/**
 * The code of one letter. It follows from permit and letter by a keyed function, so that an effect applied again gives the
 * same code although only its hash is stored; without the installation's secret it cannot be told from random.
 */
export function codeForLetter(keys: Keys, permitId: string, letter: string): string {
  return codeFromBytes(Buffer.from(keys.sign('permits.code', `${permitId}:${letter}`), 'base64url'));
}

/** What is stored: a keyed hash, so that a stolen table alone allows no trying. */
export function hashCode(keys: Keys, permitId: string, code: string): string {
  return keys.sign('permits.code-hash', `${permitId}:${normaliseCode(code)}`);
}

/** Takes the same time whether it fits or not. */
export function codeFits(keys: Keys, permitId: string, code: string, hash: string): boolean {
  return keys.verify('permits.code-hash', `${permitId}:${normaliseCode(code)}`, hash);
}

/** Opaque, for the QR code: 128 bits. */
export function newDocumentToken(): string {
  return randomBytes(16).toString('base64url');
}
