import { COSIGNATURE, formatVerifierKey, openNote, parseCheckpoint, signatureLine, signerKey, tilePath, tileTree, verifyConsistency, type SignerKey, type VerifierKey } from '../../standards/tlog/index.ts';

/** What a witness remembers of a log: the newest checkpoint it signed. */
export interface WitnessMemory {
  load(): Promise<string | undefined>;
  /** Must be on the disk before it returns: what is forgotten is signed twice. */
  save(note: string): Promise<void>;
}

export type Witnessed =
  | { ok: true; size: number; line: string }
  | { ok: false; reason: 'no_checkpoint' | 'unknown_signer' | 'malformed' }
  /** Both notes together prove that the log has two pasts, or has lost its end. */
  | { ok: false; reason: 'fork' | 'shorter'; before: string; now: string };

export function witnessKey(name: string, seed: Uint8Array): SignerKey {
  return signerKey(name, seed, COSIGNATURE);
}

export const witnessVerifier = (key: SignerKey): string => formatVerifierKey(key);

/**
 * A witness's whole work (C2SP tlog-cosignature): is what the log shows now a continuation of what it showed before? If so,
 * remember and sign it; if not, never. `read` fetches the log's public files.
 */
export async function witnessLog(input: { read(path: string): Promise<Buffer | undefined>; keys: readonly VerifierKey[]; key: SignerKey; memory: WitnessMemory; now: Date }): Promise<Witnessed> {
  const now = (await input.read('checkpoint'))?.toString();
  if (now === undefined) return { ok: false, reason: 'no_checkpoint' };
  const note = openNote(now, input.keys);
  if (!note.ok) return { ok: false, reason: note.problem === 'note_malformed' ? 'malformed' : 'unknown_signer' };
  const checkpoint = parseCheckpoint(note.text);
  if (!checkpoint || !input.keys.some(({ name }) => name === checkpoint.origin)) return { ok: false, reason: 'malformed' };
  const before = await input.memory.load();
  const known = before === undefined ? undefined : parseCheckpoint(before.slice(0, before.lastIndexOf('\n\n') + 1));
  if (before !== undefined && known) {
    if (known.origin !== checkpoint.origin) return { ok: false, reason: 'malformed' };
    if (known.size > checkpoint.size) return { ok: false, reason: 'shorter', before, now };
    const tree = tileTree(checkpoint.size, async (tile) => (await input.read(tilePath(tile))) ?? Buffer.alloc(0));
    const proof = known.size === checkpoint.size ? [] : await tree.consistencyProof(known.size).catch(() => undefined);
    if (!proof || !verifyConsistency({ first: known.size, second: checkpoint.size, firstRoot: known.root, secondRoot: checkpoint.root, proof })) return { ok: false, reason: 'fork', before, now };
  }
  await input.memory.save(now);
  return { ok: true, size: checkpoint.size, line: signatureLine(note.text, input.key, Math.floor(input.now.getTime() / 1000)) };
}
