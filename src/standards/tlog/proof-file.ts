import { parseCheckpoint, parseCount, type Checkpoint } from './checkpoint.ts';
import { HASH_SIZE } from './hash.ts';
import { decodeBase64, openNote, parseNote, type NoteProblem, type VerifierKey, type Voucher } from './note.ts';
import { verifyInclusion } from './proofs.ts';

/** A `.tlog-proof` file (C2SP tlog-proof): where an entry stands, its way to the root, and the checkpoint with that root. */
export interface ProofFile { index: number; hashes: Uint8Array[]; note: string; extra?: Uint8Array }

const HEADER = 'c2sp.org/tlog-proof@v1';

export function formatProofFile({ index, hashes, note, extra }: ProofFile): string {
  const lines = [HEADER, ...(extra ? [`extra ${Buffer.from(extra).toString('base64')}`] : []), `index ${index}`, ...hashes.map((hash) => Buffer.from(hash).toString('base64'))];
  return `${lines.join('\n')}\n\n${note}`;
}

/** Undefined when it is no such file; nothing is checked yet. */
export function parseProofFile(text: string): ProofFile | undefined {
  const cut = text.indexOf('\n\n');
  if (cut < 0) return undefined;
  const [header, ...lines] = text.slice(0, cut).split('\n');
  if (header !== HEADER) return undefined;
  let extra: Buffer | undefined;
  if (lines[0]?.startsWith('extra ')) {
    extra = decodeBase64(lines.shift()!.slice('extra '.length));
    if (!extra) return undefined;
  }
  const place = lines.shift();
  const index = place?.startsWith('index ') ? parseCount(place.slice('index '.length)) : undefined;
  const hashes = lines.map(decodeBase64);
  const note = text.slice(cut + 2);
  if (index === undefined || hashes.length > 63 || hashes.some((hash) => hash?.length !== HASH_SIZE) || !parseNote(note)) return undefined;
  return { index, hashes: hashes as Buffer[], note, ...(extra ? { extra } : {}) };
}

export type ProofProblem = NoteProblem | 'proof_malformed' | 'checkpoint_malformed' | 'wrong_origin' | 'not_included';

/** Checks a proof file for the leaf hash of an entry: the log must have signed with one of `keys`; cosignatures of `witnesses` are reported. */
export function verifyProofFile(text: string, claim: { leaf: Uint8Array; keys: readonly VerifierKey[]; witnesses?: readonly VerifierKey[]; origin?: string }): { ok: true; index: number; checkpoint: Checkpoint; vouchers: Voucher[] } | { ok: false; problem: ProofProblem } {
  const proof = parseProofFile(text);
  if (!proof) return { ok: false, problem: 'proof_malformed' };
  const note = openNote(proof.note, [...claim.keys, ...(claim.witnesses ?? [])]);
  if (!note.ok) return note;
  if (!note.vouchers.some(({ key }) => claim.keys.includes(key))) return { ok: false, problem: 'note_unknown_keys' };
  const checkpoint = parseCheckpoint(note.text);
  if (!checkpoint) return { ok: false, problem: 'checkpoint_malformed' };
  if (claim.origin !== undefined && checkpoint.origin !== claim.origin) return { ok: false, problem: 'wrong_origin' };
  if (!verifyInclusion({ index: proof.index, size: checkpoint.size, leaf: claim.leaf, root: checkpoint.root, proof: proof.hashes })) return { ok: false, problem: 'not_included' };
  return { ok: true, index: proof.index, checkpoint, vouchers: note.vouchers };
}
