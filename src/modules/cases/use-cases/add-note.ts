import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { insertNote } from '../store-file.ts';
import { withStaffCase } from './staff-case.ts';

export const noteLimit = 4000;

/** An internal note; the applicant never sees it (but may ask for their file). */
export function addNote(kernel: Kernel, actor: StaffActor, input: { caseId: string; text: string }): Promise<Done> {
  return withStaffCase<Done>(kernel, actor, { caseId: input.caseId }, async (tx, file) => {
    const text = input.text.trim();
    if (text === '') return { ok: false, key: 'cases.error.note_empty' };
    if (text.length > noteLimit) return { ok: false, key: 'cases.error.too_long' };
    const note = { id: uuidv7(), author: actor.id, text, at: kernel.clock.now() };
    await insertNote(tx, file.id, note);
    await recordEvent(tx, file, { kind: 'noted', data: { noteId: note.id }, actor: { kind: 'staff', id: actor.id }, at: note.at });
    return { ok: true };
  });
}
