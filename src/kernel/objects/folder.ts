import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { CodedError } from '../errors/errors.ts';
import type { Cipher } from './cipher.ts';
import type { Backend, ObjectStore, Writing } from './object-store.ts';
import { createObjectStore } from './store.ts';

/** A put whose file was not written to for this long is dead, on whatever machine it ran. */
const STALE_AFTER_MS = 24 * 60 * 60 * 1000;
/** Bytes that may wait in memory for one write. */
const WRITE_AT_ONCE = 256 * 1024;
// Descriptors without FileHandle: opening a folder and closing what is flushed do not wait for the disk, and waking a thread
// for them costs more than they do.
const [openFile, writeFileV, syncFile] = [promisify(fs.open), promisify(fs.writev), promisify(fs.fsync)];
const HOST = hostname().replace(/[^a-zA-Z0-9]/g, '') || 'host';

/**
 * Objects in a folder: `ab/abcd…` by hash; unfinished ones in `incoming/` and never visible under a hash. Several
 * processes may share the folder. Unfinished files of dead processes are cleared on opening.
 */
export async function createFolderStore(dir: string, cipher?: Cipher): Promise<ObjectStore> {
  const incoming = await openIncoming(dir);
  await layOut(dir);
  return createObjectStore(folderBackend(dir, incoming), cipher);
}

/** The folder for unfinished files, cleared of what the dead left. */
export async function openIncoming(dir: string): Promise<string> {
  const incoming = join(dir, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await clearLeftovers(incoming);
  return incoming;
}

function folderBackend(dir: string, incoming: string): Backend {
  return {
    begin: () => beginFile(incoming, async (temporary, name) => {
      const path = join(dir, name);
      // Renaming over an existing copy is safe (same bytes), mends a damaged one, and cannot race with a delete.
      const placed = await rename(temporary, path).then(() => true, unlessMissing).catch(asStoreError);
      if (!placed) {
        // the first one in its folder; those of objects are there already
        await makeFolders(dir, path).catch(asStoreError);
        await rename(temporary, path).catch(asStoreError);
      }
      await syncFolder(dirname(path));
    }),
    async read(name, first) {
      const file = await open(join(dir, name), 'r').catch(unlessMissing);
      return file?.createReadStream(first === undefined ? {} : { start: 0, end: first - 1 });
    },
    size: async (name) => (await stat(join(dir, name)).catch(unlessMissing))?.size,
    async remove(name) {
      const path = join(dir, name);
      const gone = await unlink(path).then(() => true, unlessMissing);
      if (gone !== true) return false;
      await syncFolder(dirname(path)).catch(unlessMissing);
      return true;
    },
    async *list(prefix) {
      for await (const { path, changed } of walk(prefix.endsWith('/') || prefix === '' ? join(dir, prefix) : dirname(join(dir, prefix)))) {
        const name = relative(dir, path).split(sep).join('/');
        if (name.startsWith(prefix) && !name.startsWith('incoming/')) yield { name, changed };
      }
    },
  };
}

/** A file nobody sees before it is whole and on the disk; `place` then puts it where it belongs. */
export async function beginFile(incoming: string, place: (temporary: string, name: string) => Promise<void>): Promise<Writing> {
  const temporary = join(incoming, `${HOST}-${process.pid}-${randomUUID()}`);
  const file = await openFile(temporary, 'wx', 0o600).catch(asStoreError);
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let closed = false;
  /** Few large writes instead of many small ones. */
  const flush = async (): Promise<void> => {
    const buffers = waiting;
    waiting = [];
    bytes = 0;
    if (buffers.length > 0) await writeAll(file, buffers).catch(asStoreError);
  };
  const close = (): void => {
    if (!closed) fs.closeSync(file);
    closed = true;
  };
  return {
    async write(chunk) {
      waiting.push(chunk);
      bytes += chunk.byteLength;
      if (bytes >= WRITE_AT_ONCE) await flush();
    },
    async commit(name) {
      await flush();
      await syncFile(file).catch(asStoreError);
      close();
      await place(temporary, name);
    },
    async abort() {
      close();
      await rm(temporary, { force: true });
    },
  };
}

/**
 * Makes the 256 folders, once, so that no object's name hangs on a folder whose own name is not on the disk yet. Until
 * November 2026 objects lay two folders deep (`ab/cd/abcd…`): moves them up.
 */
async function layOut(dir: string): Promise<void> {
  const done = join(dir, 'layout');
  if (await stat(done).catch(unlessMissing)) return;
  for (let byte = 0; byte < 256; byte += 1) {
    const folder = join(dir, byte.toString(16).padStart(2, '0'));
    if ((await mkdir(folder, { recursive: true, mode: 0o700 })) === undefined) await moveUp(folder);
  }
  await syncFolder(dir);
  await writeFile(done, 'ab/abcd…\n', { mode: 0o600 });
}

async function moveUp(folder: string): Promise<void> {
  for (const inner of (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    for (const name of await readdir(join(folder, inner.name))) await rename(join(folder, inner.name, name), join(folder, name)).catch(unlessMissing);
    await rmdir(join(folder, inner.name)).catch(unlessMissing);
  }
  await syncFolder(folder);
}

/** A disk that fills up may take only a part. */
async function writeAll(file: number, buffers: readonly Uint8Array[]): Promise<void> {
  for (let rest = [...buffers]; rest.length > 0;) {
    let { bytesWritten } = await writeFileV(file, rest);
    while (rest.length > 0 && bytesWritten >= rest[0]!.byteLength) bytesWritten -= rest.shift()!.byteLength;
    if (rest.length > 0) rest = [rest[0]!.subarray(bytesWritten), ...rest.slice(1)];
  }
}

async function* walk(folder: string): AsyncGenerator<{ path: string; changed: Date }> {
  for (const entry of (await readdir(folder, { withFileTypes: true }).catch(unlessMissing)) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* walk(path);
      continue;
    }
    const found = await stat(path).catch(unlessMissing);
    if (found) yield { path, changed: found.mtime };
  }
}

/** Makes the folders above a file and lets the disk remember each new name: a folder entry counts only once its parent is synced. */
async function makeFolders(dir: string, path: string): Promise<void> {
  const inner = dirname(path);
  const first = await mkdir(inner, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  // all the way up: whoever made an outer folder just now may not have synced its name yet
  for (let folder = dirname(inner); folder.length >= dir.length; folder = dirname(folder)) await syncFolder(folder);
}

async function syncFolder(path: string): Promise<void> {
  const folder = fs.openSync(path, 'r');
  try {
    await syncFile(folder);
  } finally {
    fs.closeSync(folder);
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
