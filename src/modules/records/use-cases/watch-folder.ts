import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import { errorFields } from '../../../kernel/log/log.ts';
import { deliveryLimits, type Receipt, type Refusal } from '../domain/delivery.ts';
import { clientByName, deliveryOfKey, type Client } from '../store/clients.ts';
import { fileDelivery, readAnnouncement, takeDocument, type Taken } from './take-delivery.ts';

/** A delivery whose files are not all there after this long is no slow copy any more. */
const patienceMs = 10 * 60_000;

/** Where a delivery goes when it is done; names with a dot are nobody's deliveries. */
const filedFolder = '.filed';
const refusedFolder = '.refused';

/**
 * Every minute: `<inbox>/<client>/<delivery>/delivery.json` with the files it names (the same announcement as over the
 * interface; the document's id is the file's name). The folder's name is the idempotency key, so a crash at any point leads
 * to the same receipt. Afterwards the folder lies in `.filed` with `receipt.json`, or in `.refused` with `refusal.json`.
 */
export function registerWatchedFolder(kernel: Kernel): void {
  kernel.jobs.define('records.inbox', z.object({}), async () => {
    const inbox = kernel.config.recordsInbox;
    if (inbox !== undefined) await sweep(kernel, inbox);
  });
  kernel.jobs.schedule('records.inbox', '* * * * *');
}

/** Looks through the whole folder once. A delivery that cannot be taken now is left for the next time. */
export async function sweep(kernel: Kernel, inbox: string): Promise<void> {
  for (const name of await folders(inbox)) {
    const client = await clientByName(kernel.db, name);
    if (!client?.active) continue;
    for (const key of await folders(join(inbox, name))) {
      try {
        await takeFolder(kernel, client, join(inbox, name), key);
      } catch (error) {
        // one delivery must not stop the others
        kernel.log.error('a delivery of the watched folder waits', { job: 'records.inbox', ...errorFields(error) });
      }
    }
  }
}

async function takeFolder(kernel: Kernel, client: Client, folder: string, key: string): Promise<void> {
  const path = join(folder, key);
  const announcement = await readSmall(join(path, 'delivery.json'));
  if (announcement === undefined) return;
  const raw = parseJson(announcement.text);
  const young = kernel.clock.now().getTime() - announcement.at.getTime() < patienceMs;
  // half a file is what a slow copy looks like
  if (raw === undefined && young) return;
  const read = readAnnouncement(kernel, client, await deliveryOfKey(kernel.db, client.id, key), raw);
  if (!read.ok) return refuse(folder, key, read);
  if (read.known) return done(folder, key, read.known);
  const taken = new Map<string, Taken>();
  for (const document of read.delivery.documents) {
    const file = await openPlain(join(path, document.id));
    if (!file) return young ? undefined : refuse(folder, key, { error: 'document_missing', document: document.id });
    try {
      const outcome = await takeDocument(kernel, document, file.createReadStream());
      if (outcome.ok) taken.set(document.id, outcome);
      else if (outcome.error === 'store_full' || outcome.error === 'store_unavailable' || (young && outcome.error === 'size_mismatch')) return;
      else return await refuse(folder, key, outcome);
    } finally {
      await file.close();
    }
  }
  await done(folder, key, await fileDelivery(kernel, client, key, read.delivery, taken));
}

async function done(folder: string, key: string, receipt: Receipt): Promise<void> {
  await writeFile(join(folder, key, 'receipt.json'), `${JSON.stringify(receipt, null, 2)}\n`);
  await moveAway(folder, key, filedFolder);
}

async function refuse(folder: string, key: string, { ok: _ok, ...refusal }: Refusal & { ok?: false }): Promise<void> {
  await writeFile(join(folder, key, 'refusal.json'), `${JSON.stringify(refusal, null, 2)}\n`);
  await moveAway(folder, key, refusedFolder);
}

/** A rename, so that a delivery is in one place or the other. A second one of the same name gets a number. */
async function moveAway(folder: string, key: string, where: string): Promise<void> {
  await mkdir(join(folder, where), { recursive: true });
  for (let copy = 1; ; copy++) {
    try {
      await rename(join(folder, key), join(folder, where, copy === 1 ? key : `${key}.${copy}`));
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code))) || copy === 1000) throw error;
    }
  }
}

async function folders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && /^[A-Za-z0-9][\x21-\x7e]{0,199}$/.test(entry.name)).map((entry) => entry.name).sort();
}

/** A plain file opened for reading; links are not followed: they could lead to what the program may not read itself. */
async function openPlain(path: string): Promise<Awaited<ReturnType<typeof open>> | undefined> {
  try {
    if (!(await lstat(path)).isFile()) return undefined;
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ELOOP'].includes(String(error.code))) return undefined;
    throw error;
  }
}

async function readSmall(path: string): Promise<{ text: string; at: Date } | undefined> {
  const file = await openPlain(path);
  if (!file) return undefined;
  try {
    const { size, mtime } = await file.stat();
    return { text: size > deliveryLimits.announcementBytes ? '' : await file.readFile('utf8'), at: mtime };
  } finally {
    await file.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
