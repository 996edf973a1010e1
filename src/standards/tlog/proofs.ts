import { EMPTY_ROOT, HASH_SIZE, hashNode } from './hash.ts';
import { consistencyRanges, inclusionRanges, isCount, isSubtree, nodesOf, type Node, type Range } from './ranges.ts';

/** Hands out the hashes of complete subtrees, in the order asked for. Tiles (tiles.ts) are one way to do so. */
export type ReadNodes = (nodes: Node[]) => Promise<Uint8Array[]>;

/** Root of the subtree [start, end) from the roots of its complete parts, left to right. */
export function foldNodes(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return EMPTY_ROOT;
  return hashes.reduceRight((right, left) => hashNode(left, right));
}

async function readRanges(ranges: readonly Range[], read: ReadNodes): Promise<Uint8Array[]> {
  const parts = ranges.map(nodesOf);
  const hashes = await read(parts.flat());
  let at = 0;
  return parts.map((nodes) => foldNodes(hashes.slice(at, (at += nodes.length))));
}

/** Root of the tree (or subtree) over these leaves. */
export async function rootOf(range: Range, read: ReadNodes): Promise<Uint8Array> {
  return (await readRanges([range], read))[0]!;
}

/** The hashes from the leaf's sibling up to the child of the root. Throws a RangeError where there is no such leaf. */
export async function inclusionProof(index: number, size: number, read: ReadNodes): Promise<Uint8Array[]> {
  if (!isCount(index) || !isCount(size) || index >= size) throw new RangeError(`There is no leaf ${index} in a tree of ${size}`);
  return readRanges(inclusionRanges(index, size), read);
}

/** Proves that the tree of `first` leaves is the beginning of the tree of `second` leaves. */
export async function consistencyProof(first: number, second: number, read: ReadNodes): Promise<Uint8Array[]> {
  return subtreeConsistencyProof({ start: 0, end: first }, second, read);
}

/** Proves that the subtree lies unchanged in the tree of `size` leaves. */
export async function subtreeConsistencyProof(range: Range, size: number, read: ReadNodes): Promise<Uint8Array[]> {
  if (!isSubtree(range) || range.start === range.end || !isCount(size) || range.end > size) throw new RangeError(`[${range.start}, ${range.end}) is no subtree of a tree of ${size}`);
  return readRanges(consistencyRanges(range, size), read);
}

/** RFC 9162 § 2.1.3.2: does the leaf stand at this place in the tree of this size and root? */
export function verifyInclusion(claim: { index: number; size: number; leaf: Uint8Array; root: Uint8Array; proof: readonly Uint8Array[] }): boolean {
  return verifySubtreeInclusion({ ...claim, start: 0, end: claim.size });
}

/** The same within the subtree [start, end). */
export function verifySubtreeInclusion(claim: { index: number; start: number; end: number; leaf: Uint8Array; root: Uint8Array; proof: readonly Uint8Array[] }): boolean {
  const { index, start, end, leaf, root, proof } = claim;
  if (!isSubtree({ start, end }) || !isCount(index) || index < start || index >= end) return false;
  if (leaf.byteLength !== HASH_SIZE || proof.some((hash) => hash.byteLength !== HASH_SIZE)) return false;
  let at = index - start;
  let last = end - start - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = hashNode(sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = half(last);
      }
    } else {
      hash = hashNode(hash, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && equal(hash, root);
}

/** RFC 9162 § 2.1.4.2: is the first tree the beginning of the second? An empty first tree proves nothing and is refused. */
export function verifyConsistency(claim: { first: number; second: number; firstRoot: Uint8Array; secondRoot: Uint8Array; proof: readonly Uint8Array[] }): boolean {
  if (claim.first === 0) return false;
  return verifySubtreeConsistency({ start: 0, end: claim.first, size: claim.second, subtreeRoot: claim.firstRoot, root: claim.secondRoot, proof: claim.proof });
}

/** Does the subtree [start, end) with this root lie unchanged in the tree? An empty one lies in every tree. */
export function verifySubtreeConsistency(claim: { start: number; end: number; size: number; subtreeRoot: Uint8Array; root: Uint8Array; proof: readonly Uint8Array[] }): boolean {
  const { start, end, size, subtreeRoot, root } = claim;
  if (!isSubtree({ start, end }) || !isCount(size) || end > size) return false;
  if (claim.proof.some((hash) => hash.byteLength !== HASH_SIZE)) return false;
  if (start === end) return claim.proof.length === 0 && equal(subtreeRoot, EMPTY_ROOT);
  let first = start;
  let last = end - 1;
  let top = size - 1;
  const up = (): void => {
    first = half(first);
    last = half(last);
    top = half(top);
  };
  // climb to the largest complete part of the subtree that the proof starts from
  if (last === top) while (first !== last) up();
  else while (first !== last && last % 2 === 1) up();
  const [seed, ...rest] = claim.proof;
  const own = first === last;
  if (!own && seed === undefined) return false;
  let subtreeHash = own ? subtreeRoot : seed!;
  let hash = subtreeHash;
  for (const sibling of own ? claim.proof : rest) {
    if (top === 0) return false;
    if (last % 2 === 1 || last === top) {
      if (first < last) subtreeHash = hashNode(sibling, subtreeHash);
      hash = hashNode(sibling, hash);
      while (last % 2 === 0 && last !== 0) up();
    } else {
      hash = hashNode(hash, sibling);
    }
    up();
  }
  return top === 0 && equal(subtreeHash, subtreeRoot) && equal(hash, root);
}

const half = (value: number): number => Math.floor(value / 2);

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
