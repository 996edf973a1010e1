import { conflict, notFound } from '../../../kernel/errors/errors.ts';
import type { Tx } from '../../../kernel/db/db.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { CaseRow, StaffActor } from '../domain/types.ts';
import { lockCase } from '../store.ts';

/** Names a case and the revision the clerk saw; leave the revision out where nothing can be overwritten. */
export interface CaseRef {
  caseId: string;
  revision?: number | undefined;
}

/**
 * Runs a clerk's step on the locked case. A case of another office does not exist (404); a case that moved since the clerk
 * looked at it is a lost race (409). A result that is not ok rolls back.
 */
export async function withStaffCase<R extends { ok: boolean }>(kernel: Kernel, actor: StaffActor, ref: CaseRef, work: (tx: Tx, file: CaseRow) => Promise<R>): Promise<R> {
  const refused = { value: undefined as R | undefined };
  try {
    return await kernel.db.transaction().execute(async (tx) => {
      const file = await lockCase(tx, ref.caseId);
      if (!file || !actor.permissions.includes('cases.work') || !actor.offices.includes(file.office)) throw notFound();
      if (ref.revision !== undefined && file.revision !== ref.revision) throw conflict();
      const result = await work(tx, file);
      if (!result.ok) {
        refused.value = result;
        throw rollback;
      }
      return result;
    });
  } catch (error) {
    if (error === rollback && refused.value) return refused.value;
    throw error;
  }
}

const rollback = new Error('rolled back');
