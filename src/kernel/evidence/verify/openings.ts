import { sql } from 'kysely';
import type { Db } from '../../db/db.ts';
import { damageOf, type ObjectStore } from '../../objects/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { commit } from '../entry.ts';
import { finding, type Finding, type Summary } from './finding.ts';

const BATCH = 1000;

interface Row { entry_id: string; salt: Buffer; content: Record<string, unknown>; kind: string | null; commitment: Buffer | null }

/**
 * Salt and content of every promise against its commitment, and the documents they name against their hashes. What was
 * erased is known from the log itself (`opening.erased` names the entries): it counts as erased, everything else that is
 * not there as lost.
 */
export async function* verifyOpenings(db: Db, objects: ObjectStore, summary: Summary): AsyncGenerator<Finding> {
  const erased = new Set<string>();
  const documents = new Map<string, string>();
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await sql<Row>`select o.entry_id, o.salt, o.content, e.kind, e.commitment from kernel.evidence_opening o left join evidence.entry e on e.id = o.entry_id where o.entry_id > ${after} order by o.entry_id limit ${BATCH}`.execute(db);
    for (const row of rows) {
      if (row.commitment === null) yield finding('opening_stray', { id: row.entry_id });
      else if (!commit(row.salt, canonicalJson(row.content)).equals(row.commitment)) yield finding('opening_changed', { id: row.entry_id, kind: row.kind ?? '' });
      else if (row.kind === 'opening.erased') for (const id of row.content['entries'] as string[]) erased.add(id);
      for (const name of ['document', 'file']) {
        const value = row.content[name];
        if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) documents.set(value, row.entry_id);
      }
      summary.openings += 1;
      after = row.entry_id;
    }
    if (rows.length < BATCH) break;
  }
  const closed = await sql<{ id: string; kind: string }>`select e.id, e.kind from evidence.entry e where not exists (select from kernel.evidence_opening o where o.entry_id = e.id) order by e.position`.execute(db);
  for (const { id, kind } of closed.rows) {
    if (erased.has(id)) summary.erased += 1;
    else yield finding('opening_missing', { id, kind });
  }
  for (const [sha256, id] of documents) {
    const code = await damageOf(objects, sha256);
    if (code === 'OBJECT_NOT_FOUND') yield finding('object_missing', { sha256, id });
    else if (code !== undefined) yield finding('object_damaged', { sha256, id });
    summary.documents += 1;
  }
}
