import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { formatProofFile, parseVerifierKey, tileTree, verifyInclusion, openNote, parseCheckpoint, HASH_SIZE, type Tile } from '../../standards/tlog/index.ts';
import { executeLater, statement, type Db, type Tx } from '../db/db.ts';
import { CodedError } from '../errors/errors.ts';
import { uuidv7 } from '../ids/index.ts';
import type { Keys } from '../keys/keys.ts';
import type { ObjectStore } from '../objects/index.ts';
import type { Clock } from '../time/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { commit, discloseEntry, leafHash, type DisclosedEntry } from './entry.ts';
import { checkpointOver, newestCheckpoint } from './log-store.ts';
import { cosignedNote, growLog, readTileObject, writeCheckpoint } from './sequencer.ts';
import { addSigningKey, signingKeys, type PublicKeyRow } from './signing-keys.ts';

/**
 * The log of promises. Every promise the house makes leaves an entry that nobody can bend later:
 * leaf = SHA-256(0x00 ‖ canonical JSON {v:1, kind, at, commitment}), commitment = SHA-256(salt ‖ SHA-256(content)).
 * Salt and content lie in kernel.evidence_opening and can be destroyed; the log stays whole. A sequencer gives the entries
 * their places in a Merkle tree whose tiles and signed checkpoints are public. Bytes and vectors: docs/evidence.md.
 */
export interface Evidence {
  /** Appends one entry in the transaction of the promise. `content` must be JSON; `ownerId` is the account it is about. */
  append(tx: Tx, entry: { kind: string; content: Record<string, unknown>; ownerId?: string | null }): Promise<{ id: string; leaf: Buffer }>;
  /** Destroys salt and content of everything about this person, or these cases, and leaves an entry that says of which. Returns how many were destroyed. */
  destroyOpenings(tx: Tx, about: { ownerId: string } | { cases: readonly string[] }): Promise<number>;
  /** Places what waits, signs, publishes. Runs every second in every worker; one of them at a time. */
  grow(): Promise<'grown' | 'busy'>;
  /** What a person takes home. `pending`: not yet in a published checkpoint, a moment later it is. Undefined: no such entry. */
  proof(entryId: string): Promise<{ state: 'proven'; index: number; proof: string; disclosed: DisclosedEntry } | { state: 'pending' } | undefined>;
  /** Entries whose content names this case, oldest first. */
  entriesOfCase(caseId: string): Promise<{ id: string; kind: string; at: Date; content: Record<string, unknown> }[]>;
  /** The newest public checkpoint with its cosignatures. */
  checkpoint(): Promise<string | undefined>;
  /** A tile or an entry bundle as it is public; undefined where there is none. */
  tile(tile: Tile): Promise<Buffer | undefined>;
  keys(): Promise<PublicKeyRow[]>;
  /** A new signing key; the old one stays known. */
  rotateKey(): Promise<string>;
  /** Takes a witness's signature line under a published checkpoint of this size. */
  cosign(size: number, line: string): Promise<'taken' | 'known' | 'unknown_checkpoint' | 'unknown_witness'>;
}

export interface EvidenceDeps { db: Db; clock: Clock; keys: Keys; objects: ObjectStore; origin: string; witnesses: readonly string[] }

export function createEvidence(deps: EvidenceDeps): Evidence {
  const { db, clock, keys } = deps;
  const { named } = deps.objects;
  const witnesses = deps.witnesses.map((key) => parseVerifierKey(key)!);

  const evidence: Evidence = {
    async append(tx, entry) {
      const id = uuidv7();
      const salt = randomBytes(32);
      const at = clock.now();
      const content = canonicalJson(entry.content);
      const commitment = commit(salt, content);
      // nobody waits for it alone: it goes out with the next statement, the commit at the latest
      await executeLater(tx, statement`select kernel.keep_promise(${id}, ${entry.ownerId ?? null}, ${salt}, ${content}, ${entry.kind}, ${at}, ${commitment})`);
      return { id, leaf: leafHash({ kind: entry.kind, at, commitment }) };
    },
    async destroyOpenings(tx, about) {
      const which = 'ownerId' in about ? sql<boolean>`owner_id = ${about.ownerId}` : sql<boolean>`content ->> 'case' = any(${[...about.cases]}::text[])`;
      const destroyed = await tx.deleteFrom('kernel.evidence_opening').where(which).returning('entry_id').execute();
      if (destroyed.length > 0) await evidence.append(tx, { kind: 'opening.erased', content: { entries: destroyed.map((row) => row.entry_id).sort() } });
      return destroyed.length;
    },
    grow: () => growLog({ db, keys, clock, named, origin: deps.origin }),
    async proof(entryId) {
      const entry = await db.selectFrom('evidence.entry as e').leftJoin('evidence.leaf as l', 'l.position', 'e.position').leftJoin('kernel.evidence_opening as o', 'o.entry_id', 'e.id')
        .select(['e.kind', 'e.at', 'e.commitment', 'e.leaf', 'l.leaf_index', 'o.salt', 'o.content']).where('e.id', '=', entryId).executeTakeFirst();
      if (!entry) return undefined;
      const index = entry.leaf_index;
      const checkpoint = index === null ? undefined : await checkpointOver(db, index);
      if (index === null || !checkpoint) return { state: 'pending' };
      const hashes = await tileTree(checkpoint.size, async (tile) => {
        const bytes = await readTileObject(named, tile);
        if (!bytes) throw new CodedError('EVIDENCE_TILE', `A tile of the log is missing at level ${tile.level}`);
        return bytes.subarray(0, tile.width * HASH_SIZE);
      }).inclusionProof(index);
      if (!verifyInclusion({ index, size: checkpoint.size, leaf: entry.leaf, root: checkpoint.root, proof: hashes })) throw new CodedError('EVIDENCE_TILE', 'The tiles of the log do not fit its checkpoint');
      const opening = entry.salt === null ? undefined : { salt: entry.salt, content: entry.content };
      return { state: 'proven', index, proof: formatProofFile({ index, hashes, note: await cosignedNote(db, checkpoint) }), disclosed: discloseEntry(entry, opening) };
    },
    async entriesOfCase(caseId) {
      const { rows } = await sql<{ id: string; kind: string; at: Date; content: Record<string, unknown> }>`select e.id, e.kind, e.at, o.content from kernel.evidence_opening o join evidence.entry e on e.id = o.entry_id
        where o.content ->> 'case' = ${caseId} order by e.position`.execute(db);
      return rows;
    },
    async checkpoint() {
      const row = await newestCheckpoint(db, true);
      return row && cosignedNote(db, row);
    },
    tile: (tile) => readTileObject(named, tile),
    keys: () => signingKeys(db),
    rotateKey: () => db.transaction().execute(async (tx) => {
      if ((await signingKeys(tx)).length === 0) await addSigningKey(tx, keys, deps.origin, clock.now());
      const fresh = await addSigningKey(tx, keys, deps.origin, clock.now());
      return (await signingKeys(tx)).find(({ verifierKey }) => parseVerifierKey(verifierKey)?.id === fresh.id)!.verifierKey;
    }),
    async cosign(size, line) {
      const row = await db.selectFrom('evidence.checkpoint as c').innerJoin('evidence.publication as p', 'p.size', 'c.size').selectAll('c').where('c.size', '=', size).executeTakeFirst();
      if (!row) return 'unknown_checkpoint';
      const note = openNote(`${row.note}${line}\n`, witnesses);
      const voucher = note.ok && note.text === noteText(row.note) ? note.vouchers[0] : undefined;
      if (voucher?.timestamp === undefined) return 'unknown_witness';
      const { name, id } = voucher.key;
      const taken = await sql<{ taken: boolean }>`select evidence.add_cosignature(${size}, ${name}, ${id.toString(16).padStart(8, '0')}, ${line}, ${new Date(voucher.timestamp * 1000)}, ${clock.now()}) as taken`.execute(db);
      const newest = await newestCheckpoint(db, true);
      if (newest?.size === size) await writeCheckpoint(db, named, row);
      return taken.rows[0]!.taken ? 'taken' : 'known';
    },
  };
  return evidence;
}

function noteText(note: string): string {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  if (!parseCheckpoint(text)) throw new CodedError('EVIDENCE_BROKEN', 'A checkpoint of the log is malformed');
  return text;
}
