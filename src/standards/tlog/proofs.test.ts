import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consistencyProof, Edge, EMPTY_ROOT, foldNodes, hashLeaf, hashNode, hashRow, inclusionProof, rootOf, subtreeConsistencyProof, verifyConsistency, verifyInclusion, verifySubtreeConsistency, verifySubtreeInclusion, type Node } from './index.ts';

interface Foreign { wantErr: boolean; proof: string[] | null; leafIdx: number; treeSize: number; leafHash: string; root: string; start: number; end: number; size: number; size1: number; size2: number; root1: string; root2: string }

const foreign = (kind: string) => Object.entries(JSON.parse(readFileSync(join(import.meta.dirname, 'vectors', `${kind}.json`), 'utf8')) as Record<string, Foreign>);
const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
const proofOf = (vector: Foreign): Buffer[] => (vector.proof ?? []).map(bytes);

/** Names of the vectors on which we say something else than their makers. */
const disputed = (kind: string, verdict: (vector: Foreign) => boolean): string[] => foreign(kind).filter(([, vector]) => verdict(vector) === vector.wantErr).map(([name]) => name);

describe('vectors of transparency-dev/merkle, right and wrong ones', () => {
  it('inclusion', () => {
    expect(disputed('inclusion', (v) => verifyInclusion({ index: v.leafIdx, size: v.treeSize, leaf: bytes(v.leafHash), root: bytes(v.root), proof: proofOf(v) }))).toEqual([]);
  });
  it('consistency', () => {
    expect(disputed('consistency', (v) => verifyConsistency({ first: v.size1, second: v.size2, firstRoot: bytes(v.root1), secondRoot: bytes(v.root2), proof: proofOf(v) }))).toEqual([]);
  });
  it('inclusion in a subtree', () => {
    expect(disputed('subtreeinclusion', (v) => verifySubtreeInclusion({ index: v.leafIdx, start: v.start, end: v.end, leaf: bytes(v.leafHash), root: bytes(v.root), proof: proofOf(v) }))).toEqual([]);
  });
  it('consistency of a subtree', () => {
    expect(disputed('subtreeconsistency', (v) => verifySubtreeConsistency({ start: v.start, end: v.end, size: v.size, subtreeRoot: bytes(v.root1), root: bytes(v.root2), proof: proofOf(v) }))).toEqual([]);
  });
  it('are as many as there were', () => {
    expect(['inclusion', 'consistency', 'subtreeinclusion', 'subtreeconsistency'].map((kind) => foreign(kind).length)).toEqual([98, 98, 204, 118]);
  });
});

// The definitions of RFC 9162 § 2.1 as they stand there: recursive, slow, obviously right.
type Leaves = Buffer[];
const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));
function mth(d: Leaves): Uint8Array {
  if (d.length === 0) return EMPTY_ROOT;
  if (d.length === 1) return d[0]!;
  const k = split(d.length);
  return hashNode(mth(d.slice(0, k)), mth(d.slice(k)));
}
function path(m: number, d: Leaves): Uint8Array[] {
  if (d.length === 1) return [];
  const k = split(d.length);
  return m < k ? [...path(m, d.slice(0, k)), mth(d.slice(k))] : [...path(m - k, d.slice(k)), mth(d.slice(0, k))];
}
function subproof(m: number, d: Leaves, whole: boolean): Uint8Array[] {
  if (m === d.length) return whole ? [] : [mth(d)];
  const k = split(d.length);
  return m <= k ? [...subproof(m, d.slice(0, k), whole), mth(d.slice(k))] : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))];
}

const leavesOf = (n: number): Leaves => Array.from({ length: n }, (_, index) => hashLeaf(Buffer.from(`entry ${index}`)));
const reader = (d: Leaves) => async (nodes: Node[]): Promise<Uint8Array[]> => nodes.map(({ level, index }) => mth(d.slice(index * 2 ** level, (index + 1) * 2 ** level)));
const hex = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => Buffer.from(hash).toString('hex'));
const size = fc.integer({ min: 1, max: 70 });

describe('against the recursive definitions', () => {
  it('roots: from parts, and leaf by leaf', async () => {
    const edge = new Edge();
    expect(hex([edge.root()])).toEqual(hex([EMPTY_ROOT]));
    for (let n = 1; n <= 300; n += 1) {
      const d = leavesOf(n);
      edge.add(d.at(-1)!);
      const expected = hex([mth(d)]);
      expect(hex([edge.root()])).toEqual(expected);
      expect(hex([Edge.fromBytes(n, edge.toBytes()).root()])).toEqual(expected);
      if (n < 40) expect(hex([await rootOf({ start: 0, end: n }, reader(d))])).toEqual(expected);
    }
  });

  it('a row is the tree over it', () => {
    for (const n of [1, 2, 8, 256]) expect(hex([hashRow(Buffer.concat(leavesOf(n)))])).toEqual(hex([mth(leavesOf(n))]));
  });

  it('inclusion: same proof, accepted, and no other leaf, place, size or bit', async () => {
    await fc.assert(fc.asyncProperty(size, fc.nat(), fc.nat(), async (n, place, noise) => {
      const d = leavesOf(n);
      const index = place % n;
      const proof = await inclusionProof(index, n, reader(d));
      expect(hex(proof)).toEqual(hex(path(index, d)));
      const claim = { index, size: n, leaf: d[index]!, root: mth(d), proof };
      expect(verifyInclusion(claim)).toBe(true);
      expect(verifyInclusion({ ...claim, leaf: hashLeaf(Buffer.from('another')) })).toBe(false);
      if (n > 1) expect(verifyInclusion({ ...claim, index: (index + 1 + (noise % (n - 1))) % n })).toBe(false);
      if (proof.length > 0) {
        const bent = proof.map((hash) => Buffer.from(hash));
        bent[noise % bent.length]![noise % 32]! ^= 1 << noise % 8;
        expect(verifyInclusion({ ...claim, proof: bent })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
      }
      expect(verifyInclusion({ ...claim, proof: [...proof, d[0]!] })).toBe(false);
    }));
  });

  it('consistency: same proof, accepted, and no other history', async () => {
    await fc.assert(fc.asyncProperty(size, fc.nat(), fc.nat(), async (n, part, noise) => {
      const d = leavesOf(n);
      const first = 1 + (part % n);
      const proof = await consistencyProof(first, n, reader(d));
      expect(hex(proof)).toEqual(hex(subproof(first, d, true)));
      const claim = { first, second: n, firstRoot: mth(d.slice(0, first)), secondRoot: mth(d), proof };
      expect(verifyConsistency(claim)).toBe(true);
      const other = d.slice(0, first);
      other[noise % first] = hashLeaf(Buffer.from('rewritten'));
      expect(verifyConsistency({ ...claim, firstRoot: mth(other) })).toBe(false);
      expect(verifyConsistency({ ...claim, proof: [...proof, d[0]!] })).toBe(false);
      if (proof.length > 0) expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
    }));
  });

  it('every subtree of every tree up to 40 leaves', async () => {
    for (let n = 1; n <= 40; n += 1) {
      const d = leavesOf(n);
      for (let width = 1; width <= n; width += 1) {
        const step = 2 ** Math.ceil(Math.log2(width));
        for (let start = 0; start + width <= n; start += step) {
          const end = start + width;
          const proof = await subtreeConsistencyProof({ start, end }, n, reader(d));
          expect(verifySubtreeConsistency({ start, end, size: n, subtreeRoot: mth(d.slice(start, end)), root: mth(d), proof }), `[${start}, ${end}) of ${n}`).toBe(true);
          if (end < n) expect(verifySubtreeConsistency({ start, end, size: n, subtreeRoot: mth(d.slice(start, end)), root: EMPTY_ROOT, proof })).toBe(false);
        }
      }
    }
  });

  it('refuse what does not exist', async () => {
    const read = reader(leavesOf(3));
    await expect(inclusionProof(3, 3, read)).rejects.toThrow(RangeError);
    await expect(inclusionProof(-1, 3, read)).rejects.toThrow(RangeError);
    await expect(consistencyProof(4, 3, read)).rejects.toThrow(RangeError);
    await expect(consistencyProof(0, 3, read)).rejects.toThrow(RangeError);
    expect(() => Edge.fromBytes(3, Buffer.alloc(32))).toThrow(RangeError);
    expect(() => { const edge = new Edge(); edge.add(EMPTY_ROOT); edge.addComplete(1, EMPTY_ROOT); }).toThrow(RangeError);
    expect(hex([foldNodes([])])).toEqual(hex([EMPTY_ROOT]));
  });
});
