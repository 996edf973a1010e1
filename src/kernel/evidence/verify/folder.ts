import { hash } from 'node:crypto';
import { decodeBundle, Edge, HASH_SIZE, hashRow, parseVerifierKey, TILE_WIDTH, tilePath, verifyConsistency, tileTree, type Tile, type VerifierKey } from '../../../standards/tlog/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { commit, entryBytes, type DisclosedEntry } from '../entry.ts';
import { isFinding, openCheckpoint } from './checkpoints.ts';
import { emptySummary, finding, type Finding, type Summary } from './finding.ts';

/** A log as its public files: a folder, or an address. `read` answers undefined where there is no such file. */
export interface LogFiles {
  read(path: string): Promise<Buffer | undefined>;
  /** Lines of `openings.jsonl`, where the files are an export. */
  openings?(): AsyncIterable<string>;
}

/** Every entry, every tile and the root against the checkpoint; openings where there are any. */
export async function* verifyFiles(files: LogFiles, trust: { keys: readonly VerifierKey[]; witnesses?: readonly VerifierKey[]; outside?: string }): AsyncGenerator<Finding, Summary> {
  const summary = emptySummary();
  const witnesses = trust.witnesses ?? [];
  const note = await files.read('checkpoint');
  if (!note) return yield* stop(finding('tile_missing', { name: 'checkpoint' }), summary);
  const opened = openCheckpoint(note.toString(), trust.keys, witnesses, 'checkpoint');
  if (isFinding(opened)) return yield* stop(opened, summary);
  const { checkpoint } = opened;
  summary.checkpoints = 1;
  summary.cosignatures = opened.cosignatures;

  const edge = new Edge();
  const above: Buffer[] = [];
  for (let index = 0; index * TILE_WIDTH < checkpoint.size; index += 1) {
    const width = Math.min(TILE_WIDTH, checkpoint.size - index * TILE_WIDTH);
    const leaves = await readTile(files, { level: 0, index, width });
    if (isFinding(leaves)) return yield* stop(leaves, summary);
    const bundle = await readTile(files, { level: 'entries', index, width });
    if (isFinding(bundle)) return yield* stop(bundle, summary);
    const wrong = firstWrongEntry(bundle, leaves, width);
    if (wrong !== undefined) return yield* stop(finding('entry_changed', { index: index * TILE_WIDTH + wrong, id: tilePath({ level: 'entries', index, width }) }), summary);
    if (width === TILE_WIDTH) {
      const root = hashRow(leaves);
      above.push(root);
      edge.addComplete(8, root);
    } else {
      for (let at = 0; at < width; at += 1) edge.add(leaves.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE));
    }
    summary.entries += width;
  }
  yield* verifyUpperTiles(files, above);
  if (!Buffer.from(edge.root()).equals(Buffer.from(checkpoint.root))) return yield* stop(finding('history_changed', { size: checkpoint.size, index: `0 – ${checkpoint.size - 1}` }), summary);

  if (trust.outside !== undefined) {
    const before = openCheckpoint(trust.outside, trust.keys, witnesses, '--checkpoint');
    if (isFinding(before)) yield before;
    else if (before.checkpoint.size > checkpoint.size) yield finding('log_shortened', { shown: before.checkpoint.size, size: checkpoint.size });
    else {
      const proof = await tileTree(checkpoint.size, (tile) => files.read(tilePath(tile)).then((bytes) => bytes ?? Buffer.alloc(0))).consistencyProof(before.checkpoint.size);
      if (!verifyConsistency({ first: before.checkpoint.size, second: checkpoint.size, firstRoot: before.checkpoint.root, secondRoot: checkpoint.root, proof })) yield finding('fork', { size: before.checkpoint.size });
    }
  }
  if (files.openings) yield* verifyOpeningLines(files, files.openings(), checkpoint.size, summary);
  return summary;
}

async function* stop(what: Finding, summary: Summary): AsyncGenerator<Finding, Summary> {
  yield what;
  return summary;
}

async function readTile(files: LogFiles, tile: Tile): Promise<Buffer | Finding> {
  const bytes = await files.read(tilePath(tile));
  if (!bytes) return finding('tile_missing', { name: tilePath(tile) });
  return tile.level !== 'entries' && bytes.length !== tile.width * HASH_SIZE ? finding('tile_changed', { name: tilePath(tile) }) : bytes;
}

/** Hashes each entry where it lies: its length before it gives way to the 0x00 a leaf hash begins with. */
function firstWrongEntry(bundle: Buffer, leaves: Buffer, width: number): number | undefined {
  let at = 0;
  for (let place = 0; place < width; place += 1) {
    if (at + 2 > bundle.length) return place;
    const end = at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) return place;
    bundle[at + 1] = 0;
    if (!hash('sha256', bundle.subarray(at + 1, end), 'buffer').equals(leaves.subarray(place * HASH_SIZE, (place + 1) * HASH_SIZE))) return place;
    at = end;
  }
  return at === bundle.length ? undefined : width - 1;
}

async function* verifyUpperTiles(files: LogFiles, first: readonly Buffer[]): AsyncGenerator<Finding> {
  for (let level = 1, hashes = first; hashes.length > 0; level += 1) {
    const above: Buffer[] = [];
    for (let index = 0; index * TILE_WIDTH < hashes.length; index += 1) {
      const row = Buffer.concat(hashes.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH));
      const tile = { level, index, width: row.length / HASH_SIZE };
      const there = await readTile(files, tile);
      if (isFinding(there)) yield there;
      else if (!there.equals(row)) yield finding('tile_changed', { name: tilePath(tile) });
      if (tile.width === TILE_WIDTH) above.push(hashRow(row));
    }
    hashes = above;
  }
}

/** Lines {index, id, …DisclosedEntry}: each must give the entry that stands at its place; without salt it was erased. */
async function* verifyOpeningLines(files: LogFiles, lines: AsyncIterable<string>, size: number, summary: Summary): AsyncGenerator<Finding> {
  let bundle: { index: number; entries: Buffer[] } | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const disclosed = parseLine(line);
    if (!disclosed || disclosed.index >= size) return void (yield finding('file_malformed', { name: `openings.jsonl:${number}` }));
    const tileIndex = Math.floor(disclosed.index / TILE_WIDTH);
    if (bundle?.index !== tileIndex) bundle = { index: tileIndex, entries: await readEntries(files, tileIndex, size) };
    const bytes = entryBytes({ kind: disclosed.kind, at: new Date(disclosed.at), commitment: Buffer.from(disclosed.commitment, 'hex') });
    if (!bundle.entries[disclosed.index % TILE_WIDTH]?.equals(bytes)) yield finding('opening_changed', { id: disclosed.id, kind: disclosed.kind });
    else if (disclosed.salt === null) summary.erased += 1;
    else if (commit(Buffer.from(disclosed.salt, 'hex'), canonicalJson(disclosed.content)).toString('hex') !== disclosed.commitment) yield finding('opening_changed', { id: disclosed.id, kind: disclosed.kind });
    else summary.openings += 1;
  }
  if (number !== size) yield finding('opening_missing', { id: `openings.jsonl:${number + 1}`, kind: '?' });
}

async function readEntries(files: LogFiles, index: number, size: number): Promise<Buffer[]> {
  const bundle = await files.read(tilePath({ level: 'entries', index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) }));
  return (bundle && decodeBundle(bundle)?.map((entry) => Buffer.from(entry))) ?? [];
}

type Line = DisclosedEntry & { index: number; id: string };

function parseLine(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Line;
    return Number.isSafeInteger(line.index) && typeof line.kind === 'string' && !Number.isNaN(Date.parse(line.at)) && /^[0-9a-f]{64}$/.test(line.commitment) && (line.salt === null || /^[0-9a-f]{64}$/.test(line.salt)) ? line : undefined;
  } catch {
    return undefined;
  }
}

/** The keys of a `keys` file: one verifier key in each line that is one; the rest is for people. */
export function readKeys(text: string): VerifierKey[] {
  return text.split(/\s+/).flatMap((word) => parseVerifierKey(word) ?? []);
}
