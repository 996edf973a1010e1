import { createReadStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { partialTiles, TILE_WIDTH, tileLevels, tilePath, type Tile } from '../../standards/tlog/index.ts';
import type { Db } from '../db/db.ts';
import { CodedError, OperatorError } from '../errors/errors.ts';
import { discloseEntry } from './entry.ts';
import type { Evidence } from './evidence.ts';
import type { LogFiles } from './verify/folder.ts';

/** The log's files in a folder, as `exportLog` writes them or a web server shows them. */
export function folderFiles(dir: string, withOpenings: boolean): LogFiles {
  return {
    read: (path) => readFile(join(dir, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    }),
    ...(withOpenings ? { openings: () => createInterface({ input: createReadStream(join(dir, 'openings.jsonl')), crlfDelay: Infinity }) } : {}),
  };
}

/** The log's files at an address; what is not there answers 404. A partial tile that is gone is cut from the complete one. */
export function webFiles(url: string): LogFiles {
  const base = url.replace(/\/$/, '');
  async function get(path: string): Promise<Buffer | undefined> {
    const response = await fetch(`${base}/${path}`, { signal: AbortSignal.timeout(30_000) }).catch((error: Error) => {
      throw new OperatorError(`${base} cannot be reached: ${error.message}.`);
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new OperatorError(`${base}/${path} answered ${response.status}.`);
    return Buffer.from(await response.arrayBuffer());
  }
  return { read: get };
}

/** Writes everything anyone needs to check the log without this installation; with `openings` also what may be personal. */
export async function exportLog(evidence: Evidence, db: Db, dir: string, options: { openings: boolean }): Promise<number> {
  const note = await evidence.checkpoint();
  if (note === undefined) throw new OperatorError('The log has no published checkpoint yet.');
  const size = Number(note.split('\n')[1]);
  const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), bytes);
  };
  for (const tile of allTiles(size)) {
    const bytes = await evidence.tile(tile);
    if (!bytes) throw new CodedError('EVIDENCE_TILE', `The tile ${tilePath(tile)} is missing`);
    await write(tilePath(tile), tile.level === 'entries' ? cutBundle(bytes, tile.width) : bytes.subarray(0, tile.width * 32));
  }
  await write('keys', (await evidence.keys()).map(({ verifierKey }) => `${verifierKey}\n`).join(''));
  if (options.openings) await write('openings.jsonl', await openingLines(db, size));
  // last: a folder with a checkpoint is whole
  await write('checkpoint', note);
  return size;
}

function allTiles(size: number): Tile[] {
  const full = tileLevels(size).flatMap(({ level, count }) => Array.from({ length: Math.floor(count / TILE_WIDTH) }, (_, index): Tile[] => [{ level, index, width: TILE_WIDTH }, ...(level === 0 ? [{ level: 'entries' as const, index, width: TILE_WIDTH }] : [])]).flat());
  return [...full, ...partialTiles(size)];
}

function cutBundle(bundle: Buffer, width: number): Buffer {
  let end = 0;
  for (let entry = 0; entry < width && end + 2 <= bundle.length; entry += 1) end += 2 + bundle.readUInt16BE(end);
  return bundle.subarray(0, end);
}

async function openingLines(db: Db, size: number): Promise<string> {
  const lines: string[] = [];
  for (let start = 0; start < size; start += 4096) {
    const rows = await db.selectFrom('evidence.leaf as l').innerJoin('evidence.entry as e', 'e.position', 'l.position').leftJoin('kernel.evidence_opening as o', 'o.entry_id', 'e.id').select(['l.leaf_index', 'e.id', 'e.kind', 'e.at', 'e.commitment', 'o.salt', 'o.content'])
      .where('l.leaf_index', '>=', start).where('l.leaf_index', '<', Math.min(size, start + 4096)).orderBy('l.leaf_index').execute();
    for (const row of rows) lines.push(JSON.stringify({ index: row.leaf_index, id: row.id, ...discloseEntry(row, row.salt === null ? undefined : { salt: row.salt, content: row.content }) }));
  }
  return lines.map((line) => `${line}\n`).join('');
}
