import type { Kernel } from '../../kernel/kernel.ts';
import { deleteDraft, draftsOf } from './store.ts';

/** Drafts are the applicant's alone: shown whole, erased whole. The bytes of uploads are deleted by a job after the commit. */
export function registerPrivacy(kernel: Kernel): void {
  kernel.privacy.register({
    module: 'forms',
    async export(db, accountId) {
      const drafts = await draftsOf(db, { kind: 'account', id: accountId });
      return {
        drafts: drafts.map((draft) => ({
          service: draft.service,
          begun: draft.createdAt.toISOString(),
          edited: draft.updatedAt.toISOString(),
          sent: draft.submitted !== null,
          answers: Object.fromEntries(Object.entries(draft.answers).map(([field, answer]) => [field, { value: answer.value, from: answer.provenance.source }])),
        })),
      };
    },
    async erase(tx, accountId) {
      const hashes: string[] = [];
      for (const draft of await draftsOf(tx, { kind: 'account', id: accountId })) hashes.push(...(await deleteDraft(tx, draft.id)));
      if (hashes.length > 0) await kernel.jobs.enqueue(tx, 'forms.delete_objects', { hashes: [...new Set(hashes)] });
      return { kept: [] };
    },
  });
}
