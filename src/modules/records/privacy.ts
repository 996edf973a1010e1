import { sql } from 'kysely';
import type { Kernel } from '../../kernel/kernel.ts';

/**
 * What lies in files about a person is theirs to see (Art. 15 DSGVO). Files are kept for the years of the filing plan (Art.
 * 17 Abs. 3 lit. b DSGVO): erasing an account only unties them from it. Content, salts and proofs end with the file.
 */
export function registerRecordsPrivacy(kernel: Kernel): void {
  kernel.privacy.register({
    module: 'records',
    async export(db, accountId) {
      const { rows } = await sql<{ number: string; title: string; position: string; opened_on: string; closed_on: string | null; documents: unknown }>`select c.number, c.title, f.position, c.opened_on, c.closed_on,
        (select coalesce(jsonb_agg(jsonb_build_object('title', d.title, 'kind', d.kind, 'day', d.day, 'sha256', v.sha256) order by d.no), '[]') from records.document d join records.version v on v.document_id = d.id and v.no = d.current where d.case_file_id = c.id) as documents
        from records.case_file c join records.file f on f.id = c.file_id where c.account_id = ${accountId} order by c.created_at`.execute(db);
      return { case_files: rows.map((row) => ({ number: row.number, title: row.title, position: row.position, opened: row.opened_on, closed: row.closed_on, documents: row.documents })) };
    },
    async erase(tx, accountId) {
      const { numUpdatedRows } = await tx.updateTable('records.case_file').set({ account_id: null }).where('account_id', '=', accountId).executeTakeFirst();
      return { kept: Number(numUpdatedRows) > 0 ? ['records.privacy.kept'] : [] };
    },
  });
}
