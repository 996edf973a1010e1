import type { Readable } from 'node:stream';

/**
 * Bytes by their SHA-256 (64 lower-case hex digits): uploads, letters, records. Content-addressed, so putting the same
 * bytes twice keeps one copy, and whoever deletes must know that nobody else refers to it.
 *
 * Failures are CodedErrors that never carry content or file names:
 * OBJECT_TOO_LARGE, OBJECT_STORE_FULL, OBJECT_STORE_AWAY, OBJECT_NOT_FOUND, OBJECT_CORRUPT, OBJECT_KEY_UNKNOWN, OBJECT_BAD_KEY.
 * An error of the source stream itself is passed on unchanged.
 */
export interface ObjectStore {
  /**
   * Stores a stream without ever holding it whole; when the promise resolves the bytes survive a power cut.
   * `limit` in bytes: the first byte beyond it ends the source and rejects with OBJECT_TOO_LARGE. `expect`: anything but these
   * very bytes rejects with OBJECT_OTHER_SIZE or OBJECT_OTHER_CONTENT. Rejected puts leave nothing.
   */
  put(source: AsyncIterable<Uint8Array> | Uint8Array, options?: { limit?: number; expect?: StoredObject }): Promise<StoredObject>;
  /** With `verify` the stream ends with OBJECT_CORRUPT, instead of ending well, when the bytes are not what the name says. */
  open(sha256: string, options?: { verify?: boolean }): Promise<Readable>;
  has(sha256: string): Promise<boolean>;
  /** Size in bytes. */
  size(sha256: string): Promise<number>;
  /** True if it was there. */
  delete(sha256: string): Promise<boolean>;
  /** Everything there is, in no particular order. */
  list(): AsyncIterable<{ sha256: string; changed: Date }>;
  /** Encrypts with the newest key what lies there under an older one, or under none. False: it was so already. */
  renewKey(sha256: string): Promise<boolean>;
  /** Small public things under a path of their own; not encrypted, so that they may be served as they lie. */
  named: NamedObjects;
}

export interface StoredObject { sha256: string; size: number }

/** Names are paths such as `log/tile/0/x001/234`: lower case, digits, dots, hyphens; the first part at least three characters long. */
export interface NamedObjects {
  /** Replaces what was there, at once or not at all. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Buffer | undefined>;
  remove(name: string): Promise<boolean>;
  list(prefix: string): AsyncIterable<string>;
}

/** Where the bytes lie: a folder (folder.ts) or S3 (s3.ts). Names are trusted here. */
export interface Backend {
  begin(): Promise<Writing>;
  /** `first`: only that many bytes. Undefined when there is no such thing. */
  read(name: string, first?: number): Promise<Readable | undefined>;
  size(name: string): Promise<number | undefined>;
  remove(name: string): Promise<boolean>;
  list(prefix: string): AsyncIterable<{ name: string; changed: Date }>;
}

/** Something being written; nobody sees it before `commit`. One of `commit` and `abort` ends it. */
export interface Writing {
  write(chunk: Uint8Array): Promise<void>;
  commit(name: string): Promise<void>;
  abort(): Promise<void>;
}
