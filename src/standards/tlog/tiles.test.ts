import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBundle, Edge, encodeBundle, hashLeaf, hashRow, newTiles, parseTilePath, partialTiles, tileLevels, tilePath, tileTree, verifyConsistency, verifyInclusion, type Tile } from './index.ts';

describe('addresses of tiles', () => {
  it('are those of the specification', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 7 })).toBe('tile/entries/000.p/7');
    expect(tilePath({ level: 2, index: 1000, width: 1 })).toBe('tile/2/x001/000.p/1');
  });

  it('are read back, and only in this one spelling', () => {
    fc.assert(fc.property(fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })), fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
      expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
    }));
    for (const path of ['tile/00/000', 'tile/64/000', 'tile/0/0', 'tile/0/x000/001', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/01', 'tile/0/001/234', 'tile/0/../000', 'tile/-1/000', 'tile/0/000/', '']) expect(parseTilePath(path), path).toBeUndefined();
  });

  it('of a tree of 70,000 and of 256 (the examples of the specification)', () => {
    const full = (size: number, level: Tile['level']) => newTiles(0, size).filter((tile) => tile.level === level && tile.width === 256).length;
    expect([full(70_000, 0), full(70_000, 1), full(70_000, 2)]).toEqual([273, 1, 0]);
    expect(partialTiles(70_000)).toEqual([{ level: 0, index: 273, width: 112 }, { level: 'entries', index: 273, width: 112 }, { level: 1, index: 1, width: 17 }, { level: 2, index: 0, width: 1 }]);
    expect(newTiles(0, 256)).toEqual([{ level: 0, index: 0, width: 256 }, { level: 'entries', index: 0, width: 256 }, { level: 1, index: 0, width: 1 }]);
    expect(tileLevels(70_000).map(({ count }) => count)).toEqual([70_000, 273, 1]);
  });

  it('growing step by step writes everything the full tree has', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 6 }), (steps) => {
      const written = new Set<string>();
      let size = 0;
      for (const step of steps) {
        for (const tile of newTiles(size, size + step)) written.add(tilePath(tile));
        size += step;
      }
      for (const tile of newTiles(0, size)) expect(written.has(tilePath(tile)), tilePath(tile)).toBe(true);
    }), { numRuns: 20 });
  });
});

describe('a tree in tiles', () => {
  const size = 66_000;
  const leaves = Array.from({ length: size }, (_, index) => hashLeaf(Buffer.from(`entry ${index}`)));
  const levels: Buffer[] = [Buffer.concat(leaves)];
  while (levels.at(-1)!.length >= 8192) {
    const below = levels.at(-1)!;
    levels.push(Buffer.concat(Array.from({ length: Math.floor(below.length / 8192) }, (_, index) => hashRow(below.subarray(index * 8192, (index + 1) * 8192)))));
  }
  let reads = 0;
  const read = async ({ level, index, width }: Tile & { level: number }) => {
    reads += 1;
    return levels[level]!.subarray(index * 8192, index * 8192 + width * 32);
  };
  const rootAt = (n: number) => {
    const edge = new Edge();
    for (const leaf of leaves.slice(0, n)) edge.add(leaf);
    return edge.root();
  };

  it('gives root and proofs, reading few tiles', async () => {
    const tree = tileTree(size, read);
    const root = rootAt(size);
    expect(Buffer.compare(await tree.root(), root)).toBe(0);
    for (const index of [0, 1, 255, 256, 65_535, 65_536, size - 1]) {
      reads = 0;
      expect(verifyInclusion({ index, size, leaf: leaves[index]!, root, proof: await tree.inclusionProof(index) })).toBe(true);
      expect(reads).toBeLessThanOrEqual(6);
    }
    for (const first of [1, 255, 256, 257, 4096, 65_536, size]) expect(verifyConsistency({ first, second: size, firstRoot: rootAt(first), secondRoot: root, proof: await tree.consistencyProof(first) }), String(first)).toBe(true);
    expect(Buffer.compare(await tree.rootAt(300), rootAt(300))).toBe(0);
  });

  it('takes a wider tile where the partial one is gone, and refuses a short one', async () => {
    const small = tileTree(10, async ({ level }) => levels[level]!.subarray(0, 8192));
    expect(Buffer.compare(await small.root(), rootAt(10))).toBe(0);
    await expect(tileTree(10, async () => levels[0]!.subarray(0, 64)).root()).rejects.toThrow(/too short/);
  });
});

describe('bundles of entries', () => {
  it('are read back, and never half', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (entries) => {
      const bundle = encodeBundle(entries);
      expect(decodeBundle(bundle)?.map((entry) => Buffer.from(entry).toString('hex'))).toEqual(entries.map((entry) => Buffer.from(entry).toString('hex')));
      if (entries.length > 0) expect(decodeBundle(bundle.subarray(0, -1))?.length ?? -1).not.toBe(entries.length);
    }));
    expect(decodeBundle(Buffer.of(0))).toBeUndefined();
    expect(decodeBundle(Buffer.of(0, 2, 1))).toBeUndefined();
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(RangeError);
  });
});
