import type { Kernel } from '../../kernel/kernel.ts';
import { inspectObject } from '../forms/index.ts';
import type { AnswerFile } from './domain/types.ts';

export const answerFileBytes = 10 * 1024 * 1024;
export const answerFileAccept = '.pdf,.jpg,.jpeg,.png';
const accepted: readonly string[] = ['pdf', 'jpg', 'png'];

/** An uploaded file as part of an answer, judged by its content; undefined when it is of no kind that is taken. */
export async function answerFileOf(kernel: Kernel, uploaded: { sha256: string; filename: string; size: number }): Promise<AnswerFile | undefined> {
  const verdict = await inspectObject(kernel.objects, uploaded.sha256);
  if (!verdict.ok || !accepted.includes(verdict.type)) return undefined;
  return { sha256: uploaded.sha256, filename: uploaded.filename, mime: verdict.mime, size: uploaded.size };
}
