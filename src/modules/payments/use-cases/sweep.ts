import type { Desk } from '../desk.ts';
import { errorFields } from '../../../kernel/log/log.ts';
import { checkpoint } from '../store/ledger.ts';
import { takeDueAttempts } from '../store/attempts.ts';
import { takeDueRefunds } from '../store/refunds.ts';
import { askAboutRefund } from './run-refund.ts';
import { settle } from './settle.ts';

const batchSize = 50;
/** Entries after which balances get a new starting point. */
export const checkpointEvery = 2_000;

/**
 * Asks the provider about everything whose time has come: what notifies did not tell, open payments, late successes,
 * refunds under way. Two processes at once share the work. One that fails does not stop the others; it comes back.
 */
export async function sweep(desk: Desk): Promise<number> {
  const { kernel } = desk;
  let asked = 0;
  for (;;) {
    const ids = await kernel.db.transaction().execute((tx) => takeDueAttempts(tx, kernel.clock.now(), batchSize));
    await inTurns(ids, (id) => settle(desk, id, 'poll'), desk);
    asked += ids.length;
    if (ids.length < batchSize) break;
  }
  const refunds = await kernel.db.transaction().execute((tx) => takeDueRefunds(tx, kernel.clock.now(), batchSize));
  await inTurns(refunds, (id) => askAboutRefund(desk, id), desk);
  await checkpoint(kernel.db, kernel.clock.now(), checkpointEvery);
  return asked + refunds.length;
}

async function inTurns(ids: string[], work: (id: string) => Promise<unknown>, { kernel }: Desk): Promise<void> {
  const queue = [...ids];
  const worker = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        await work(id);
      } catch (error) {
        kernel.log.error('asking the payment provider failed', { job: 'payments.sweep', ...errorFields(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}
