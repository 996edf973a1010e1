import type { Kernel } from '../../../kernel/kernel.ts';
import type { Entry } from '../domain/view.ts';

/** Which of the evidence files named by figures are really there. */
export async function presentFiles(kernel: Kernel, entries: readonly Entry<'manual'>[]): Promise<Set<string>> {
  const present = new Set<string>();
  for (const { content } of entries) if (content.evidence !== null && (await kernel.objects.has(content.evidence))) present.add(content.evidence);
  return present;
}
