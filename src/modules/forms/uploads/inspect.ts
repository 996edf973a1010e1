import type { ObjectStore } from '../../../kernel/objects/index.ts';
import { headBytes, judgeFile, tailBytes, type FileVerdict } from './file-type.ts';

/** Reads a stored object once, keeps only its two ends, and says what it is. */
export async function inspectObject(objects: ObjectStore, sha256: string): Promise<FileVerdict> {
  const head: Uint8Array[] = [];
  let headSize = 0;
  let tail = Buffer.alloc(0);
  for await (const piece of await objects.open(sha256)) {
    const chunk = piece as Buffer;
    if (headSize < headBytes) {
      const part = chunk.subarray(0, headBytes - headSize);
      head.push(part);
      headSize += part.length;
    }
    tail = Buffer.concat([tail, chunk]).subarray(-tailBytes);
  }
  return judgeFile(Buffer.concat(head), tail);
}
