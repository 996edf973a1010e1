import type { Kernel } from '../../kernel/kernel.ts';
import { createReader, maxReadable, type Reader } from './reader/reader.ts';

const readers = new WeakMap<Kernel, { shown: Reader; indexed: Reader }>();

/** Two readers: what a person waits for never queues behind what the index reads. */
export function readersOf(kernel: Kernel): { shown: Reader; indexed: Reader } {
  const known = readers.get(kernel);
  if (known) return known;
  const made = { shown: createReader(), indexed: createReader() };
  readers.set(kernel, made);
  return made;
}

/** The whole object for the reader; undefined where it is too large to be read. Throws what the object store throws. */
export async function readable(kernel: Kernel, sha256: string, size: number): Promise<Uint8Array | undefined> {
  if (size > maxReadable) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of await kernel.objects.open(sha256, { verify: true })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The first bytes, by which a file's kind is known. */
export async function headOf(kernel: Kernel, sha256: string): Promise<Uint8Array> {
  const stream = await kernel.objects.open(sha256);
  for await (const chunk of stream) {
    stream.destroy();
    return chunk as Buffer;
  }
  return new Uint8Array();
}
