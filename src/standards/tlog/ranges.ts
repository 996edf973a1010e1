/**
 * Which hashes a proof consists of, as ranges of leaves. Pure arithmetic on safe integers; who holds the hashes is not
 * known here.
 */

/** Leaves start ≤ i < end. */
export interface Range { start: number; end: number }

/** A complete subtree: it covers the leaves index · 2^level ≤ i < (index + 1) · 2^level. */
export interface Node { level: number; index: number }

/** Largest power of two below n (n ≥ 2). */
export function splitAt(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** RFC 9162 trees are cut at powers of two; a range that can be a subtree of one starts at a multiple of its own. */
export function isSubtree({ start, end }: Range): boolean {
  if (!isCount(start) || !isCount(end) || start > end) return false;
  let width = 1;
  while (width < end - start) width *= 2;
  return start % width === 0;
}

export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** The complete subtrees a subtree consists of, from left to right, largest first. */
export function nodesOf({ start, end }: Range): Node[] {
  const nodes: Node[] = [];
  for (let at = start; at < end;) {
    let width = 1;
    let level = 0;
    while (width * 2 <= end - at) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The audit path of a leaf, from its sibling up to the child of the root (RFC 9162 § 2.1.3.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  const path: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitAt(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
}

/**
 * What proves that the subtree [start, end) lies unchanged in the tree of this size. With start = 0 it is the consistency
 * proof of RFC 9162 § 2.1.4.1; else the one of draft-ietf-plants-merkle-tree-certs, "Subtree Consistency Proofs".
 */
export function consistencyRanges({ start, end }: Range, size: number): Range[] {
  const path: Range[] = [];
  let from = 0;
  let to = size;
  let known = true;
  let wanted = { start, end };
  while (wanted.start !== from || wanted.end !== to) {
    const middle = from + splitAt(to - from);
    if (wanted.end <= middle) {
      path.push({ start: middle, end: to });
      to = middle;
    } else {
      path.push({ start: from, end: middle });
      if (wanted.start < middle) {
        known = false;
        wanted = { start: middle, end: wanted.end };
      }
      from = middle;
    }
  }
  if (!known) path.push({ start: from, end: to });
  return path.reverse();
}
