import { HASH_SIZE, hashNode } from './hash.ts';
import { foldNodes } from './proofs.ts';

/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first. All that is needed to add leaves
 * and to name the root, however large the tree is.
 */
export class Edge {
  #hashes: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds one leaf hash. */
  add(leaf: Uint8Array): void {
    this.addComplete(0, leaf);
  }

  /** Adds a complete subtree of 2^level leaves. Throws a RangeError where the tree is not yet even with it. */
  addComplete(level: number, root: Uint8Array): void {
    const width = 2 ** level;
    if (this.#size % width !== 0) throw new RangeError(`A subtree of ${width} leaves cannot follow ${this.#size} leaves`);
    let hash = root;
    for (let count = this.#size / width; count % 2 === 1; count = Math.floor(count / 2)) hash = hashNode(this.#hashes.pop()!, hash);
    this.#hashes.push(hash);
    this.#size += width;
  }

  root(): Uint8Array {
    return foldNodes(this.#hashes);
  }

  /** The hashes one behind the other, to be kept beside the size. */
  toBytes(): Buffer {
    return Buffer.concat(this.#hashes);
  }

  /** Throws a RangeError when the bytes are not the edge of a tree of this size. */
  static fromBytes(size: number, bytes: Uint8Array): Edge {
    const edge = new Edge();
    edge.#size = size;
    for (let at = 0; at < bytes.byteLength; at += HASH_SIZE) edge.#hashes.push(bytes.slice(at, at + HASH_SIZE));
    let parts = 0;
    for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) parts += rest % 2;
    if (edge.#hashes.length !== parts || bytes.byteLength % HASH_SIZE !== 0) throw new RangeError(`These bytes are not the edge of a tree of ${size} leaves`);
    return edge;
  }
}
