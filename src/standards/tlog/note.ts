import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

/**
 * Signed notes (C2SP signed-note): a text, and lines by which named keys vouch for it. Two kinds of signature are known
 * here: 0x01, Ed25519 over the text, and 0x04, the dated Ed25519 cosignature of a witness (C2SP tlog-cosignature).
 */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
type Algorithm = typeof ED25519 | typeof COSIGNATURE;

export interface VerifierKey { name: string; id: number; algorithm: Algorithm; publicKey: Uint8Array }

export interface SignerKey extends VerifierKey { privateKey: KeyObject }

export interface NoteSignature { name: string; keyId: number; bytes: Uint8Array }

export interface Note { text: string; signatures: NoteSignature[] }

export type NoteProblem = 'note_malformed' | 'note_unknown_keys' | 'note_bad_signature';

/** `timestamp` in seconds: only cosignatures carry one. */
export interface Voucher { key: VerifierKey; timestamp?: number }

const MAX_SIGNATURES = 64;
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const namePattern = /^[^\p{White_Space}+]+$/u;

/** First four bytes of SHA-256(name ‖ newline ‖ algorithm ‖ public key), as a number. */
export function keyId(name: string, algorithm: number, publicKey: Uint8Array): number {
  return (hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(algorithm), publicKey]), 'buffer')).readUInt32BE(0);
}

export const keyIdHex = (id: number): string => id.toString(16).padStart(8, '0');

/** A key pair from a seed of 32 bytes (RFC 8032). Throws a RangeError for a name that signed notes cannot carry. */
export function signerKey(name: string, seed: Uint8Array, algorithm: Algorithm = ED25519): SignerKey {
  if (!namePattern.test(name)) throw new RangeError('A key name has no white space and no plus sign');
  if (seed.byteLength !== 32) throw new RangeError('An Ed25519 seed has 32 bytes');
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  return { name, algorithm, publicKey, id: keyId(name, algorithm, publicKey), privateKey };
}

/** `name+hex id+base64(algorithm ‖ public key)`: the form in which public keys are handed round. */
export function formatVerifierKey({ name, id, algorithm, publicKey }: VerifierKey): string {
  return `${name}+${keyIdHex(id)}+${Buffer.concat([Buffer.of(algorithm), publicKey]).toString('base64')}`;
}

/** Undefined when it is no such key, of another kind, or its id does not fit. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim());
  if (!parts) return undefined;
  const [, name = '', id = '', encoded = ''] = parts;
  const bytes = decodeBase64(encoded);
  const algorithm = bytes?.[0];
  if (!bytes || !namePattern.test(name) || (algorithm !== ED25519 && algorithm !== COSIGNATURE) || bytes.length !== 33) return undefined;
  const key: VerifierKey = { name, id: Number.parseInt(id, 16), algorithm, publicKey: bytes.subarray(1) };
  return keyId(name, algorithm, key.publicKey) === key.id ? key : undefined;
}

/** One signature line for this text, without the newline. `timestamp` in seconds; cosigners need it, others must not give it. */
export function signatureLine(text: string, key: SignerKey, timestamp?: number): string {
  if ((key.algorithm === COSIGNATURE) !== (timestamp !== undefined)) throw new RangeError('Cosignatures, and only they, carry a time');
  const signature = sign(null, Buffer.from(signedMessage(text, timestamp)), key.privateKey);
  const id = Buffer.alloc(4);
  id.writeUInt32BE(key.id);
  const time = Buffer.alloc(timestamp === undefined ? 0 : 8);
  if (timestamp !== undefined) time.writeBigUInt64BE(BigInt(timestamp));
  return `— ${key.name} ${Buffer.concat([id, time, signature]).toString('base64')}`;
}

/** Text and signature lines as one note. Throws a RangeError for a text that is no note text. */
export function formatNote(text: string, lines: readonly string[]): string {
  if (!isNoteText(text)) throw new RangeError('The text of a note ends with a newline and holds no control characters');
  return `${text}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** Takes a note apart without checking a signature. Undefined when it is none. */
export function parseNote(note: string): Note | undefined {
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0 || !note.endsWith('\n') || note.length > 1_000_000) return undefined;
  const text = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2, -1).split('\n');
  if (!isNoteText(text) || lines.length > MAX_SIGNATURES) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const parts = /^— ([^ ]+) ([A-Za-z0-9+/]+=*)$/.exec(line);
    const bytes = parts ? decodeBase64(parts[2]!) : undefined;
    if (!parts || !bytes || bytes.length < 5 || !namePattern.test(parts[1]!)) return undefined;
    signatures.push({ name: parts[1]!, keyId: bytes.readUInt32BE(0), bytes: bytes.subarray(4) });
  }
  return { text, signatures };
}

/**
 * Checks a note against the keys one trusts. Signatures of unknown keys are passed over; a wrong one of a known key, or
 * none of a known key at all, refuses the note.
 */
export function openNote(note: string, trusted: readonly VerifierKey[]): { ok: true; text: string; vouchers: Voucher[] } | { ok: false; problem: NoteProblem } {
  const parsed = parseNote(note);
  if (!parsed) return { ok: false, problem: 'note_malformed' };
  const vouchers: Voucher[] = [];
  for (const signature of parsed.signatures) {
    const key = trusted.find((known) => known.name === signature.name && known.id === signature.keyId);
    if (!key) continue;
    const checked = checkSignature(parsed.text, signature, key);
    if (!checked) return { ok: false, problem: 'note_bad_signature' };
    if (!vouchers.some((voucher) => voucher.key === key)) vouchers.push(checked);
  }
  return vouchers.length > 0 ? { ok: true, text: parsed.text, vouchers } : { ok: false, problem: 'note_unknown_keys' };
}

function checkSignature(text: string, signature: NoteSignature, key: VerifierKey): Voucher | undefined {
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, key.publicKey]), format: 'der', type: 'spki' });
  const dated = key.algorithm === COSIGNATURE;
  const bytes = Buffer.from(signature.bytes);
  if (bytes.length !== (dated ? 72 : 64)) return undefined;
  const timestamp = dated ? Number(bytes.readBigUInt64BE(0)) : undefined;
  if (timestamp !== undefined && !Number.isSafeInteger(timestamp)) return undefined;
  const fits = verify(null, Buffer.from(signedMessage(text, timestamp)), publicKey, dated ? bytes.subarray(8) : bytes);
  return fits ? { key, ...(timestamp === undefined ? {} : { timestamp }) } : undefined;
}

/** What is signed: the text itself, or under two lines of its own the text a witness dates (tlog-cosignature, "Ed25519 signed message"). */
function signedMessage(text: string, timestamp: number | undefined): string {
  return timestamp === undefined ? text : `cosignature/v1\ntime ${timestamp}\n${text}`;
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.length > 1 && !/[\u0000-\u0009\u000b-\u001f]/.test(text) && text.isWellFormed();
}

/** Standard base64 in its one canonical spelling. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
