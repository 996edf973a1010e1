import { HASH_SIZE } from './hash.ts';
import { decodeBase64 } from './note.ts';

/** What a log states of itself (C2SP tlog-checkpoint): its name, how many entries, and the root over them. */
export interface Checkpoint { origin: string; size: number; root: Uint8Array; extensions: string[] }

/** The text that is signed. */
export function formatCheckpoint({ origin, size, root, extensions }: Omit<Checkpoint, 'extensions'> & { extensions?: string[] }): string {
  return `${[origin, size, Buffer.from(root).toString('base64'), ...(extensions ?? [])].join('\n')}\n`;
}

/** Reads the text of a note as a checkpoint; undefined when it is none. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', digits = '', encoded = '', ...rest] = text.split('\n');
  const size = parseCount(digits);
  const root = decodeBase64(encoded);
  const end = rest.pop();
  if (origin === '' || size === undefined || root?.length !== HASH_SIZE || end !== '' || rest.includes('')) return undefined;
  return { origin, size, root, extensions: rest };
}

/** A decimal number without leading zeros, at most 2^53 - 1. */
export function parseCount(digits: string): number | undefined {
  const value = /^(?:0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
