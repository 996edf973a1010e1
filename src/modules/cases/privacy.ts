import type { Db } from '../../kernel/db/db.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { caseObjects, detachAccount, heldObjects, loadHistory, loadSubmission, moveSession, queryCases } from './store.ts';
import { decisionOf, documentsOf, questionsOf } from './store-file.ts';

/**
 * A person's cases are theirs to see. They are records of the administration: kept for the years of the filing plan
 * (Art. 17 Abs. 3 lit. b DSGVO), but no longer tied to the account; afterwards their content is erased by the daily job.
 */
export function registerCasePrivacy(kernel: Kernel): void {
  kernel.privacy.register({
    module: 'cases',
    export: async (db, accountId) => ({ cases: await exportCases(db, accountId) }),
    async erase(tx, accountId) {
      const kept = await detachAccount(tx, accountId);
      return { kept: kept > 0 ? ['cases.privacy.kept'] : [] };
    },
  });
  kernel.objectReferences.register({ module: 'cases', list: caseObjects, held: heldObjects });
  // an anonymous applicant who signs in keeps their view of the case: it hangs on the session, which is a new one now
  kernel.sessions.onSignIn(async (tx, from, to) => {
    if (from && from.principal.kind === 'anonymous') await moveSession(tx, from.id, to.id);
  });
}

async function exportCases(db: Db, accountId: string): Promise<unknown[]> {
  const { rows } = await queryCases(db, { accountId, sort: 'received', limit: 10_000 });
  return Promise.all(rows.map(async (file) => ({
    number: file.number,
    service: file.service,
    received: file.receivedAt,
    state: file.state,
    answers: (await loadSubmission(db, file.id))?.answers ?? null,
    decision: (await decisionOf(db, file.id)) ?? null,
    questions: (await questionsOf(db, file.id)).map(({ question, askedAt, answeredAt, answer }) => ({ question, askedAt, answeredAt, answer })),
    documents: (await documentsOf(db, file.id)).map(({ title, filename, sha256, createdAt }) => ({ title, filename, sha256, createdAt })),
    history: (await loadHistory(db, file.id)).map(({ kind, at }) => ({ kind, at })),
  })));
}
