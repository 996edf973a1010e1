import type { Readable } from 'node:stream';

/**
 * Bytes by their SHA-256 (64 lower-case hex digits): uploads, letters, records. Content-addressed, so putting the same
 * bytes twice keeps one copy, and whoever deletes must know that nobody else refers to it.
 *
 * Failures are CodedErrors that never carry content or file names:
 * OBJECT_TOO_LARGE, OBJECT_STORE_FULL, OBJECT_NOT_FOUND, OBJECT_CORRUPT, OBJECT_BAD_KEY.
 * An error of the source stream itself is passed on unchanged.
 */
export interface ObjectStore {
  /**
   * Stores a stream without ever holding it whole; when the promise resolves the bytes survive a power cut.
   * `limit` in bytes: the first byte beyond it ends the source and rejects with OBJECT_TOO_LARGE. Rejected puts leave nothing.
   */
  put(source: AsyncIterable<Uint8Array> | Uint8Array, options?: { limit?: number }): Promise<StoredObject>;
  /** With `verify` the stream ends with OBJECT_CORRUPT, instead of ending well, when the bytes are not what the name says. */
  open(sha256: string, options?: { verify?: boolean }): Promise<Readable>;
  has(sha256: string): Promise<boolean>;
  /** Size in bytes. */
  size(sha256: string): Promise<number>;
  /** True if it was there. */
  delete(sha256: string): Promise<boolean>;
}

export interface StoredObject { sha256: string; size: number }
