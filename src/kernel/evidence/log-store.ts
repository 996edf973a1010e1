import { sql } from 'kysely';
import { TILE_WIDTH, type Tile } from '../../standards/tlog/index.ts';
import type { Db, Tx } from '../db/db.ts';
import type { EntryFacts } from './entry.ts';

/** The log's tables: places, roots of tiles, checkpoints. Written only through the functions of schema `evidence`. */
export interface CheckpointRow { size: number; seq: number; root: Buffer; edge: Buffer; note: string; at: Date }

/** True: this transaction is the one that writes. It stays so until the transaction ends. */
export async function tryLock(tx: Tx): Promise<boolean> {
  return (await sql<{ got: boolean }>`select evidence.try_lock() as got`.execute(tx)).rows[0]!.got;
}

export async function hasPending(db: Db | Tx): Promise<boolean> {
  return (await sql<{ some: boolean }>`select exists(select from evidence.pending) as some`.execute(db)).rows[0]!.some;
}

/** Gives up to `batch` waiting entries their places. */
export async function takePending(tx: Tx, batch: number): Promise<{ index: number; leaf: Buffer }[]> {
  const { rows } = await sql<{ leaf_index: number; leaf: Buffer }>`select leaf_index, leaf from evidence.take(${batch})`.execute(tx);
  return rows.map((row) => ({ index: row.leaf_index, leaf: row.leaf }));
}

export async function sealCheckpoint(tx: Tx, row: Omit<CheckpointRow, 'seq'>, tileRoots: readonly { level: number; index: number; hash: Uint8Array }[]): Promise<void> {
  await sql`select evidence.seal(${row.size}, ${row.root}, ${row.edge}, ${row.note}, ${row.at},
    ${tileRoots.map(({ level }) => level)}::smallint[], ${tileRoots.map(({ index }) => index)}::bigint[], ${tileRoots.map(({ hash }) => Buffer.from(hash))}::bytea[])`.execute(tx);
}

/** The newest checkpoint of all, or the newest that is published. */
export async function newestCheckpoint(db: Db | Tx, published = false): Promise<CheckpointRow | undefined> {
  let query = db.selectFrom('evidence.checkpoint as c').selectAll('c').orderBy('c.size', 'desc').limit(1);
  if (published) query = query.innerJoin('evidence.publication as p', 'p.size', 'c.size');
  return query.executeTakeFirst();
}

/** The newest published checkpoint with more than `index` leaves; one that a witness signed is preferred, however old. */
export async function checkpointOver(db: Db | Tx, index: number): Promise<CheckpointRow | undefined> {
  const { rows } = await sql<CheckpointRow>`select c.* from evidence.checkpoint c join evidence.publication p on p.size = c.size where c.size > ${index}
    order by exists(select from evidence.cosignature s where s.size = c.size) desc, c.size desc limit 1`.execute(db);
  return rows[0];
}

export async function cosignaturesOf(db: Db | Tx, size: number): Promise<{ line: string; name: string; signed_at: Date }[]> {
  return db.selectFrom('evidence.cosignature').select(['line', 'name', 'signed_at']).where('size', '=', size).orderBy('received_at').orderBy('name').execute();
}

export async function markPublished(tx: Tx, size: number, at: Date): Promise<void> {
  await sql`select evidence.mark_published(${size}, ${at})`.execute(tx);
}

/** Entries in the order of their places, from `start` up to `end` (not included). */
export async function placedEntries(db: Db | Tx, start: number, end: number): Promise<(EntryFacts & { index: number; id: string; leaf: Buffer })[]> {
  const rows = await db.selectFrom('evidence.leaf as l').innerJoin('evidence.entry as e', 'e.position', 'l.position').select(['l.leaf_index as index', 'e.id', 'e.kind', 'e.at', 'e.commitment', 'e.leaf'])
    .where('l.leaf_index', '>=', start).where('l.leaf_index', '<', end).orderBy('l.leaf_index').execute();
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}

export async function tileRoots(db: Db | Tx, level: number, start: number, end: number): Promise<Buffer[]> {
  const rows = await db.selectFrom('evidence.tile_root').select('hash').where('level', '=', level).where('node_index', '>=', start).where('node_index', '<', end).orderBy('node_index').execute();
  return rows.map((row) => row.hash);
}

/** The hashes of a tile, from the tables. */
export async function tileHashes(db: Db | Tx, { level, index, width }: Tile & { level: number }): Promise<Buffer[]> {
  const start = index * TILE_WIDTH;
  return level === 0 ? (await placedEntries(db, start, start + width)).map(({ leaf }) => leaf) : tileRoots(db, level, start, start + width);
}
