import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { uuidv7 } from '../../src/kernel/ids/index.ts';
import { projectRoot } from '../../src/kernel/root.ts';
import type { Fault, LedgerEntry, PayerAct } from '../../src/simulators/girocheckout/index.ts';
import { formatReference } from '../../src/standards/creditor-reference/index.ts';
import { freePort } from './app.ts';

/** The simulated payment platform in a process of its own: `./stadttor simulate girocheckout`. */
export interface ProviderProcess {
  url: string;
  /** What Stadttor is started with to use it. */
  env: Record<string, string>;
  project: { merchantId: string; projectId: string; passwords: [string] };
  /** What the payer does on a page; where they are sent, or null. */
  act(reference: string, act: PayerAct): Promise<string | null>;
  /** Every movement of money. */
  book(): Promise<LedgerEntry[]>;
  payments(): Promise<{ reference: string; merchantTxId: string; result: string | null }[]>;
  /** Messages that are still to be delivered, or delivered again. */
  untold(): Promise<number>;
  clearFaults(): Promise<void>;
  stop(): void;
}

export async function startProvider({ faults = [], speed = 1 }: { faults?: Fault[]; speed?: number } = {}): Promise<ProviderProcess> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'stadttor-provider-'));
  const file = join(folder, 'faults.json');
  writeFileSync(file, JSON.stringify(faults));
  const project: ProviderProcess['project'] = { merchantId: '1000001', projectId: '10032', passwords: ['only for tests and measuring'] };
  const child = spawn(process.execPath, [join(projectRoot, 'dist', 'cli.js'), 'simulate', 'girocheckout', '--port', String(port), '--password', project.passwords[0], '--speed', String(speed), '--faults', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('Steuerung') && done());
    child.once('exit', () => fail(new Error('The simulated provider did not start.')));
  });
  rmSync(folder, { recursive: true });
  const origin = `http://127.0.0.1:${port}/`;
  const url = `${origin}girocheckout/api/v2/`;
  const control = async (path: string, init: { method?: string; body?: unknown } = {}): Promise<unknown> =>
    (await fetch(`${origin}steuerung/${path}`, init.method ? { method: init.method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(init.body ?? {}) } : {})).json();
  return {
    url,
    env: { GIROCHECKOUT_URL: url, GIROCHECKOUT_PROJECTS: JSON.stringify([project]) },
    project,
    act: async (reference, act) => ((await control('zahler', { method: 'POST', body: { reference, act } })) as { redirect?: string | null }).redirect ?? null,
    book: async () => (await control('buch')) as LedgerEntry[],
    payments: async () => (await control('zahlungen')) as { reference: string; merchantTxId: string; result: string | null }[],
    untold: async () => ((await control('meldungen')) as { ausstehend: number }).ausstehend,
    clearFaults: async () => void (await control('stoerungen', { method: 'DELETE' })),
    stop: () => void child.kill(),
  };
}

export interface DueClaim {
  id: string;
  caseId: string;
  token: string;
}

let serial = 0;

/** Claims over 30,70 € that are due, as a submission leaves them, of cases that are not there. */
export async function dueClaims(db: pg.ClientBase, count: number): Promise<DueClaim[]> {
  const claims = Array.from({ length: count }, () => {
    serial += 1;
    return { id: uuidv7(), caseId: uuidv7(), posting: uuidv7(), token: `probe-${String(serial).padStart(16, '0')}`, reference: formatReference(`P${String(serial).padStart(9, '0')}`) };
  });
  await db.query(
    `with made as (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) as m (claim, case_id, posting, token, reference)),
      claim as (
        insert into payments.claim (id, case_id, reference, token, amount_cents, purpose, amount_label, legal_source, assumption, priced_on, created_at)
        select claim, case_id, reference, token, 3070, 'Probe', 'normal', 'Testannahme', true, '2026-11-24', now() from made
      ), due as (
        insert into payments.claim_event (claim_id, seq, kind, due_on, at) select claim, 1, 'due', '2026-12-24', now() from made
      ), posting as (
        insert into payments.posting (id, kind, subject, claim_id, day, at) select posting, 'due', claim::text, claim, current_date, now() from made
      )
      insert into payments.entry (posting_id, account, amount_cents) select posting, side.account, side.cents from made, (values ('claims', 3070), ('revenue', -3070)) as side (account, cents)`,
    [claims.map(({ id }) => id), claims.map(({ caseId }) => caseId), claims.map(({ posting }) => posting), claims.map(({ token }) => token), claims.map(({ reference }) => reference)],
  );
  return claims;
}
