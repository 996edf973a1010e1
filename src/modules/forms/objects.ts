import type { Kernel } from '../../kernel/kernel.ts';

/** Deletes those of the objects that no module needs any more, after the transaction that let go of them. */
export const deleteUnneeded = (kernel: Kernel, hashes: readonly string[]): Promise<void> => kernel.objectReferences.deleteUnneeded(kernel.db, kernel.objects, hashes);
