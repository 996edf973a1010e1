import { Edge, encodeBundle, formatCheckpoint, formatNote, hashRow, newTiles, signatureLine, TILE_WIDTH, tileLevels, tilePath, type Tile } from '../../standards/tlog/index.ts';
import type { Db, Tx } from '../db/db.ts';
import { CodedError } from '../errors/errors.ts';
import type { Keys } from '../keys/keys.ts';
import type { NamedObjects } from '../objects/index.ts';
import type { Clock } from '../time/index.ts';
import { entryBytes } from './entry.ts';
import { cosignaturesOf, hasPending, markPublished, newestCheckpoint, placedEntries, sealCheckpoint, takePending, tileHashes, tryLock, type CheckpointRow } from './log-store.ts';
import { addSigningKey, currentSigner } from './signing-keys.ts';

export interface SequencerDeps { db: Db; keys: Keys; clock: Clock; named: NamedObjects; origin: string }

/** Entries that get their place in one transaction, under one checkpoint. */
const BATCH = 2048;
/** Where the log lies among the named objects; below it everything is as C2SP tlog-tiles has it. */
export const LOG_FOLDER = 'log';

/**
 * Lets the log grow over what waits: each entry gets its place once, in one transaction with the checkpoint over it; then the
 * tiles go to the object store, the checkpoint last, and only then is it shown to anyone. Two replicas may do this at once:
 * an advisory lock lets one through, the other answers 'busy'. Killed anywhere, the next run goes on from there.
 */
export async function growLog(deps: SequencerDeps): Promise<'grown' | 'busy'> {
  for (let placed = BATCH; placed === BATCH;) {
    if (!(await hasPending(deps.db))) break;
    placed = await deps.db.transaction().execute((tx) => placeBatch(tx, deps));
    if (placed < 0) return 'busy';
  }
  return publish(deps);
}

/** How many entries got their place; -1: somebody else is at it. */
async function placeBatch(tx: Tx, { keys, clock, origin }: SequencerDeps): Promise<number> {
  if (!(await tryLock(tx))) return -1;
  const leaves = await takePending(tx, BATCH);
  if (leaves.length === 0) return 0;
  const before = await newestCheckpoint(tx);
  const size = before?.size ?? 0;
  if (leaves[0]!.index !== size) throw new CodedError('EVIDENCE_BROKEN', `The log states ${size} entries, but the next place is ${leaves[0]!.index}`);
  const signer = (await currentSigner(tx, keys)) ?? (await addSigningKey(tx, keys, origin, clock.now()));
  const edge = before ? Edge.fromBytes(size, before.edge) : new Edge();
  const rows = await Promise.all(tileLevels(size).map(({ level, count }) => tileHashes(tx, { level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH })));
  const counts = tileLevels(size).map(({ count }) => count);
  const roots: { level: number; index: number; hash: Uint8Array }[] = [];
  const push = (level: number, hash: Uint8Array): void => {
    const row = (rows[level] ??= []);
    row.push(Buffer.from(hash));
    counts[level] = (counts[level] ?? 0) + 1;
    if (row.length < TILE_WIDTH) return;
    const root = hashRow(Buffer.concat(row));
    rows[level] = [];
    roots.push({ level: level + 1, index: counts[level] / TILE_WIDTH - 1, hash: root });
    push(level + 1, root);
  };
  for (const { leaf } of leaves) {
    edge.add(leaf);
    push(0, leaf);
  }
  const root = Buffer.from(edge.root());
  const text = formatCheckpoint({ origin: signer.name, size: edge.size, root });
  await sealCheckpoint(tx, { size: edge.size, root, edge: edge.toBytes(), note: formatNote(text, [signatureLine(text, signer)]), at: clock.now() }, roots);
  return leaves.length;
}

async function publish({ db, clock, named }: SequencerDeps): Promise<'grown' | 'busy'> {
  const [newest, shown] = await Promise.all([newestCheckpoint(db), newestCheckpoint(db, true)]);
  if (newest?.size === shown?.size) return 'grown';
  return db.transaction().execute(async (tx) => {
    if (!(await tryLock(tx))) return 'busy';
    const target = (await newestCheckpoint(tx))!;
    const from = (await newestCheckpoint(tx, true))?.size ?? 0;
    for (const tile of newTiles(from, target.size)) {
      if (tile.level === 'entries') continue;
      const start = tile.index * TILE_WIDTH;
      if (tile.level === 0) {
        const entries = await placedEntries(tx, start, start + tile.width);
        await keepTile(named, { ...tile, level: 'entries' }, encodeBundle(entries.map(entryBytes)));
        await keepTile(named, tile, Buffer.concat(entries.map(({ leaf }) => leaf)));
      } else {
        await keepTile(named, tile, Buffer.concat(await tileHashes(tx, { ...tile, level: tile.level })));
      }
    }
    await writeCheckpoint(tx, named, target);
    await markPublished(tx, target.size, clock.now());
    return 'grown';
  });
}

/** The checkpoint as everybody gets it: the log's signature first, then those of witnesses. */
export async function writeCheckpoint(tx: Db | Tx, named: NamedObjects, row: CheckpointRow): Promise<void> {
  await named.write(`${LOG_FOLDER}/checkpoint`, Buffer.from(await cosignedNote(tx, row)));
}

export async function cosignedNote(db: Db | Tx, row: CheckpointRow): Promise<string> {
  return row.note + (await cosignaturesOf(db, row.size)).map(({ line }) => `${line}\n`).join('');
}

/** Writes a tile once. One that lies there with other bytes was not written by this log: nothing goes on before somebody looked. */
async function keepTile(named: NamedObjects, tile: Tile, bytes: Buffer): Promise<void> {
  const name = `${LOG_FOLDER}/${tilePath(tile)}`;
  const there = await named.read(name);
  if (there && !there.equals(bytes)) throw new CodedError('EVIDENCE_TILE', `The object ${name} holds other bytes than the log`);
  if (!there) await named.write(name, bytes);
  if (tile.width < TILE_WIDTH) return;
  // the partial ones on the way are no longer needed
  const partial = [];
  for await (const old of named.list(`${name}.p/`)) partial.push(old);
  for (const old of partial) await named.remove(old);
}

/** Reads a tile from the object store; the complete one where the partial one is gone. Undefined: there is none. */
export async function readTileObject(named: NamedObjects, tile: Tile): Promise<Buffer | undefined> {
  const found = await named.read(`${LOG_FOLDER}/${tilePath(tile)}`);
  return found ?? (tile.width < TILE_WIDTH ? named.read(`${LOG_FOLDER}/${tilePath({ ...tile, width: TILE_WIDTH })}`) : undefined);
}
