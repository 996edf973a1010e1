import { hash } from 'node:crypto';
import { hashLeaf } from '../../standards/tlog/index.ts';
import { canonicalJson } from './canonical-json.ts';

/** What the log keeps of a promise. */
export interface EntryFacts { kind: string; at: Date; commitment: Uint8Array }

/** What only those know who were shown it: opens the commitment. `content` is the promise itself. */
export interface Opening { salt: Uint8Array; content: unknown }

/** SHA-256(salt ‖ SHA-256(content)); `content` is canonical JSON. */
export function commit(salt: Uint8Array, content: string): Buffer {
  return hash('sha256', Buffer.concat([salt, hash('sha256', content, 'buffer')]), 'buffer');
}

/** Canonical JSON {at, commitment, kind, v: 1}: the bytes that stand in the log. */
export function entryBytes(entry: EntryFacts): Buffer {
  return Buffer.from(canonicalJson({ v: 1, kind: entry.kind, at: entry.at.toISOString(), commitment: Buffer.from(entry.commitment).toString('hex') }));
}

/** SHA-256(0x00 ‖ bytes of the entry): the Merkle leaf hash of RFC 6962 § 2.1. */
export function leafHash(entry: EntryFacts): Buffer {
  return hashLeaf(entryBytes(entry));
}

/** The file a person gets beside the `.tlog-proof`: everything that is needed to find the entry's bytes again. */
export interface DisclosedEntry { v: 1; kind: string; at: string; commitment: string; salt: string | null; content: unknown }

export function discloseEntry(entry: EntryFacts, opening: Opening | undefined): DisclosedEntry {
  return {
    v: 1, kind: entry.kind, at: entry.at.toISOString(), commitment: Buffer.from(entry.commitment).toString('hex'),
    salt: opening ? Buffer.from(opening.salt).toString('hex') : null, content: opening ? opening.content : null,
  };
}
