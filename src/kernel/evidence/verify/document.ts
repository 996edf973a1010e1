import { hash } from 'node:crypto';
import { hashLeaf, verifyProofFile, type ProofProblem, type VerifierKey } from '../../../standards/tlog/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { commit, entryBytes, type DisclosedEntry } from '../entry.ts';
import { finding, type Finding, type FindingKey } from './finding.ts';

const problems: Record<ProofProblem, FindingKey> = {
  note_malformed: 'file_malformed', proof_malformed: 'file_malformed', checkpoint_malformed: 'file_malformed',
  note_unknown_keys: 'unknown_signer', note_bad_signature: 'checkpoint_signature', wrong_origin: 'wrong_log', not_included: 'not_included',
};

export interface Proven { index: number; size: number; origin: string; disclosed: DisclosedEntry; witnesses: { name: string; at: Date }[]; erased: boolean }

/**
 * One promise with its proof, away from every database: the disclosed content gives the commitment, that the entry's bytes,
 * those the leaf, and the leaf leads to the root somebody signed. A document given along must be the one the content names.
 */
export function verifyDocument(given: { proof: string; disclosed: string; document?: Uint8Array; keys: readonly VerifierKey[]; witnesses?: readonly VerifierKey[] }): Proven | Finding {
  const disclosed = parseDisclosed(given.disclosed);
  if (!disclosed) return finding('file_malformed', { name: 'json' });
  const erased = disclosed.salt === null;
  if (disclosed.salt !== null && commit(Buffer.from(disclosed.salt, 'hex'), canonicalJson(disclosed.content)).toString('hex') !== disclosed.commitment) return finding('content_changed');
  const leaf = hashLeaf(entryBytes({ kind: disclosed.kind, at: new Date(disclosed.at), commitment: Buffer.from(disclosed.commitment, 'hex') }));
  const checked = verifyProofFile(given.proof, { leaf, keys: given.keys, witnesses: given.witnesses ?? [] });
  if (!checked.ok && checked.problem === 'note_bad_signature' && verifyProofFile(given.proof, { leaf, keys: given.keys }).ok) return finding('cosignature_broken', { name: 'tlog-proof' });
  if (!checked.ok) return finding(problems[checked.problem], { name: 'tlog-proof', origin: '' });
  const { checkpoint, index, vouchers } = checked;
  if (!given.keys.some((key) => key.name === checkpoint.origin)) return finding('wrong_log', { name: 'tlog-proof', origin: checkpoint.origin });
  if (given.document) {
    const sha256 = hash('sha256', given.document, 'hex');
    const content = (disclosed.content ?? {}) as Record<string, unknown>;
    if (content['document'] !== sha256 && content['file'] !== sha256) return finding('document_differs', { sha256 });
  }
  const witnesses = vouchers.flatMap(({ key, timestamp }) => (timestamp === undefined ? [] : [{ name: key.name, at: new Date(timestamp * 1000) }]));
  return { index, size: checkpoint.size, origin: checkpoint.origin, disclosed, witnesses, erased };
}

function parseDisclosed(text: string): DisclosedEntry | undefined {
  try {
    const value = JSON.parse(text) as DisclosedEntry;
    return value.v === 1 && typeof value.kind === 'string' && new Date(value.at).toISOString() === value.at && /^[0-9a-f]{64}$/.test(value.commitment) && (value.salt === null || /^[0-9a-f]{64}$/.test(value.salt)) ? value : undefined;
  } catch {
    return undefined;
  }
}
