import { sql } from 'kysely';
import type { Db } from '../../kernel/db/db.ts';

/** A source of one row, which says of its statement that the commit need not wait for the disk. */
export const withoutWaiting = sql`(select set_config('synchronous_commit', 'off', true) as is_off)`;

/**
 * The next running number of a name, in a transaction of its own, so that nobody waits for somebody else's filing. Gaps are
 * possible, doubles are not: whoever commits with a number has flushed its counter too, because it stands earlier in the
 * write-ahead log; that is why this one statement says of itself that its commit need not wait for the disk.
 */
export async function nextSerial(db: Db, name: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`insert into records.serial as s (name, last) select ${name}, 1 from ${withoutWaiting} c where c.is_off = 'off'
    on conflict (name) do update set last = s.last + 1 returning last`.execute(db);
  return rows[0]!.last;
}
