import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, unlink, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { CodedError } from '../errors/errors.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';

/** A put whose file was not written to for this long is dead, on whatever machine it ran. */
const STALE_AFTER_MS = 24 * 60 * 60 * 1000;
const HOST = hostname().replace(/[^a-zA-Z0-9]/g, '') || 'host';

/**
 * Objects in a folder: `ab/cd/abcd…` by hash; unfinished ones in `incoming/` and never visible under a hash. Several
 * processes may share the folder. Unfinished files of dead processes are cleared on opening.
 */
export async function createFolderStore(dir: string): Promise<ObjectStore> {
  const incoming = join(dir, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await clearLeftovers(incoming);
  return {
    put: (source, options) => put(dir, incoming, source, options?.limit ?? Infinity),
    open: async (sha256, options) => openObject(pathOf(dir, sha256), sha256, options?.verify === true),
    async has(sha256) {
      return (await stat(pathOf(dir, sha256)).catch(unlessMissing)) !== undefined;
    },
    async size(sha256) {
      const found = await stat(pathOf(dir, sha256)).catch(unlessMissing);
      if (found === undefined) throw missing();
      return found.size;
    },
    async delete(sha256) {
      const path = pathOf(dir, sha256);
      const gone = await unlink(path).then(() => true, unlessMissing);
      if (gone !== true) return false;
      await syncFolder(dirname(path));
      return true;
    },
  };
}

async function put(dir: string, incoming: string, source: AsyncIterable<Uint8Array> | Uint8Array, limit: number): Promise<StoredObject> {
  const temporary = join(incoming, `${HOST}-${process.pid}-${randomUUID()}`);
  const chunks = source instanceof Uint8Array ? [source] : source;
  const hash = createHash('sha256');
  let size = 0;
  try {
    const file = await open(temporary, 'wx', 0o600).catch(asStoreError);
    try {
      for await (const chunk of chunks) {
        size += chunk.byteLength;
        if (size > limit) throw new CodedError('OBJECT_TOO_LARGE', `The object is larger than the ${limit} bytes allowed.`);
        hash.update(chunk);
        await writeAll(file, chunk).catch(asStoreError);
      }
      await file.sync().catch(asStoreError);
    } finally {
      await file.close();
    }
    const sha256 = hash.digest('hex');
    const path = pathOf(dir, sha256);
    await makeFolders(dir, path).catch(asStoreError);
    // Renaming over an existing copy is safe (same bytes), mends a damaged one, and cannot race with a delete.
    await rename(temporary, path).catch(asStoreError);
    await syncFolder(dirname(path));
    return { sha256, size };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function openObject(path: string, sha256: string, verify: boolean): Promise<Readable> {
  const file = await open(path, 'r').catch(unlessMissing);
  if (file === undefined) throw missing();
  const stream = file.createReadStream();
  if (!verify) return stream;
  return Readable.from(verified(stream, sha256), { objectMode: false });
}

async function* verified(stream: AsyncIterable<Buffer>, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new CodedError('OBJECT_CORRUPT', 'A stored object does not match its hash.');
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength;) {
    const { bytesWritten } = await file.write(chunk, written, chunk.byteLength - written);
    written += bytesWritten;
  }
}

/** Makes `ab/cd` and lets the disk remember each new name: a folder entry counts only once its parent is synced. */
async function makeFolders(dir: string, path: string): Promise<void> {
  const inner = dirname(path);
  const first = await mkdir(inner, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  await syncFolder(dirname(inner));
  await syncFolder(dir);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function clearLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const [host, pid] = name.split('-');
    const found = await stat(path).catch(unlessMissing);
    if (found === undefined) continue;
    const dead = host === HOST && !isRunning(Number(pid));
    if (dead || Date.now() - found.mtimeMs > STALE_AFTER_MS) await rm(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The only way from a hash to a path; anything but a hash would be a way out of the folder. */
function pathOf(dir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new CodedError('OBJECT_BAD_KEY', 'Not a SHA-256 in lower-case hex.');
  return join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

function asStoreError(error: unknown): never {
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))) {
    throw new CodedError('OBJECT_STORE_FULL', 'There is no room left for objects.', { cause: error });
  }
  throw error;
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
}

const missing = (): CodedError => new CodedError('OBJECT_NOT_FOUND', 'There is no object with this hash.');

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
