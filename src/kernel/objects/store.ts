import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CodedError } from '../errors/errors.ts';
import { HEAD_SIZE, type Cipher } from './cipher.ts';
import type { Backend, ObjectStore, StoredObject } from './object-store.ts';

/** The object store over a place where bytes lie. Without a cipher they lie there as they are. */
export function createObjectStore(backend: Backend, cipher?: Cipher): ObjectStore {
  async function put(source: AsyncIterable<Uint8Array> | Uint8Array, limit: number, expect?: StoredObject): Promise<StoredObject> {
    const writing = await backend.begin();
    try {
      const counted = count(source instanceof Uint8Array ? [source] : source, limit, expect?.size);
      for await (const chunk of cipher ? cipher.encrypt(counted.chunks) : counted.chunks) await writing.write(chunk);
      const stored = counted.result();
      if (expect && stored.size !== expect.size) throw otherSize();
      if (expect && stored.sha256 !== expect.sha256) throw new CodedError('OBJECT_OTHER_CONTENT', 'These are not the bytes that were announced.');
      await writing.commit(pathOf(stored.sha256));
      return stored;
    } catch (error) {
      await writing.abort();
      throw error;
    }
  }

  /** Whoever stops reading closes what lies below, even before the first byte. */
  async function content(sha256: string, verify: boolean): Promise<Readable> {
    const stream = await backend.read(pathOf(sha256));
    if (!stream) throw missing();
    const chunks = cipher ? cipher.decrypt(stream) : stream;
    const readable = Readable.from(verify ? verified(chunks, sha256) : chunks, { objectMode: false });
    readable.once('close', () => stream.destroy());
    return readable;
  }

  async function head(path: string): Promise<Buffer> {
    const stream = await backend.read(path, HEAD_SIZE);
    if (!stream) throw missing();
    return buffer(stream);
  }

  return {
    async put(source, options) {
      const { limit = Infinity, expect } = options ?? {};
      return put(source, limit, expect);
    },
    open: (sha256, options) => content(sha256, options?.verify === true),
    has: async (sha256) => (await backend.size(pathOf(sha256))) !== undefined,
    async size(sha256) {
      const stored = await backend.size(pathOf(sha256));
      if (stored === undefined) throw missing();
      return cipher ? cipher.contentSize(stored, await head(pathOf(sha256))) : stored;
    },
    delete: async (sha256) => backend.remove(pathOf(sha256)),
    async *list() {
      for await (const { name, changed } of backend.list('')) {
        const sha256 = /^[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(name)?.[1];
        if (sha256) yield { sha256, changed };
      }
    },
    async renewKey(sha256) {
      if (!cipher || cipher.isNewest(await head(pathOf(sha256)))) return false;
      const again = await put(await content(sha256, true), Infinity);
      return again.sha256 === sha256;
    },
    named: {
      async write(name, bytes) {
        const writing = await backend.begin();
        try {
          await writing.write(bytes);
          await writing.commit(checkName(name));
        } catch (error) {
          await writing.abort();
          throw error;
        }
      },
      async read(name) {
        const stream = await backend.read(checkName(name));
        return stream && buffer(stream);
      },
      remove: async (name) => backend.remove(checkName(name)),
      async *list(prefix) {
        for await (const { name } of backend.list(checkName(prefix))) yield name;
      },
    },
  };
}

function count(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, limit: number, expected = Infinity) {
  const hash = createHash('sha256');
  let size = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > limit) throw new CodedError('OBJECT_TOO_LARGE', `The object is larger than the ${limit} bytes allowed.`);
      if (size > expected) throw otherSize();
      hash.update(chunk);
      yield chunk;
    }
  }
  return { chunks: chunks(), result: (): StoredObject => ({ sha256: hash.digest('hex'), size }) };
}

async function* verified(stream: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new CodedError('OBJECT_CORRUPT', 'A stored object does not match its hash.');
}

/** The only way from a hash to a path; anything but a hash would be a way out of the folder. */
function pathOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new CodedError('OBJECT_BAD_KEY', 'Not a SHA-256 in lower-case hex.');
  return `${sha256.slice(0, 2)}/${sha256}`;
}

function checkName(name: string): string {
  if (!/^[a-z0-9-]{3,}(\/[a-z0-9-][a-z0-9.-]*)*\/?$/.test(name) || name.includes('..') || name.startsWith('incoming')) throw new CodedError('OBJECT_BAD_KEY', 'Not a name of a public object.');
  return name;
}

const otherSize = (): CodedError => new CodedError('OBJECT_OTHER_SIZE', 'There are not as many bytes as were announced.');
const missing = (): CodedError => new CodedError('OBJECT_NOT_FOUND', 'There is no object with this hash.');
