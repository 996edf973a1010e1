import { Edge, encodeBundle, HASH_SIZE, hashRow, openNote, parseCheckpoint, parseVerifierKey, TILE_WIDTH, tilePath, type Tile, type VerifierKey } from '../../../standards/tlog/index.ts';
import type { Db } from '../../db/db.ts';
import type { Keys } from '../../keys/keys.ts';
import type { ObjectStore } from '../../objects/index.ts';
import { entryBytes, leafHash } from '../entry.ts';
import { cosignaturesOf, newestCheckpoint, type CheckpointRow } from '../log-store.ts';
import { LOG_FOLDER, readTileObject } from '../sequencer.ts';
import { currentSigner, followKeys, signingKeys } from '../signing-keys.ts';
import { isFinding, openCheckpoint } from './checkpoints.ts';
import { emptySummary, finding, type Finding, type Summary } from './finding.ts';
import { verifyOpenings } from './openings.ts';

export interface LiveLog {
  /** Where the log may grow meanwhile: a transaction with one snapshot (repeatable read). */
  db: Db;
  objects: ObjectStore;
  /** To see that the private key is the one its public key says; left out where the secret is not at hand. */
  secrets?: Keys;
  witnesses: readonly string[];
  /** A checkpoint somebody kept outside: the log must still be a continuation of it. */
  outside?: string;
}

/** Clocks of replicas differ a little, and transactions take a moment; more than this is no accident. */
const CLOCK_TOLERANCE_MS = 60 * 60 * 1000;
const BATCH = 4096;

/**
 * Goes through everything a running installation holds of the log: keys, every entry, its place, every checkpoint and
 * cosignature, the tiles in the object store, salts, contents and the documents they name.
 */
export async function* verifyDatabase(live: LiveLog): AsyncGenerator<Finding, Summary> {
  const { db, objects } = live;
  const summary = emptySummary();
  // read before the first query: whatever was shown by then must stand in the tables
  const shown = await objects.named.read(`${LOG_FOLDER}/checkpoint`);
  const witnesses = live.witnesses.map((key) => parseVerifierKey(key)!);
  const { keys, broken } = followKeys(await signingKeys(db));
  if (broken !== undefined) yield finding('key_broken', { key: broken });
  if (live.secrets && !(await currentSigner(db, live.secrets).then(() => true, () => false))) yield finding('key_private');

  const checkpoints = await db.selectFrom('evidence.checkpoint').selectAll().orderBy('size').execute();
  const tree = yield* verifyPlaces(live, checkpoints, summary);
  for (const [at, row] of checkpoints.entries()) yield* verifyCheckpoint(db, row, at + 1, keys, witnesses, summary);
  if (!tree) return summary;

  yield* verifyTileRoots(db, tree.levels);
  yield* verifyObjects(live, shown, tree.levels, keys, witnesses);
  if (live.outside !== undefined) yield* verifyOutside(live.outside, tree, keys, witnesses);
  yield* verifyOpenings(db, objects, summary);
  return summary;
}

/** Hashes of each level of tiles, level 0 first. */
type Levels = Buffer[][];
interface Grown { levels: Levels; rootAt(size: number): Uint8Array }

/** Entries in the order of their places. Undefined when the order itself is broken: what follows would only repeat it. */
async function* verifyPlaces({ db, objects }: LiveLog, checkpoints: readonly CheckpointRow[], summary: Summary): AsyncGenerator<Finding, Grown | undefined> {
  const edge = new Edge();
  const leaves: Buffer[] = [];
  const bySize = new Map(checkpoints.map((row) => [Number(row.size), row]));
  const signed = Number(checkpoints.at(-1)?.size ?? 0);
  let latest = 0;
  let good = 0;
  for (let cursor = 0; ; cursor += BATCH) {
    const rows = await db.selectFrom('evidence.leaf as l').leftJoin('evidence.entry as e', 'e.position', 'l.position').select(['l.leaf_index', 'e.id', 'e.kind', 'e.at', 'e.commitment', 'e.leaf'])
      .where('l.leaf_index', '>=', cursor).where('l.leaf_index', '<', cursor + BATCH).orderBy('l.leaf_index').execute();
    for (const row of rows) {
      const index = leaves.length;
      if (Number(row.leaf_index) !== index) return void (yield finding('place_missing', { index }));
      if (row.id === null || row.kind === null || row.at === null || row.commitment === null || row.leaf === null) return void (yield finding('entry_missing', { index }));
      const entry = { kind: row.kind, at: row.at, commitment: row.commitment };
      if (!leafHash(entry).equals(row.leaf)) yield finding('entry_changed', { index, id: row.id });
      if (row.at.getTime() < latest - CLOCK_TOLERANCE_MS) yield finding('entry_backdated', { index, id: row.id, at: row.at.toISOString(), before: new Date(latest).toISOString() });
      latest = Math.max(latest, row.at.getTime());
      leaves.push(row.leaf);
      edge.add(row.leaf);
      const checkpoint = bySize.get(leaves.length);
      if (!checkpoint) continue;
      if (!Buffer.from(edge.root()).equals(checkpoint.root)) return void (yield finding('history_changed', { size: leaves.length, index: (await firstDifference(objects, leaves, good)) ?? `${good} – ${leaves.length - 1}` }));
      good = leaves.length;
    }
    if (rows.length < BATCH) {
      const beyond = await db.selectFrom('evidence.leaf').select('leaf_index').where('leaf_index', '>=', leaves.length).executeTakeFirst();
      if (beyond) return void (yield finding('place_missing', { index: leaves.length }));
      break;
    }
  }
  summary.entries = leaves.length;
  if (leaves.length < signed) return void (yield finding('place_missing', { index: leaves.length }));
  if (leaves.length > signed) yield finding('places_unsigned', { index: signed });
  const lost = await db.selectFrom('evidence.entry as e').leftJoin('evidence.leaf as l', 'l.position', 'e.position').leftJoin('evidence.pending as p', 'p.position', 'e.position').select(['e.id', 'e.position'])
    .where('l.position', 'is', null).where('p.position', 'is', null).orderBy('e.position').execute();
  for (const { id, position } of lost) yield finding('entry_unplaced', { id, position });
  summary.waiting = Number((await db.selectFrom('evidence.pending').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n);
  return { levels: levelsOf(leaves), rootAt: (size) => rootOver(leaves.slice(0, size)) };
}

/** Where the tables part from the tiles that were published when the entries were written. */
async function firstDifference(objects: ObjectStore, leaves: readonly Buffer[], from: number): Promise<number | undefined> {
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < leaves.length; index += 1) {
    const own = leaves.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
    const tile = await readTileObject(objects.named, { level: 0, index, width: own.length });
    const at = tile ? own.findIndex((leaf, place) => !leaf.equals(tile.subarray(place * HASH_SIZE, (place + 1) * HASH_SIZE))) : -1;
    if (at >= 0) return index * TILE_WIDTH + at;
  }
  return undefined;
}

function levelsOf(leaves: Buffer[]): Levels {
  const levels: Levels = [leaves];
  for (let below = leaves; below.length >= TILE_WIDTH;) {
    const level = [];
    for (let at = 0; at + TILE_WIDTH <= below.length; at += TILE_WIDTH) level.push(hashRow(Buffer.concat(below.slice(at, at + TILE_WIDTH))));
    levels.push(level);
    below = level;
  }
  return levels;
}

function rootOver(leaves: readonly Buffer[]): Uint8Array {
  const edge = new Edge();
  for (const leaf of leaves) edge.add(leaf);
  return edge.root();
}

/** What a checkpoint says and who signed it; that its root is the one of its entries was seen before. */
async function* verifyCheckpoint(db: Db, row: CheckpointRow, seq: number, keys: readonly VerifierKey[], witnesses: readonly VerifierKey[], summary: Summary): AsyncGenerator<Finding> {
  const size = Number(row.size);
  const name = `${size}`;
  if (row.seq !== seq) yield finding('checkpoint_missing', { size });
  const opened = openCheckpoint(row.note, keys, [], name);
  if (isFinding(opened)) yield opened;
  else if (opened.checkpoint.size !== size || !row.root.equals(opened.checkpoint.root)) yield finding('checkpoint_changed', { name });
  summary.checkpoints += 1;
  for (const { line, name: witness } of await cosignaturesOf(db, size)) {
    const note = openNote(`${row.note}${line}\n`, witnesses);
    if (note.ok) summary.cosignatures += 1;
    else if (note.problem !== 'note_unknown_keys') yield finding('cosignature_broken', { name: `${name}, ${witness}` });
  }
}

async function* verifyTileRoots(db: Db, levels: Levels): AsyncGenerator<Finding> {
  const rows = await db.selectFrom('evidence.tile_root').selectAll().orderBy('level').orderBy('node_index').execute();
  const seen = new Set<string>();
  for (const { level, node_index, hash } of rows) {
    if (!levels[level]?.[Number(node_index)]?.equals(hash)) yield finding('tile_root_changed', { level, index: node_index });
    seen.add(`${level}/${node_index}`);
  }
  for (const [level, hashes] of levels.entries()) if (level > 0) for (const index of hashes.keys()) if (!seen.has(`${level}/${index}`)) yield finding('tile_root_changed', { level, index });
}

/** The public side: checkpoint, tiles and bundles as they lie in the object store. */
async function* verifyObjects({ db, objects }: LiveLog, bytes: Buffer | undefined, levels: Levels, keys: readonly VerifierKey[], witnesses: readonly VerifierKey[]): AsyncGenerator<Finding> {
  const published = await newestCheckpoint(db, true);
  if (!bytes) {
    if (published) yield finding('tile_missing', { name: 'checkpoint' });
    return;
  }
  const opened = openCheckpoint(bytes.toString(), keys, witnesses, 'checkpoint');
  if (isFinding(opened)) return void (yield opened);
  const row = await db.selectFrom('evidence.checkpoint').select(['root', 'size']).where('size', '=', opened.checkpoint.size).executeTakeFirst();
  if (!row) return void (yield finding(opened.checkpoint.size > levels[0]!.length ? 'log_shortened' : 'checkpoint_object', { shown: opened.checkpoint.size, size: levels[0]!.length }));
  if (!row.root.equals(opened.checkpoint.root) || opened.checkpoint.size < Number(published?.size ?? 0)) yield finding('checkpoint_object', { shown: opened.checkpoint.size, size: Number(published?.size ?? 0) });
  for (let level = 0, count = Number(row.size); count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    for (let index = 0; index * TILE_WIDTH < count; index += 1) {
      const tile: Tile = { level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) };
      const expected = Buffer.concat(levels[level]!.slice(index * TILE_WIDTH, index * TILE_WIDTH + tile.width));
      yield* compare(objects, tile, expected, 'tile_changed');
      if (level === 0) {
        const entries = await db.selectFrom('evidence.leaf as l').innerJoin('evidence.entry as e', 'e.position', 'l.position').select(['e.kind', 'e.at', 'e.commitment']).where('l.leaf_index', '>=', index * TILE_WIDTH).where('l.leaf_index', '<', index * TILE_WIDTH + tile.width).orderBy('l.leaf_index').execute();
        yield* compare(objects, { ...tile, level: 'entries' }, encodeBundle(entries.map(entryBytes)), 'bundle_changed');
      }
    }
  }
}

/** A partial tile that has just been completed may be gone; then the complete one must begin with it. */
async function* compare(objects: ObjectStore, tile: Tile, expected: Buffer, key: 'tile_changed' | 'bundle_changed'): AsyncGenerator<Finding> {
  const own = await objects.named.read(`${LOG_FOLDER}/${tilePath(tile)}`);
  const there = own ?? (await readTileObject(objects.named, tile))?.subarray(0, expected.length);
  if (!there) yield finding('tile_missing', { name: tilePath(tile) });
  else if (!there.equals(expected)) yield finding(key, { name: tilePath(tile) });
}

/** Is the log of today a continuation of the one somebody saw? With all entries at hand no proof is needed: the root at that size must be the same. */
async function* verifyOutside(note: string, tree: Grown, keys: readonly VerifierKey[], witnesses: readonly VerifierKey[]): AsyncGenerator<Finding> {
  const opened = openCheckpoint(note, keys, witnesses, '--checkpoint');
  // signed by a key this log no longer knows: it may still be its past, so the root decides
  const checkpoint = isFinding(opened) ? parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1)) : opened.checkpoint;
  if (!checkpoint) return void (yield finding('file_malformed', { name: '--checkpoint' }));
  const size = tree.levels[0]!.length;
  if (checkpoint.size > size) return void (yield finding('log_shortened', { shown: checkpoint.size, size }));
  if (!Buffer.from(tree.rootAt(checkpoint.size)).equals(Buffer.from(checkpoint.root))) yield finding('fork', { size: checkpoint.size });
  else if (isFinding(opened)) yield opened;
}
