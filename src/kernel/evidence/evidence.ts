import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../db/db.ts';
import { uuidv7 } from '../ids/index.ts';
import type { Clock } from '../time/index.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * The log of promises. Every promise the house makes leaves an entry that nobody can bend later:
 * leaf = SHA-256(0x00 ‖ canonical JSON {v:1, kind, at, commitment}), commitment = SHA-256(salt ‖ SHA-256(content)).
 * Salt and content lie in kernel.evidence_opening and can be destroyed; the log stays whole. Bytes and vectors:
 * docs/evidence.md.
 */
export interface Evidence {
  /** Appends one entry in the transaction of the promise. `content` must be JSON; `ownerId` is the account it is about. */
  append(tx: Tx, entry: { kind: string; content: Record<string, unknown>; ownerId?: string | null }): Promise<{ id: string; leaf: Buffer }>;
  /** Destroys salt and content of everything about this person; entries stay. Returns how many were destroyed. */
  destroyOpenings(tx: Tx, ownerId: string): Promise<number>;
}

export function createEvidence(deps: { clock: Clock }): Evidence {
  return {
    async append(tx, entry) {
      const id = uuidv7();
      const salt = randomBytes(32);
      const at = deps.clock.now();
      const content = canonicalJson(entry.content);
      const result = await sql<{ leaf: Buffer }>`
        with opening as (
          insert into kernel.evidence_opening (entry_id, owner_id, salt, content, created_at)
          values (${id}, ${entry.ownerId ?? null}, ${salt}, ${content}::jsonb, ${at})
        )
        select evidence.append(${id}, ${entry.kind}, ${at}, ${commit(salt, content)}) as leaf`.execute(tx);
      return { id, leaf: result.rows[0]!.leaf };
    },
    async destroyOpenings(tx, ownerId) {
      const result = await tx.deleteFrom('kernel.evidence_opening').where('owner_id', '=', ownerId).executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
}

/** SHA-256(salt ‖ SHA-256(content)); `content` is canonical JSON. */
export function commit(salt: Uint8Array, content: string): Buffer {
  return createHash('sha256').update(salt).update(createHash('sha256').update(content).digest()).digest();
}

/** SHA-256(0x00 ‖ canonical JSON of the entry): the Merkle leaf hash of RFC 6962 § 2.1 over the entry's bytes. */
export function leafHash(entry: { kind: string; at: Date; commitment: Uint8Array }): Buffer {
  const bytes = canonicalJson({ v: 1, kind: entry.kind, at: entry.at.toISOString(), commitment: Buffer.from(entry.commitment).toString('hex') });
  return createHash('sha256').update(Buffer.of(0)).update(bytes).digest();
}
