import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../root.ts';
import { createFolderStore } from './index.ts';

let dir = '';
beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'objects-')); });
afterEach(() => rm(dir, { recursive: true, force: true }));

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const files = async (): Promise<string[]> => (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && entry.name !== 'layout').map((entry) => entry.name);
const code = (value: string): object => expect.objectContaining({ code: value });

describe('folder store', () => {
  it('gives back what was put, whatever the pieces', async () => {
    const store = await createFolderStore(dir);
    await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 }), async (chunks) => {
      const whole = Buffer.concat(chunks);
      const stored = await store.put(Readable.from(chunks.map((chunk) => Buffer.from(chunk))));
      expect(stored).toEqual({ sha256: sha(whole), size: whole.length });
      expect(await buffer(await store.open(stored.sha256, { verify: true }))).toEqual(whole);
      expect(await store.size(stored.sha256)).toBe(whole.length);
    }), { numRuns: 30 });
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
  });

  it('fans out by the first byte of the hash', async () => {
    const store = await createFolderStore(dir);
    const { sha256 } = await store.put(Buffer.from('Halle'));
    expect(await readFile(join(dir, sha256.slice(0, 2), sha256), 'utf8')).toBe('Halle');
  });

  it('moves up what an earlier version laid two folders deep', async () => {
    const before = Buffer.from('Saline');
    const path = join(dir, sha(before).slice(0, 2), sha(before).slice(2, 4));
    await mkdir(path, { recursive: true });
    await writeFile(join(path, sha(before)), before);
    const store = await createFolderStore(dir);
    expect((await buffer(await store.open(sha(before), { verify: true }))).toString()).toBe('Saline');
    const listed: string[] = [];
    for await (const { sha256 } of store.list()) listed.push(sha256);
    expect(listed).toEqual([sha(before)]);
    expect(await readdir(join(dir, sha(before).slice(0, 2)))).toEqual([sha(before)]);
    // once is enough: what lies deeper from now on is nobody's
    await mkdir(path);
    await createFolderStore(dir);
    expect(await readdir(join(dir, sha(before).slice(0, 2)))).toHaveLength(2);
  });

  it('keeps one copy of the same bytes put many times at once', async () => {
    const store = await createFolderStore(dir);
    const bytes = randomBytes(200_000);
    const results = await Promise.all(Array.from({ length: 12 }, () => store.put(Readable.from([bytes.subarray(0, 90_000), bytes.subarray(90_000)]))));
    expect(new Set(results.map(({ sha256 }) => sha256))).toEqual(new Set([sha(bytes)]));
    expect(await files()).toEqual([sha(bytes)]);
  });

  it('stops at the first byte beyond the limit, ends the source and leaves nothing', async () => {
    const store = await createFolderStore(dir);
    let produced = 0;
    let ended = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) { produced += 1000; yield Buffer.alloc(1000); }
      } finally { ended = true; }
    }
    await expect(store.put(endless(), { limit: 10_000 })).rejects.toEqual(code('OBJECT_TOO_LARGE'));
    expect(produced).toBe(11_000);
    expect(ended).toBe(true);
    expect(await files()).toEqual([]);
    expect(await store.put(Buffer.alloc(10_000), { limit: 10_000 })).toMatchObject({ size: 10_000 });
  });

  it('leaves nothing when the source fails, and passes its error on', async () => {
    const store = await createFolderStore(dir);
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(5000);
      throw new Error('connection reset');
    }
    await expect(store.put(broken())).rejects.toThrow('connection reset');
    expect(await files()).toEqual([]);
  });

  it('never shows a half-written object', async () => {
    const store = await createFolderStore(dir);
    const bytes = randomBytes(5000);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => { release = resolve; });
    async function* slow(): AsyncGenerator<Buffer> {
      yield bytes.subarray(0, 4000);
      await gate;
      yield bytes.subarray(4000);
    }
    const pending = store.put(slow());
    await expect.poll(async () => (await readdir(join(dir, 'incoming'))).length).toBe(1);
    expect(await store.has(sha(bytes))).toBe(false);
    release();
    await pending;
    expect(await store.has(sha(bytes))).toBe(true);
  });

  it('tells missing, bad and damaged objects apart', async () => {
    const store = await createFolderStore(dir);
    const { sha256 } = await store.put(Buffer.from('Urkunde'));
    const absent = sha(Buffer.from('other'));
    await expect(store.open(absent)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
    await expect(store.size(absent)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
    expect(await store.has(absent)).toBe(false);
    for (const key of ['../../../etc/passwd', sha256.toUpperCase(), sha256.slice(1), '']) await expect(store.open(key)).rejects.toEqual(code('OBJECT_BAD_KEY'));
    const path = join(dir, sha256.slice(0, 2), sha256);
    await writeFile(path, 'Unkunde');
    await expect(store.open(sha256, { verify: true }).then(buffer)).rejects.toEqual(code('OBJECT_CORRUPT'));
    await store.put(Buffer.from('Urkunde'));
    expect((await buffer(await store.open(sha256, { verify: true }))).toString()).toBe('Urkunde');
  });

  it('deletes, once', async () => {
    const store = await createFolderStore(dir);
    const { sha256 } = await store.put(Buffer.from('x'));
    expect(await store.delete(sha256)).toBe(true);
    expect(await store.delete(sha256)).toBe(false);
    expect(await store.has(sha256)).toBe(false);
  });

  it('clears what a killed process left, and only that', async () => {
    const child = writer(`
      async function* endless() { for (;;) { yield Buffer.alloc(1000); await new Promise((resolve) => setTimeout(resolve, 5)); } }
      await store.put(endless());`);
    await expect.poll(async () => (await readdir(join(dir, 'incoming')).catch(() => [])).length, { timeout: 10_000 }).toBe(1);
    await createFolderStore(dir);
    expect(await readdir(join(dir, 'incoming')), 'a living put is left alone').toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readdir(join(dir, 'incoming'))).toHaveLength(1);
    await createFolderStore(dir);
    expect(await files()).toEqual([]);
  });

  it('clears what another machine left a day ago, not what it writes now', async () => {
    const incoming = join(dir, 'incoming');
    await mkdir(incoming);
    await writeFile(join(incoming, 'elsewhere-1-fresh'), 'x');
    await writeFile(join(incoming, 'elsewhere-1-old'), 'x');
    const dayAgo = new Date(Date.now() - 25 * 3_600_000);
    await utimes(join(incoming, 'elsewhere-1-old'), dayAgo, dayAgo);
    await createFolderStore(dir);
    expect(await files()).toEqual(['elsewhere-1-fresh']);
  });

  it('says that it is full, and leaves nothing', async () => {
    // A file size limit of the operating system (in 1,024-byte blocks) stands for the full disk.
    const child = writer("const error = await store.put(Buffer.alloc(300_000)).then(() => ({}), (problem) => problem); console.log(error.code);", 'ulimit -f 64; exec "$@"');
    const said = await buffer(child.stdout);
    expect(said.toString().trim()).toBe('OBJECT_STORE_FULL');
    expect(await files()).toEqual([]);
  });
});

/** Another process with a store on the same folder; `shell` may set limits before it starts "$@". */
function writer(script: string, shell = 'exec "$@"') {
  const source = `import { createFolderStore } from ${JSON.stringify(join(projectRoot, 'src/kernel/objects/index.ts'))};\nconst store = await createFolderStore(${JSON.stringify(dir)});\n${script}`;
  return spawn('bash', ['-c', shell, 'bash', process.execPath, '--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
}
