import { notFound } from '../../../kernel/errors/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Lang } from '../../../kernel/i18n/i18n.ts';
import { counters, freeze, lockDraft, markSubmitted, reviewStep, sameOwner, type DraftOwner } from '../../forms/index.ts';
import { openCase } from './open-case.ts';

export interface SubmitInput {
  draftId: string;
  owner: DraftOwner;
  /** Key in the address the form was sent to; must be the draft's. */
  service?: string;
  lang: Lang;
}

export type SubmitResult =
  /** `already`: it had been sent before (double click, second tab, repeated request); nothing was done again. */
  | { ok: true; caseId: string; number: string; already: boolean }
  /** Something is missing or no longer right on this page. */
  | { ok: false; firstPage: string };

/**
 * Sends an application, in one transaction: the draft is locked and frozen, the case is opened with everything that is
 * promised, the draft remembers its case. However often it is called for a draft, there is one case.
 * Throws notFound() for somebody else's draft.
 */
export async function submitApplication(kernel: Kernel, input: SubmitInput): Promise<SubmitResult> {
  return kernel.db.transaction().execute(async (tx): Promise<SubmitResult> => {
    const draft = await lockDraft(tx, input.draftId);
    if (!draft || !sameOwner(draft.owner, input.owner) || draft.service !== (input.service ?? draft.service)) throw notFound();
    if (draft.submitted) return { ok: true, ...draft.submitted, already: true };
    const result = await freeze(tx, kernel, { ...draft, lang: input.lang });
    if (!result.ok) return result;
    const { owner } = draft;
    const opened = await openCase(tx, kernel, {
      frozen: result.frozen,
      channel: draft.channel,
      accountId: owner.kind === 'account' ? owner.id : null,
      sessionId: owner.kind === 'session' ? owner.id : null,
      enteredBy: owner.kind === 'staff' ? owner.id : null,
      lang: input.lang,
    });
    await markSubmitted(tx, draft.id, opened.caseId, opened.number, kernel.clock.now());
    // counters last: their rows are shared by everybody who sends at this moment
    await kernel.indicators.count(tx, counters.page, `${draft.service}/${reviewStep}`);
    await kernel.indicators.count(tx, counters.submit, draft.service);
    return { ok: true, ...opened, already: false };
  });
}
