import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db.ts';
import { createCipher, HEAD_SIZE } from './cipher.ts';
import { createFolderStore, createObjectReferences } from './index.ts';
import type { Backend } from './object-store.ts';
import { createObjectStore } from './store.ts';

let dir = '';
beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'cipher-')); });
afterEach(() => rm(dir, { recursive: true, force: true }));

const [first, second] = ['first secret of thirty-two letters', 'second secret of thirty-two letters'];
const code = (value: string): object => expect.objectContaining({ code: value });
const pathOf = (sha256: string): string => join(dir, sha256.slice(0, 2), sha256);
const CHUNK = 65536;

describe('objects at rest', () => {
  it('come back whole, whatever their size and pieces, and lie there unreadable', async () => {
    const store = await createFolderStore(dir, createCipher([first]));
    for (const size of [0, 1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 777]) {
      const whole = randomBytes(size);
      await fc.assert(fc.asyncProperty(fc.array(fc.nat({ max: size }), { maxLength: 4 }), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), size];
        const stored = await store.put(Readable.from(places.slice(1).map((end, at) => whole.subarray(places[at], end))));
        expect(stored.size).toBe(size);
        expect((await buffer(await store.open(stored.sha256, { verify: true }))).equals(whole)).toBe(true);
        expect(await store.size(stored.sha256)).toBe(size);
        const raw = await readFile(pathOf(stored.sha256));
        expect(raw.length).toBe(HEAD_SIZE + size + 16 * Math.max(1, Math.ceil(size / CHUNK)));
        if (size > 32) expect(raw.includes(whole.subarray(0, 32))).toBe(false);
      }), { numRuns: 4 });
    }
  });

  it('notice every change: a bit, a cut, chunks swapped, dropped or doubled, another head', async () => {
    const store = await createFolderStore(dir, createCipher([first]));
    const { sha256 } = await store.put(randomBytes(3 * CHUNK));
    const raw = await readFile(pathOf(sha256));
    const chunk = (n: number) => raw.subarray(HEAD_SIZE + n * (CHUNK + 16), HEAD_SIZE + (n + 1) * (CHUNK + 16));
    const head = raw.subarray(0, HEAD_SIZE);
    const flip = (at: number) => Buffer.concat([raw.subarray(0, at), Buffer.of(raw[at]! ^ 1), raw.subarray(at + 1)]);
    const bent = [
      flip(HEAD_SIZE), flip(HEAD_SIZE + CHUNK + 3), flip(raw.length - 1), flip(HEAD_SIZE - 1), raw.subarray(0, -1), raw.subarray(0, HEAD_SIZE), raw.subarray(0, HEAD_SIZE + CHUNK + 16), Buffer.concat([raw, chunk(2)]),
      Buffer.concat([head, chunk(1), chunk(0), chunk(2)]), Buffer.concat([head, chunk(0), chunk(2)]), Buffer.concat([head, chunk(0), chunk(0), chunk(1), chunk(2)]),
    ];
    for (const [at, bytes] of bent.entries()) {
      await writeFile(pathOf(sha256), bytes);
      // even without comparing the hash
      await expect(buffer(await store.open(sha256)), `change ${at}`).rejects.toEqual(code('OBJECT_CORRUPT'));
    }
    await writeFile(pathOf(sha256), flip(9));
    await expect(buffer(await store.open(sha256))).rejects.toEqual(code('OBJECT_KEY_UNKNOWN'));
  });

  it('are read under old keys, written under the newest, and renewed', async () => {
    const old = await createFolderStore(dir, createCipher([first]));
    const both = await createFolderStore(dir, createCipher([second, first]));
    const bare = await createFolderStore(dir);
    const { sha256 } = await old.put(Buffer.from('under the first'));
    const plain = await bare.put(Buffer.from('from before there was encryption'));
    expect((await buffer(await both.open(sha256, { verify: true }))).toString()).toBe('under the first');
    expect((await buffer(await both.open(plain.sha256, { verify: true }))).toString()).toBe('from before there was encryption');
    expect(await both.size(plain.sha256)).toBe(32);
    for (const name of [sha256, plain.sha256]) {
      expect(await both.renewKey(name)).toBe(true);
      expect(await both.renewKey(name)).toBe(false);
    }
    const only = await createFolderStore(dir, createCipher([second]));
    expect((await buffer(await only.open(sha256, { verify: true }))).toString()).toBe('under the first');
    await expect(buffer(await old.open(sha256))).rejects.toEqual(code('OBJECT_KEY_UNKNOWN'));
  });

  it('pass through in pieces, in both directions, and are let go when nobody reads on', async () => {
    const stored: Uint8Array[] = [];
    let produced = 0;
    let written = 0;
    let furthest = 0;
    let handedOut = 0;
    let closed = 0;
    const backend: Backend = {
      begin: async () => ({ write: async (chunk) => { furthest = Math.max(furthest, produced - written); written += chunk.length; stored.push(chunk); }, commit: async () => undefined, abort: async () => undefined }),
      async read() {
        const stream = Readable.from((function* () { for (const chunk of stored) { handedOut += chunk.length; yield chunk; } })(), { highWaterMark: 1 });
        stream.once('close', () => { closed += 1; });
        return stream;
      },
      size: async () => written, remove: async () => true, list: async function* () { yield* []; },
    };
    const store = createObjectStore(backend, createCipher([first]));
    async function* large(): AsyncGenerator<Buffer> { for (let n = 0; n < 300; n += 1) { produced += 100_000; yield Buffer.alloc(100_000, n); } }
    const { sha256, size } = await store.put(large());
    expect(size).toBe(30_000_000);
    expect(furthest).toBeLessThan(300_000);
    const reading = await store.open(sha256);
    for await (const chunk of reading) { expect((chunk as Buffer).length).toBeGreaterThan(0); break; }
    expect(handedOut).toBeLessThan(1_000_000);
    (await store.open(sha256)).destroy();
    await expect.poll(() => closed).toBe(2);
  });
});

describe('named objects', () => {
  it('lie under their path, readable, replaced at once', async () => {
    const { named } = await createFolderStore(dir, createCipher([first]));
    await named.write('log/tile/0/x001/234.p/7', Buffer.from('a'));
    await named.write('log/tile/0/x001/234.p/7', Buffer.from('b'));
    expect((await readFile(join(dir, 'log/tile/0/x001/234.p/7'))).toString()).toBe('b');
    await named.write('log/checkpoint', Buffer.from('c'));
    const names = async (prefix: string) => { const found: string[] = []; for await (const name of named.list(prefix)) found.push(name); return found.sort(); };
    expect(await names('log/')).toEqual(['log/checkpoint', 'log/tile/0/x001/234.p/7']);
    expect(await names('log/tile/0/x001/234.p/')).toEqual(['log/tile/0/x001/234.p/7']);
    expect(await names('log/none/')).toEqual([]);
    expect([await named.read('log/none'), await named.remove('log/none'), await named.remove('log/checkpoint'), await named.read('log/checkpoint')]).toEqual([undefined, false, true, undefined]);
    for (const bad of ['../secret', 'log/../../x', '/etc', 'ab/cd', 'log//x', 'Log', 'incoming/x', 'log/.x', '']) await expect(named.read(bad), bad).rejects.toEqual(code('OBJECT_BAD_KEY'));
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
  });
});

describe('the check of rows against the store', () => {
  it('names what is missing, forgotten and damaged', async () => {
    const store = await createFolderStore(dir, createCipher([first]));
    const [kept, orphan, fresh, broken] = await Promise.all(['kept', 'orphan', 'fresh', 'broken'].map(async (word) => (await store.put(Buffer.from(word))).sha256));
    const missing = 'ab'.repeat(32);
    const now = new Date('2026-11-26T12:00:00Z');
    for (const sha256 of [kept!, orphan!, broken!]) await utimes(pathOf(sha256), new Date('2026-11-20'), new Date('2026-11-20'));
    await utimes(pathOf(fresh!), now, now);
    await writeFile(pathOf(broken!), 'x');
    const references = createObjectReferences();
    references.register({ module: 'one', list: async () => [kept!, missing], held: async () => [] });
    references.register({ module: 'two', async *list() { yield broken!; }, held: async () => [] });
    const db = {} as Db;
    expect(await references.check(db, store, { deep: false, now })).toEqual({ named: 3, found: 4, missing: [{ sha256: missing, module: 'one' }], orphaned: [orphan], damaged: [] });
    expect((await references.check(db, store, { deep: true, now })).damaged).toEqual([{ sha256: broken, code: 'OBJECT_CORRUPT' }]);
  });
});
