import { openNote, parseCheckpoint, type Checkpoint, type VerifierKey } from '../../../standards/tlog/index.ts';
import { finding, type Finding } from './finding.ts';

/** Reads a note as a checkpoint signed by one of the log's keys. Cosignatures of known witnesses must fit; the number of those that do is told. */
export function openCheckpoint(note: string, keys: readonly VerifierKey[], witnesses: readonly VerifierKey[], where: string): { checkpoint: Checkpoint; cosignatures: number } | Finding {
  const log = openNote(note, keys);
  if (!log.ok) return log.problem === 'note_malformed' ? finding('file_malformed', { name: where }) : finding(log.problem === 'note_unknown_keys' ? 'unknown_signer' : 'checkpoint_signature', { name: where });
  const checkpoint = parseCheckpoint(log.text);
  if (!checkpoint) return finding('file_malformed', { name: where });
  if (!keys.some((key) => key.name === checkpoint.origin)) return finding('wrong_log', { name: where, origin: checkpoint.origin });
  const cosigned = openNote(note, witnesses);
  if (!cosigned.ok && cosigned.problem === 'note_bad_signature') return finding('cosignature_broken', { name: where });
  return { checkpoint, cosignatures: cosigned.ok ? cosigned.vouchers.length : 0 };
}

export const isFinding = (value: object): value is Finding => 'key' in value && 'params' in value;
