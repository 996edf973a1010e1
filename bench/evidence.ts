import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { readConfig } from '../src/kernel/config/config.ts';
import { submitApplication } from '../src/modules/cases/index.ts';
import { assemble } from '../src/start.ts';
import { databaseUrl, startApp, temporaryDataDir } from '../test/support/app.ts';
import { copyDrafts, fillInRenewal, logIn, ownPermit, resident } from '../test/support/renewals.ts';
import { median, round, type Result } from './_result.ts';

const ROUNDS = 12;
const EACH = 100;
const CLIENTS = 4;

/**
 * Sending an application, the business transaction an applicant waits for, with its entry in the log and without, taking turns;
 * the sequencer works beside both as it does in a worker. No checks or letters run meanwhile (ROLE=web).
 */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  const app = await startApp({ STADTTOR_DATA: dataDir, ROLE: 'web' });
  const url = databaseUrl(dataDir);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const handle = await assemble(readConfig({ STADTTOR_DATA: dataDir, LOG_LEVEL: 'error', DATABASE_POOL: String(CLIENTS + 2) }), url);
  const { kernel } = handle;
  const append = kernel.evidence.append;
  const stopping = new AbortController();
  const sequencer = (async () => {
    while (!stopping.signal.aborted) {
      const started = performance.now();
      await kernel.evidence.grow();
      await pause(Math.max(1000, 9 * (performance.now() - started)), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  try {
    const template = await fillInRenewal(await logIn(app.url), await ownPermit(owner));
    const measure = async (withEvidence: boolean): Promise<number> => {
      const drafts = await copyDrafts(owner, template, EACH);
      kernel.evidence.append = withEvidence ? append : async () => ({ id: '', leaf: Buffer.alloc(0) });
      const started = performance.now();
      await Promise.all(Array.from({ length: CLIENTS }, async () => {
        for (let draftId = drafts.pop(); draftId !== undefined; draftId = drafts.pop()) {
          const sent = await submitApplication(kernel, { draftId, owner: { kind: 'account', id: resident.id }, lang: 'de' });
          if (!sent.ok) throw new Error('The application of the bench was not taken');
        }
      }));
      return (performance.now() - started) / EACH;
    };
    await measure(true);
    await measure(false);
    const [without, withIt]: [number[], number[]] = [[], []];
    for (let at = 0; at < ROUNDS; at += 1) {
      const first = at % 2 === 0;
      const [a, b] = [await measure(first), await measure(!first)];
      without.push(first ? b : a);
      withIt.push(first ? a : b);
    }
    const ratio = median(withIt) / median(without);
    return [{ id: 'evidence', what: `sending an application with evidence ÷ without, ${CLIENTS} at a time (${round(median(withIt))} ms ÷ ${round(median(without))} ms)`, value: round(ratio), unit: 'ratio', against: 'the same without', goal: '≤ 1.25', holds: ratio <= 1.25 }];
  } finally {
    stopping.abort();
    await sequencer;
    await handle.close();
    await owner.end();
    await app.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
