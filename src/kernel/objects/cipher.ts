import { createCipheriv, createDecipheriv, createSecretKey, hash, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { CodedError } from '../errors/errors.ts';

/**
 * Encryption at rest. An object is
 *
 *   "STADTOBJ" ‖ version 0x01 ‖ key id (4 bytes) ‖ salt (16 bytes) ‖ chunks
 *
 * each chunk AES-256-GCM over 64 KiB of content (the last one less) followed by its tag of 16 bytes. The key of an object is
 * HKDF-SHA-256(master key, salt, "stadttor object"); a chunk's nonce is its number (11 bytes, big-endian) and a byte that is 1
 * for the last: no chunk can be changed, moved, dropped or added unnoticed, and nothing unproven is handed out.
 */
export interface Cipher {
  encrypt(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** What was never encrypted passes as it is. */
  decrypt(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Bytes of content in an object of `stored` bytes that begins with `head`. */
  contentSize(stored: number, head: Uint8Array): number;
  /** Whether an object that begins so lies under the newest key. */
  isNewest(head: Uint8Array): boolean;
}

const MAGIC = Buffer.from('STADTOBJ\u0001', 'latin1');
const CHUNK = 64 * 1024;
const TAG = 16;
/** Bytes before the first chunk: enough to know how an object is encrypted. */
export const HEAD_SIZE = MAGIC.length + 4 + 16;

/** `secrets`: the newest first; the others only read. */
export function createCipher(secrets: readonly string[]): Cipher {
  const keys = secrets.map((secret) => {
    const master = Buffer.from(hkdfSync('sha256', secret, 'stadttor', 'objects', 32));
    return { master: createSecretKey(master), id: hash('sha256', Buffer.concat([Buffer.from('stadttor object key'), master]), 'buffer').subarray(0, 4) };
  });
  const newest = keys[0]!;

  async function* encrypt(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const salt = randomBytes(16);
    const head = Buffer.concat([MAGIC, newest.id, salt]);
    const key = objectKey(newest.master, salt);
    let number = 0;
    yield head;
    for await (const { chunk, last } of pieces(source, CHUNK)) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce(number, last));
      cipher.setAAD(head);
      yield cipher.update(chunk);
      // this mode keeps nothing back
      cipher.final();
      yield cipher.getAuthTag();
      number += 1;
    }
  }

  async function* decrypt(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { head, rest } = await behead(source);
    if (!isEncrypted(head)) {
      yield head;
      yield* rest;
      return;
    }
    const id = head.subarray(MAGIC.length, MAGIC.length + 4);
    const known = keys.find((key) => key.id.equals(id));
    if (!known) throw new CodedError('OBJECT_KEY_UNKNOWN', `An object lies under the key ${id.toString('hex')}, which is not among OBJECT_KEYS.`);
    const key = objectKey(known.master, head.subarray(MAGIC.length + 4));
    let number = 0;
    for await (const { chunk, last } of pieces(rest, CHUNK + TAG)) {
      if (chunk.length < TAG) throw corrupt();
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(number, last), { authTagLength: TAG });
      decipher.setAAD(head);
      decipher.setAuthTag(chunk.subarray(-TAG));
      yield open(decipher, chunk.subarray(0, -TAG));
      number += 1;
    }
  }

  return {
    encrypt,
    decrypt,
    contentSize(stored, head) {
      if (!isEncrypted(head)) return stored;
      const body = stored - HEAD_SIZE;
      return body - Math.ceil(body / (CHUNK + TAG)) * TAG;
    },
    isNewest: (head) => isEncrypted(head) && newest.id.equals(head.subarray(MAGIC.length, MAGIC.length + 4)),
  };
}

const isEncrypted = (head: Uint8Array): boolean => head.length === HEAD_SIZE && MAGIC.equals(head.subarray(0, MAGIC.length));

const objectKey = (master: KeyObject, salt: Uint8Array): KeyObject => createSecretKey(Buffer.from(hkdfSync('sha256', master, salt, 'stadttor object', 32)));

function nonce(number: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(number, 5, 6);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

function open(decipher: ReturnType<typeof createDecipheriv>, chunk: Uint8Array): Buffer {
  try {
    const content = decipher.update(chunk);
    decipher.final();
    return content;
  } catch {
    throw corrupt();
  }
}

const corrupt = (): CodedError => new CodedError('OBJECT_CORRUPT', 'A stored object was changed or cut off.');

/** Cuts a stream into pieces of one size; the last may be shorter, even empty, and is marked. */
async function* pieces(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<{ chunk: Buffer; last: boolean }> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    length += chunk.byteLength;
    if (length <= size) continue;
    let whole = joined(waiting);
    // strictly more: the piece that fills up exactly may be the last one
    while (whole.length > size) {
      yield { chunk: whole.subarray(0, size), last: false };
      whole = whole.subarray(size);
    }
    waiting = [whole];
    length = whole.length;
  }
  yield { chunk: joined(waiting), last: true };
}

/** Without a copy where there is nothing to join: most objects come in one piece, and copies wait for the collector. */
function joined(chunks: readonly Uint8Array[]): Buffer {
  const [only] = chunks;
  return only && chunks.length === 1 ? Buffer.from(only.buffer, only.byteOffset, only.byteLength) : Buffer.concat(chunks);
}

/** The first bytes of a stream, and what follows them. */
async function behead(source: AsyncIterable<Uint8Array>): Promise<{ head: Buffer; rest: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD_SIZE) {
    const { value, done } = await iterator.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > HEAD_SIZE) yield head.subarray(HEAD_SIZE);
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head: head.subarray(0, HEAD_SIZE), rest: rest() };
}
