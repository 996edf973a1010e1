import { createPool } from '../../src/kernel/db/db.ts';
import { createTestKernel } from '../../src/kernel/testing/test-kernel.ts';
import { createPaymentsModule } from '../../src/modules/payments/index.ts';
import { directoryModule } from '../../src/modules/directory/index.ts';
import { violations } from './invariants.ts';
import { Life } from './process.ts';
import { payBack, realMerchant, runCourse, type Setting } from './schedule.ts';

export interface Summary {
  courses: number;
  kills: number;
  paid: number;
  faults: string[];
}

/** Runs courses with the seeds from `first` on and gathers whatever is not as promised. */
export async function runSchedules(first: number, count: number, say: (line: string) => void = () => undefined): Promise<Summary> {
  const t = await createTestKernel({ modules: [directoryModule, createPaymentsModule(() => undefined)] });
  const pool = createPool(t.databaseUrl, 8);
  const summary: Summary = { courses: 0, kills: 0, paid: 0, faults: [] };
  const amounts = [1020, 3070, 100_000_000, 1];
  try {
    for (let seed = first; seed < first + count; seed += 1) {
      const setting: Setting = { kernel: t.kernel, pool, amountCents: amounts[seed % amounts.length]!, serial: seed };
      let deskOf: Awaited<ReturnType<typeof realMerchant>>['deskOf'] | undefined;
      const course = await runCourse(setting, seed, async (world) => {
        const made = await realMerchant(setting, world);
        deskOf = made.deskOf;
        return made;
      });
      await payBack(course, deskOf!(new Life(pool, { open: 0 }, Number.POSITIVE_INFINITY, false)));
      summary.courses += 1;
      summary.kills += course.kills;
      summary.paid += course.provider.books.entries().filter(({ amount }) => amount > 0).length;
      summary.faults.push(...(await violations(course, t.ownerPool)));
      await t.ownerPool.query(`update payments.attempt set next_poll_at = null where next_poll_at is not null`);
      await t.ownerPool.query(`update payments.refund set next_poll_at = null where next_poll_at is not null`);
      if (summary.courses % 100 === 0) {
        say(`${summary.courses} courses, ${summary.kills} kills, ${summary.paid} payments, ${summary.faults.length} faults`);
        await t.ownerPool.query('delete from graphile_worker._private_jobs where locked_at is null');
      }
    }
    return summary;
  } finally {
    await pool.end();
    await t.close();
  }
}

