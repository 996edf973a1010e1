import { sql } from 'kysely';
import * as z from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import { readable, readersOf } from '../readers.ts';
import { insertSearch, insertText, metaWords } from '../store/write.ts';

/**
 * Reads the words of a filed version into the index. What cannot be read is noted as such and not tried again; a store
 * that does not answer throws, and the job comes back.
 */
export function registerReadJob(kernel: Kernel): void {
  kernel.jobs.define('records.read', z.object({ documentId: z.uuid(), no: z.int().min(1) }), async ({ documentId, no }) => {
    const { rows } = await sql<{ mime: string; sha256: string; size: number; current: number }>`select v.mime, v.sha256, v.size, d.current from records.version v join records.document d on d.id = v.document_id where v.document_id = ${documentId} and v.no = ${no}`.execute(kernel.db);
    const version = rows[0];
    // a newer version has its own job
    if (!version || version.current !== no) return;
    const bytes = await readable(kernel, version.sha256, Number(version.size));
    const found = bytes === undefined ? undefined : await readersOf(kernel).indexed.text(version.mime, bytes);
    const state = bytes === undefined ? 'none' : found === undefined ? 'unreadable' : 'read';
    await storeText(kernel, documentId, no, { state, text: (found?.text ?? '').replaceAll('\0', ' ').toWellFormed().slice(0, 1_000_000), pages: found?.pages ?? 0 });
  });
}

async function storeText(kernel: Kernel, documentId: string, no: number, { state, text, pages }: { state: 'read' | 'none' | 'unreadable'; text: string; pages: number }): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ title: string; scope_id: number; day: string; meta: unknown; current: number; position: string }>`select d.title, d.scope_id, d.day, d.meta, d.current, f.position
      from records.document d join records.case_file c on c.id = d.case_file_id join records.file f on f.id = c.file_id where d.id = ${documentId} for update of d`.execute(tx);
    const row = rows[0];
    if (!row || row.current !== no) return;
    await insertText(tx, documentId, no, { state, text, pages });
    if (state === 'read') await insertSearch(tx, [{ entityId: documentId, kind: 'document', scopeId: row.scope_id, position: row.position, day: row.day as PlainDate, title: row.title, body: `${metaWords((row.meta ?? {}) as Record<string, unknown>)} ${text}` }]);
  });
}
