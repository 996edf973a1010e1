import { sql } from 'kysely';
import { executeLater, statement, type Db } from '../../kernel/db/db.ts';

/**
 * The next running number of a name, in a transaction of its own, so that nobody waits for somebody else's filing. Gaps are
 * possible, doubles are not: whoever commits with a number has flushed its counter too, because it stands earlier in the
 * write-ahead log; that is why this commit itself need not wait for the disk.
 */
export async function nextSerial(db: Db, name: string): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await executeLater(tx, statement`set local synchronous_commit = off`);
    const { rows } = await sql<{ last: number }>`insert into records.serial as s (name, last) values (${name}, 1) on conflict (name) do update set last = s.last + 1 returning last`.execute(tx);
    return rows[0]!.last;
  });
}
