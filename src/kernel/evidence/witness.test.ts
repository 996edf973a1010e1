import { afterAll, beforeAll, expect, it } from 'vitest';
import { openNote, parseVerifierKey, type VerifierKey } from '../../standards/tlog/index.ts';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { promise } from './log.testing.ts';
import { witnessKey, witnessLog, witnessVerifier, type WitnessMemory } from './witness.ts';

/** Two installations with the same key are what a city would need to show two readers two logs. */
let honest: TestKernel;
let forked: TestKernel;
let keys: VerifierKey[];
beforeAll(async () => {
  [honest, forked] = await Promise.all([createTestKernel(), createTestKernel()]);
  await promise(honest, 5);
  await honest.work();
  // the dishonest twin: same key, same beginning
  const { rows } = await honest.ownerPool.query('select * from evidence.signing_key');
  await forked.ownerPool.query('insert into evidence.signing_key select * from json_populate_recordset(null::evidence.signing_key, $1)', [JSON.stringify(rows.map((row: { sealed: Buffer }) => ({ ...row, sealed: `\\x${row.sealed.toString('hex')}` })))]);
  keys = (await honest.kernel.evidence.keys()).map(({ verifierKey }) => parseVerifierKey(verifierKey)!);
});
afterAll(() => Promise.all([honest.close(), forked.close()]));

const key = witnessKey('zeuge.example', Buffer.alloc(32, 7));
function remember(): WitnessMemory & { note?: string } {
  const memory: WitnessMemory & { note?: string } = { load: async () => memory.note, save: async (note) => void (memory.note = note) };
  return memory;
}
const look = (test: TestKernel, memory: WitnessMemory, path = '') => witnessLog({
  read: async (file) => {
    const answer = await test.kernel.http.app.inject({ method: 'GET', url: `/api/v1/log/${file}${path}` });
    return answer.statusCode === 200 ? answer.rawPayload : undefined;
  },
  keys, key, memory, now: new Date('2026-11-25T10:00:00Z'),
});

it('signs a log that goes on, again and again', async () => {
  const { proofsModule } = await import('../../modules/proofs/index.ts');
  await proofsModule.register(honest.kernel);
  await proofsModule.register(forked.kernel);
  const memory = remember();
  for (const more of [0, 1, 0, 700, 3]) {
    if (more > 0) await promise(honest, more);
    await honest.work();
    const seen = await look(honest, memory);
    if (!seen.ok) throw new Error(seen.reason);
    const note = (await honest.kernel.evidence.checkpoint())!;
    expect(openNote(`${note}${seen.line}\n`, [parseVerifierKey(witnessVerifier(key))!])).toMatchObject({ ok: true, vouchers: [{ timestamp: 1_795_600_800 }] });
    expect(memory.note).toBe(note);
  }
});

it('a fork shown to two readers is found by the first who compares', async () => {
  await promise(forked, 800);
  await forked.work();
  const reader = remember();
  expect(await look(honest, reader)).toMatchObject({ ok: true, size: 709 });
  const before = reader.note;
  expect(await look(forked, reader)).toMatchObject({ ok: false, reason: 'fork', before, now: await forked.kernel.evidence.checkpoint() });
  expect(reader.note, 'nothing is forgotten').toBe(before);
  const other = remember();
  expect(await look(forked, other)).toMatchObject({ ok: true, size: 800 });
  expect(await look(honest, other)).toMatchObject({ ok: false, reason: 'shorter' });
});

it('signs nothing of strangers', async () => {
  const memory = remember();
  expect(await witnessLog({ read: async () => undefined, keys, key, memory, now: new Date() })).toEqual({ ok: false, reason: 'no_checkpoint' });
  expect(await witnessLog({ read: async () => Buffer.from('nonsense'), keys, key, memory, now: new Date() })).toEqual({ ok: false, reason: 'malformed' });
  const note = (await honest.kernel.evidence.checkpoint())!;
  expect(await witnessLog({ read: async () => Buffer.from(note), keys: [], key, memory, now: new Date() })).toEqual({ ok: false, reason: 'unknown_signer' });
  expect(memory.note).toBeUndefined();
});
