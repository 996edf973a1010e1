import { rmSync } from 'node:fs';
import pg from 'pg';
import { createDb, createPool } from '../src/kernel/db/db.ts';
import { migrate } from '../src/kernel/migrate/migrate.ts';
import { accounts } from '../src/modules/payments/domain/ledger.ts';
import { balance, checkpoint } from '../src/modules/payments/store/ledger.ts';
import { checkpointEvery } from '../src/modules/payments/use-cases/sweep.ts';
import { temporaryDataDir } from '../test/support/app.ts';
import { startPostgres } from './_postgres.ts';
import { percentile, round, type Result } from './_result.ts';

const entries = 1_000_000;
/** Bookings between two runs of the job that makes checkpoints: a very busy minute. */
const perMinute = 500;
const questions = 600;

/**
 * The balance of one account, as the treasury's page asks for it, over a million entries and with the checkpoints the job has made
 * on the way; at the worst moment, right before the next one. Every balance is compared with the sum over all entries.
 */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  const postgres = await startPostgres(dataDir);
  try {
    await migrate(postgres.url, () => undefined);
    const pool = createPool(postgres.url, 4);
    const db = createDb(pool);
    try {
      await fill(postgres.owner, () => checkpoint(db, new Date(), checkpointEvery));
      const times: number[] = [];
      const found = new Map<string, number>();
      for (let n = 0; n < questions; n += 1) {
        const account = accounts[n % accounts.length]!;
        const began = performance.now();
        found.set(account, await balance(db, account));
        times.push(performance.now() - began);
      }
      const { rows } = await postgres.owner.query<{ account: string; cents: number }>('select account, sum(amount_cents)::bigint as cents from payments.entry group by account');
      const right = rows.length === accounts.length && rows.every(({ account, cents }) => found.get(account) === Number(cents));
      const { rows: [made] } = await postgres.owner.query<{ entries: number; checkpoints: number; since: number }>('select count(*)::int as entries, (select count(distinct through_id)::int from payments.checkpoint) as checkpoints, (max(id) - (select max(through_id) from payments.checkpoint))::int as since from payments.entry');
      const p95 = round(percentile(times, 95));
      return [
        { id: 'ledger', what: `balance of one account over ${made!.entries.toLocaleString('en')} entries, ${made!.checkpoints} checkpoints, ${made!.since.toLocaleString('en')} entries since the last, p95 of ${questions} (p50 ${round(percentile(times, 50))})`, value: p95, unit: 'ms', against: 'limit', goal: '≤ 20', holds: p95 <= 20 && made!.entries >= entries },
        { id: 'ledger', what: 'balances that differ from the sum over all entries', value: accounts.filter((account) => found.get(account) !== Number(rows.find((row) => row.account === account)?.cents)).length, unit: 'accounts', against: 'sum', goal: '= 0', holds: right },
      ];
    } finally {
      await db.destroy();
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Bookings of all kinds, minute by minute; the job looks after each. What is left over at the end falls one booking short of a checkpoint. */
async function fill(owner: pg.Client, job: () => Promise<unknown>): Promise<void> {
  await owner.query('set synchronous_commit = off');
  const book = async (bookings: number, from: number) => {
    await owner.query(
      `with made as (
        select gen_random_uuid() as id, n, (array['due', 'paid', 'transferred', 'late', 'refund_due', 'refunded'])[n % 6 + 1] as kind, 100 + n % 7919 as cents from generate_series($1::int, $1::int + $2::int - 1) n
      ), posting as (
        insert into payments.posting (id, kind, subject, claim_id, day, at) select id, kind, 'bench-' || n, id, '2026-11-24', '2026-11-24T09:00:00Z' from made returning id
      )
      insert into payments.entry (posting_id, account, amount_cents)
      select made.id, side.account, side.sign * made.cents from made
      join (values ('due', 'claims', 1), ('due', 'revenue', -1), ('paid', 'clearing', 1), ('paid', 'claims', -1), ('transferred', 'bank', 1), ('transferred', 'claims', -1), ('late', 'clearing', 1), ('late', 'deposits', -1),
        ('refund_due', 'revenue', 1), ('refund_due', 'refunds', -1), ('refunded', 'refunds', 1), ('refunded', 'clearing', -1)) as side (kind, account, sign) on side.kind = made.kind
      order by made.n`,
      [from, bookings],
    );
  };
  let booked = 0;
  for (; booked * 2 < entries; booked += perMinute) {
    await book(perMinute, booked);
    await job();
    if (booked % 100_000 === 0) console.log(`  filling the ledger: ${(booked * 2).toLocaleString('en')} of ${entries.toLocaleString('en')} entries …`);
  }
  // as the database's own upkeep does now and then; the newest entries never had the benefit
  await owner.query('vacuum analyze payments.entry, payments.checkpoint');
  await book(checkpointEvery / 2 - 1, booked);
}
