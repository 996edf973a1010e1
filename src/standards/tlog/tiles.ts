import { HASH_SIZE, hashRow } from './hash.ts';
import { consistencyProof, inclusionProof, rootOf } from './proofs.ts';
import type { Node } from './ranges.ts';

/** Hashes (or entries) in a full tile. */
export const TILE_WIDTH = 256;
const TILE_LEVELS = 8;

/** A tile of hashes at a level (0 = leaf hashes), or a bundle of entries; `width` < 256: a partial one. */
export interface Tile { level: number | 'entries'; index: number; width: number }

/** Hands out the bytes of a tile: `width` hashes of 32 bytes. Where only a wider tile is left, that one will do. */
export type ReadTile = (tile: Tile & { level: number }) => Promise<Uint8Array>;

/** `tile/0/x001/x234/067.p/12` (C2SP tlog-tiles, "Merkle Tree"). */
export function tilePath({ level, index, width }: Tile): string {
  let digits = String(index);
  digits = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g)!;
  return `tile/${level}/${groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/** Reads a path of `tilePath`; undefined for every other spelling, so that each tile has exactly one address. */
export function parseTilePath(path: string): Tile | undefined {
  const parts = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (!parts) return undefined;
  const [, level = '', head = '', tail = '', width] = parts;
  const tile: Tile = { level: level === 'entries' ? level : Number(level), index: Number(head.replace(/[x/]/g, '') + tail), width: width === undefined ? TILE_WIDTH : Number(width) };
  if (!Number.isSafeInteger(tile.index) || (typeof tile.level === 'number' && tile.level > 63)) return undefined;
  return tilePath(tile) === path ? tile : undefined;
}

/** The tiles and bundles a log must write when it grows; complete ones and the partial ones of the new size. */
export function newTiles(oldSize: number, newSize: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, before = oldSize, after = newSize; after > 0; level += 1, before = Math.floor(before / TILE_WIDTH), after = Math.floor(after / TILE_WIDTH)) {
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < after && after > before; index += 1) {
      const width = Math.min(TILE_WIDTH, after - index * TILE_WIDTH);
      tiles.push({ level, index, width });
      if (level === 0) tiles.push({ level: 'entries', index, width });
    }
  }
  return tiles;
}

/** The partial tiles of a tree of this size, one per level at most. */
export function partialTiles(size: number): Tile[] {
  return tileLevels(size).flatMap(({ level, count }): Tile[] => {
    const width = count % TILE_WIDTH;
    const index = Math.floor(count / TILE_WIDTH);
    if (width === 0) return [];
    return level === 0 ? [{ level, index, width }, { level: 'entries', index, width }] : [{ level, index, width }];
  });
}

/** How many hashes each level of tiles holds in a tree of this size. */
export function tileLevels(size: number): { level: number; count: number }[] {
  const levels = [];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) levels.push({ level, count });
  return levels;
}

/** Longest entry a bundle can hold, in bytes. */
const MAX_ENTRY = 0xffff;

/** Entries with a big-endian length of two bytes before each. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => {
    if (entry.byteLength > MAX_ENTRY) throw new RangeError(`An entry has at most ${MAX_ENTRY} bytes`);
    return [Buffer.of(entry.byteLength >> 8, entry.byteLength & 0xff), entry];
  }));
}

/** Undefined when the bytes end in the middle of an entry. */
export function decodeBundle(bytes: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const length = (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
    if (at + 2 + length > bytes.byteLength) return undefined;
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

/** A tree that lies in tiles. It trusts what it reads: check the root against a checkpoint, or the proofs against theirs. */
export function tileTree(size: number, readTile: ReadTile) {
  const counts = tileLevels(size);
  async function readNodes(nodes: Node[]): Promise<Uint8Array[]> {
    const tiles = new Map<string, Promise<Uint8Array>>();
    const fetch = (level: number, index: number): Promise<Uint8Array> => {
      const width = Math.min(TILE_WIDTH, (counts[level]?.count ?? 0) - index * TILE_WIDTH);
      const tile = { level, index, width };
      const known = tiles.get(tilePath(tile));
      if (known) return known;
      const fresh = readTile(tile);
      tiles.set(tilePath(tile), fresh);
      return fresh;
    };
    return Promise.all(nodes.map(async ({ level, index }) => {
      const tileLevel = Math.floor(level / TILE_LEVELS);
      const width = 2 ** (level % TILE_LEVELS);
      const first = index * width;
      const bytes = await fetch(tileLevel, Math.floor(first / TILE_WIDTH));
      const at = (first % TILE_WIDTH) * HASH_SIZE;
      if (bytes.byteLength < at + width * HASH_SIZE || bytes.byteLength % HASH_SIZE !== 0) throw new RangeError(`A tile of level ${tileLevel} is too short`);
      return hashRow(bytes.subarray(at, at + width * HASH_SIZE));
    }));
  }
  return {
    root: () => rootOf({ start: 0, end: size }, readNodes),
    inclusionProof: (index: number) => inclusionProof(index, size, readNodes),
    /** That the tree of `first` leaves is the beginning of this one. */
    consistencyProof: (first: number) => consistencyProof(first, size, readNodes),
    /** Root of the first `first` leaves. */
    rootAt: (first: number) => rootOf({ start: 0, end: first }, readNodes),
  };
}
