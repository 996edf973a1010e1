import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { ED25519, formatNote, formatVerifierKey, keyIdHex, openNote, parseVerifierKey, signatureLine, signerKey, type SignerKey, type VerifierKey } from '../../standards/tlog/index.ts';
import type { Db, Tx } from '../db/db.ts';
import { CodedError } from '../errors/errors.ts';
import type { Keys } from '../keys/keys.ts';

/** A key that signs or signed checkpoints, as the public may know it. */
export interface PublicKeyRow { keyId: string; verifierKey: string; endorsement: string | null; createdAt: Date }

const PURPOSE = 'evidence-signing';

/** All keys, the oldest first; the last one signs. */
export async function signingKeys(db: Db | Tx): Promise<PublicKeyRow[]> {
  const rows = await db.selectFrom('evidence.signing_key').selectAll().orderBy('seq').execute();
  return rows.map((row) => ({ keyId: row.key_id, verifierKey: row.verifier_key, endorsement: row.endorsement, createdAt: row.created_at }));
}

/** The key that signs now; the very first one is made here and fixes the log's name. Undefined: none, and no name given. */
export async function currentSigner(tx: Db | Tx, keys: Keys): Promise<SignerKey | undefined> {
  const row = await tx.selectFrom('evidence.signing_key').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (!row) return undefined;
  const known = parseVerifierKey(row.verifier_key);
  if (!known) throw new CodedError('EVIDENCE_KEY', 'The signing key of the log is malformed');
  const signer = signerKey(known.name, openSeed(keys, row.sealed));
  if (signer.id !== known.id) throw new CodedError('EVIDENCE_KEY', 'The private key of the log is not the one its public key says');
  return signer;
}

function openSeed(keys: Keys, sealed: Uint8Array): Buffer {
  try {
    return keys.open(PURPOSE, sealed);
  } catch (error) {
    throw new CodedError('EVIDENCE_KEY', 'The signing key of the log was sealed with another secret than STADTTOR_SECRET', { cause: error });
  }
}

/**
 * A new key under the name of the log (`origin` counts for the first only). The one before vouches for it, so that whoever
 * trusts that one can follow; it signs no more and stays valid for what it signed.
 */
export async function addSigningKey(tx: Tx, keys: Keys, origin: string, at: Date): Promise<SignerKey> {
  await sql`select pg_advisory_xact_lock(hashtext('stadttor.evidence'))`.execute(tx);
  const before = await currentSigner(tx, keys);
  const seed = randomBytes(32);
  const fresh = signerKey(before?.name ?? origin, seed);
  const text = endorsementText(fresh);
  const endorsement = before ? formatNote(text, [signatureLine(text, before)]) : null;
  await sql`select evidence.add_key(${keyIdHex(fresh.id)}, ${formatVerifierKey(fresh)}, ${keys.seal(PURPOSE, seed)}, ${endorsement}, ${at})`.execute(tx);
  return fresh;
}

/** What the key before signs of the key after it. */
function endorsementText(key: VerifierKey): string {
  return `stadttor evidence key\n${formatVerifierKey(key)}\n`;
}

/** The keys that follow unbroken from the first; `broken` names the first that does not. */
export function followKeys(rows: readonly PublicKeyRow[]): { keys: VerifierKey[]; broken?: string } {
  const trusted: VerifierKey[] = [];
  for (const row of rows) {
    const key = parseVerifierKey(row.verifierKey);
    const before = trusted.at(-1);
    if (!key || key.algorithm !== ED25519 || keyIdHex(key.id) !== row.keyId || (before && before.name !== key.name)) return { keys: trusted, broken: row.keyId };
    if (before) {
      const note = openNote(row.endorsement ?? '', [before]);
      if (!note.ok || note.text !== endorsementText(key)) return { keys: trusted, broken: row.keyId };
    }
    trusted.push(key);
  }
  return { keys: trusted };
}
