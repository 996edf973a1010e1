import { hash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { entryBytes } from '../src/kernel/evidence/entry.ts';
import { folderFiles } from '../src/kernel/evidence/files.ts';
import { verifyFiles } from '../src/kernel/evidence/verify/folder.ts';
import { Edge, encodeBundle, formatCheckpoint, formatNote, hashLeaf, hashRow, newTiles, signatureLine, signerKey, TILE_WIDTH, tilePath } from '../src/standards/tlog/index.ts';
import { median, round, type Result } from './_result.ts';

const LEAVES = 500_000;
const key = signerKey('bench.example/log', Buffer.alloc(32, 1));

/**
 * A full check of a log that lies in tiles on the disk (every entry, every tile, root, signature), against nothing but the
 * hashing it cannot do without: one `crypto.hash` per entry of the same length and one per inner node, from memory.
 */
export async function bench(): Promise<Result[]> {
  const dir = fixture();
  const entry = Buffer.concat([Buffer.of(0), entryOf(0)]);
  const pair = Buffer.alloc(65, 1);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    let started = performance.now();
    for (let n = 0; n < LEAVES; n += 1) hash('sha256', entry, 'buffer');
    for (let n = 1; n < LEAVES; n += 1) hash('sha256', pair, 'buffer');
    bare.push(LEAVES / ((performance.now() - started) / 1000));
    started = performance.now();
    const run = verifyFiles(folderFiles(dir, false), { keys: [key] });
    const { value, done } = await run.next();
    if (!done || value.entries !== LEAVES) throw new Error('The log of the bench does not verify');
    ours.push(LEAVES / ((performance.now() - started) / 1000));
  }
  const ratio = median(ours.map((value, at) => value / bare[at]!));
  return [{ id: 'verify', what: `full check of ${LEAVES} entries in tiles on disk, leaves/s ÷ bare hashing (${round(median(ours), 0)}/s ÷ ${round(median(bare), 0)}/s)`, value: round(ratio), unit: 'ratio', against: 'one crypto.hash per leaf and inner node', goal: '≥ 0.5', holds: ratio >= 0.5 }];
}

const entryOf = (n: number): Buffer => entryBytes({ kind: 'case.submitted', at: new Date(1_790_000_000_000 + n), commitment: hash('sha256', String(n), 'buffer') });

/** Written once, then kept. */
function fixture(): string {
  const dir = join(tmpdir(), `stadttor-bench-log-${LEAVES}`);
  if (existsSync(dir)) return dir;
  const fresh = mkdtempSync(join(tmpdir(), 'stadttor-bench-log-new-'));
  const levels: Buffer[][] = [[]];
  const edge = new Edge();
  let bundle: Buffer[] = [];
  const write = (path: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(join(fresh, path)), { recursive: true });
    writeFileSync(join(fresh, path), bytes);
  };
  for (let n = 0; n < LEAVES; n += 1) {
    const bytes = entryOf(n);
    const leaf = hashLeaf(bytes);
    edge.add(leaf);
    levels[0]!.push(leaf);
    bundle.push(bytes);
    if (bundle.length < TILE_WIDTH && n < LEAVES - 1) continue;
    write(tilePath({ level: 'entries', index: Math.floor(n / TILE_WIDTH), width: bundle.length }), encodeBundle(bundle));
    bundle = [];
    if (n % 50_000 < TILE_WIDTH) process.stdout.write(`\rWriting the log: ${Math.round((n / LEAVES) * 100)} %`);
  }
  process.stdout.write('\rWriting the log: done \n');
  for (let below = levels[0]!; below.length >= TILE_WIDTH;) {
    const level: Buffer[] = [];
    for (let at = 0; at + TILE_WIDTH <= below.length; at += TILE_WIDTH) level.push(hashRow(Buffer.concat(below.slice(at, at + TILE_WIDTH))));
    levels.push(level);
    below = level;
  }
  for (const tile of newTiles(0, LEAVES)) if (tile.level !== 'entries') write(tilePath(tile), Buffer.concat(levels[tile.level]!.slice(tile.index * TILE_WIDTH, tile.index * TILE_WIDTH + tile.width)));
  const text = formatCheckpoint({ origin: key.name, size: LEAVES, root: edge.root() });
  write('checkpoint', formatNote(text, [signatureLine(text, key)]));
  if (existsSync(dir)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, dir);
  return dir;
}
