import { notFound } from '../../../kernel/errors/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, isPlainDate } from '../../../kernel/time/index.ts';
import { isClosed } from '../domain/states.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { enqueueFiling } from '../filing/job.ts';
import { postedRule } from '../letters/announced.ts';
import { loadHistory, recordEvent } from '../store.ts';
import { documentById, printItemById, printItemDone } from '../store-file.ts';
import { withStaffCase } from './staff-case.ts';

/**
 * Notes the day a printed letter was given to the post, with its proof: the announcement counts from it (§ 41 Abs. 2
 * VwVfG). `day` is YYYY-MM-DD, from the day the letter was ready up to today; empty: today.
 */
export async function postLetter(kernel: Kernel, actor: StaffActor, { itemId, day }: { itemId: string; day: string }): Promise<Done> {
  const item = await printItemById(kernel.db, itemId);
  if (!item || item.doneAt) throw notFound();
  return withStaffCase<Done>(kernel, actor, { caseId: item.caseId }, async (tx, file) => {
    const today = kernel.clock.today();
    const posted = day === '' ? today : day;
    if (!isPlainDate(posted) || posted > today || posted < dateOf(item.createdAt)) return { ok: false, key: 'cases.error.posting_day' };
    const at = kernel.clock.now();
    const listed = (await loadHistory(tx, file.id)).find((event) => event.kind === 'letter_provided' && event.data.documentId === item.documentId && event.data.by === 'post');
    const document = await documentById(tx, item.documentId);
    if (listed?.kind !== 'letter_provided' || !document || !(await printItemDone(tx, item.id, actor.id, at))) throw notFound();
    const { letter } = listed.data;
    await recordEvent(tx, file, { kind: 'letter_posted', data: { documentId: item.documentId, letter, day: posted }, actor: { kind: 'staff', id: actor.id }, at });
    await kernel.evidence.append(tx, { kind: 'letter.posted', ownerId: file.accountId, content: { case: file.id, kind: letter, document: document.sha256, rule: postedRule(letter), day: posted } });
    if (isClosed(file.state)) await enqueueFiling(tx, kernel, file.id);
    return { ok: true };
  });
}
