import { hash } from 'node:crypto';

/** Length of every hash here, in bytes (SHA-256). */
export const HASH_SIZE = 32;

/** The root of a tree without leaves: SHA-256 of nothing (RFC 9162 § 2.1.1). */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

const pair = Buffer.alloc(1 + 2 * HASH_SIZE);
pair[0] = 1;

/** SHA-256(0x00 ‖ entry): what stands in the tree for an entry (RFC 9162 § 2.1.1). */
export function hashLeaf(entry: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(entry.byteLength + 1);
  bytes[0] = 0;
  bytes.set(entry, 1);
  return hash('sha256', bytes, 'buffer');
}

/** SHA-256(0x01 ‖ left ‖ right): an inner node (RFC 9162 § 2.1.1). */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_SIZE);
  return hash('sha256', pair, 'buffer');
}

/** Root over a whole number of hashes that lie one behind the other and are a power of two in number: the top of a tile. */
export function hashRow(row: Uint8Array): Buffer {
  let hashes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
  while (hashes.length > HASH_SIZE) {
    const next = Buffer.allocUnsafe(hashes.length / 2);
    for (let at = 0; at < next.length; at += HASH_SIZE) {
      hashes.copy(pair, 1, 2 * at, 2 * (at + HASH_SIZE));
      next.set(hash('sha256', pair, 'buffer'), at);
    }
    hashes = next;
  }
  return Buffer.from(hashes);
}
