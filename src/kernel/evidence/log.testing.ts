import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { uuidv7 } from '../ids/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { commit } from './entry.ts';
import { createEvidence, type Evidence, type EvidenceDeps } from './evidence.ts';
import type { TestKernel } from '../testing/test-kernel.ts';
import type { Finding, Summary } from './verify/finding.ts';
import { verifyDatabase, type LiveLog } from './verify/database.ts';

/** For tests of the log: promises to keep, written as `append` would but in one statement, for there are many. */
export async function promise(test: TestKernel, count: number, ownerId: string | null = null): Promise<string[]> {
  const at = test.clock.now();
  const rows = Array.from({ length: count }, (_, n) => {
    const salt = randomBytes(32);
    const content = canonicalJson({ case: `case ${n}`, n });
    return { id: uuidv7(), salt, content, commitment: commit(salt, content) };
  });
  const column = <K extends keyof (typeof rows)[number]>(key: K) => rows.map((row) => row[key]);
  await sql`with given as (select * from unnest(${column('id')}::uuid[], ${column('salt')}::bytea[], ${column('content')}::jsonb[], ${column('commitment')}::bytea[]) with ordinality as g(id, salt, content, commitment, place)),
    opening as (insert into kernel.evidence_opening (entry_id, owner_id, salt, content, created_at) select id, ${ownerId}, salt, content, ${at} from given)
    select evidence.append(id, 'case.submitted', ${at}, commitment) from given order by place`.execute(test.kernel.db);
  return column('id');
}

/** Everything that does not fit. */
export async function findings(test: TestKernel, more: Partial<LiveLog> = {}): Promise<Finding[]> {
  return (await runVerify(test, more)).found;
}

export async function runVerify(test: TestKernel, more: Partial<LiveLog> = {}): Promise<{ found: Finding[]; summary: Summary }> {
  const { db, objects, keys } = test.kernel;
  const run = verifyDatabase({ db, objects, secrets: keys, witnesses: [], ...more });
  const found: Finding[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done) return { found, summary: next.value };
    found.push(next.value);
  }
}

/** The log of a test kernel with some parts replaced. */
export function evidenceWith(test: TestKernel, parts: Partial<EvidenceDeps>): Evidence {
  const { db, clock, keys, objects, config } = test.kernel;
  return createEvidence({ db, clock, keys, objects, ...config.evidence, ...parts });
}
