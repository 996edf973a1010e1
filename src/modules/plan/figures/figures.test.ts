import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate } from '../../../kernel/time/index.ts';
import { decideCase } from '../../cases/use-cases/decide-case.ts';
import { citizenId, clerk, createCasesTest, ok, type CasesTest } from '../../cases/cases.testing.ts';
import { importFolder } from '../import/import-folder.ts';
import { planModule } from '../index.ts';
import { latestFigures, seriesOf, takeSnapshots } from './snapshots.ts';

const today = plainDate('2026-11-25');
let t: CasesTest;
/** What the broken indicator of the tests does. */
let mood: 'fine' | 'broken' | 'empty' | 'nonsense' = 'fine';

beforeAll(async () => {
  t = await createCasesTest();
  t.clock.set('2026-11-25T09:00:00Z');
  await planModule.register(t.kernel);
  t.kernel.indicators.register({
    key: 'surveys.probe', unit: 'percent', name: 'plan.indicator.ozg', definition: 'plan.indicator.ozg.definition', source: 'Test',
    query: async () => {
      if (mood === 'broken') throw new Error('relation surveys.answer does not exist');
      return mood === 'empty' ? null : mood === 'nonsense' ? Number.NaN : 42.5;
    },
  });
  await importFolder(t.kernel);
}, 120_000);
afterAll(() => t.close());

const keys = ['cases.received', 'cases.decided', 'cases.automatic', 'cases.channel', 'cases.processing_time', 'cases.fallout'];
const latest = async () => latestFigures(t.kernel.db, [...keys, 'surveys.probe'], today, t.kernel.clock.now());
const value = async (key: string) => (await latest()).get(key)?.value ?? null;

/** Counted from the rows by plain code, with no line of the indicators' own SQL. */
async function recount(): Promise<Record<string, number | null>> {
  const { rows } = await t.ownerPool.query<{ channel: string; received_at: Date; decided_at: Date | null; automatic: boolean | null }>('select channel, received_at, decided_at, automatic from cases.case');
  const decided = rows.filter((row) => row.decided_at !== null);
  const share = (part: number, whole: number) => (whole === 0 ? null : (100 * part) / whole);
  return { 'cases.received': rows.length || null, 'cases.decided': decided.length || null, 'cases.automatic': share(decided.filter((row) => row.automatic).length, decided.length), 'cases.channel': share(rows.filter((row) => row.channel === 'online').length, rows.length) };
}
async function expectRecounted(): Promise<Record<string, number | null>> {
  await takeSnapshots(t.kernel, today);
  const counted = await recount();
  for (const [key, expected] of Object.entries(counted)) {
    const found = await value(key);
    if (expected === null) expect([key, found]).toEqual([key, null]);
    else expect(found, key).toBeCloseTo(expected, 9);
  }
  return counted;
}

describe('figures follow the cases', () => {
  it('says nothing before anything happened', async () => {
    await takeSnapshots(t.kernel, today);
    for (const key of keys) expect([key, await value(key)]).toEqual([key, null]);
    expect((await t.browser().get('/plan/zahlen')).body).toContain('keine Daten');
  });

  it('seven random cases move every affected figure by exactly that, equal to an independent recount, also after erasure', async () => {
    const before = await expectRecounted();
    const channels = ['online', 'counter', 'phone', 'paper'] as const;
    const drawn = fc.sample(fc.record({ channel: fc.constantFrom(...channels), doubt: fc.boolean(), young: fc.boolean(), rejects: fc.boolean() }), 7);
    const expected = { decided: 0, automatic: 0, online: 0 };
    for (const { channel, doubt, young, rejects } of drawn) {
      t.probe.answer = () => (doubt ? { result: 'doubt', reasons: ['strange'], outputs: { good: true, code: 'C-1' } } : ok);
      const id = await t.submit({ channel, age: young ? 12 : 30, ...(channel === 'online' ? {} : { enteredBy: clerk.id }) });
      await t.workAll();
      const file = await t.file(id);
      if (file.state === 'review' && rejects) await decideCase(t.kernel, clerk, { caseId: id, revision: file.revision, outcome: 'rejected', reasons: 'Grund' });
      const after = await t.file(id);
      if (after.decidedAt) expected.decided += 1;
      if (after.automatic) expected.automatic += 1;
      if (channel === 'online') expected.online += 1;
    }
    const counted = await expectRecounted();
    expect(counted['cases.received']).toBe((before['cases.received'] ?? 0) + 7);
    expect(counted['cases.decided'] ?? 0).toBe((before['cases.decided'] ?? 0) + expected.decided);
    expect(counted['cases.channel']).toBeCloseTo((100 * expected.online) / 7, 9);
    if (expected.decided > 0) expect(counted['cases.automatic']).toBeCloseTo((100 * expected.automatic) / expected.decided, 9);
    // a person who leaves changes no figure: what is counted holds nobody
    await t.kernel.db.transaction().execute((tx) => t.kernel.privacy.eraseAll(tx, citizenId));
    expect(await expectRecounted()).toEqual(counted);
  });
});

describe('an indicator whose query fails', () => {
  it('is shown as failing with its last value and date, hides no other figure, and comes back', async () => {
    mood = 'fine';
    await takeSnapshots(t.kernel, today);
    t.clock.set('2026-11-27T09:00:00Z');
    mood = 'broken';
    const { failed, taken } = await takeSnapshots(t.kernel, plainDate('2026-11-27'));
    expect([failed, taken > 5]).toEqual([1, true]);
    const figures = await latestFigures(t.kernel.db, ['surveys.probe', 'cases.received'], plainDate('2026-11-27'), t.kernel.clock.now());
    expect(figures.get('surveys.probe')).toMatchObject({ failed: true, value: null, lastValue: 42.5, lastDay: '2026-11-25' });
    expect(figures.get('cases.received')).toMatchObject({ failed: false, value: 7 });
    const browser = t.browser();
    for (const path of ['/plan/2013-2020/massnahmen/a3', '/plan/zahlen']) {
      const { body } = await browser.get(path);
      expect(body, path).toContain('Abfrage schlägt fehl; letzter Wert: 42,5 % am 25. November 2026');
      expect(body, path).not.toContain('surveys.answer');
    }
    const one = await browser.get('/plan/zahlen/surveys.probe');
    expect(one.body).toContain('Die Abfrage dieser Zahl schlägt fehl');
    expect(one.body).toContain('st-chart__failed');
    expect((await browser.get('/plan/zahlen/surveys.probe/csv')).body.split('\r\n').slice(1, 3)).toEqual(['surveys.probe;2026-11-25;42,5;percent;ok', 'surveys.probe;2026-11-27;;percent;failed']);
    mood = 'nonsense';
    expect((await takeSnapshots(t.kernel, plainDate('2026-11-27'))).failed).toBe(1);
    mood = 'empty';
    await takeSnapshots(t.kernel, plainDate('2026-11-27'));
    expect((await latestFigures(t.kernel.db, ['surveys.probe'], plainDate('2026-11-27'), t.kernel.clock.now())).get('surveys.probe')).toMatchObject({ failed: false, value: null });
  });

  it('keeps the older reading for the time it was known', async () => {
    mood = 'fine';
    t.clock.set('2026-11-28T09:00:00Z');
    await takeSnapshots(t.kernel, plainDate('2026-11-27'));
    const at = async (known: string) => (await latestFigures(t.kernel.db, ['surveys.probe'], plainDate('2026-11-27'), new Date(known))).get('surveys.probe');
    expect(await at('2026-11-26T00:00:00Z')).toMatchObject({ day: '2026-11-25', value: 42.5 });
    expect(await at('2026-11-28T10:00:00Z')).toMatchObject({ day: '2026-11-27', value: 42.5 });
    expect((await seriesOf(t.kernel.db, 'surveys.probe', plainDate('2026-11-01'), plainDate('2026-11-30'), t.kernel.clock.now(), 'day')).map((row) => [row.day, row.value])).toEqual([['2026-11-25', 42.5], ['2026-11-27', 42.5]]);
    expect((await seriesOf(t.kernel.db, 'surveys.probe', plainDate('2026-11-01'), plainDate('2026-11-30'), t.kernel.clock.now(), 'month')).map((row) => row.day)).toEqual(['2026-11-27']);
  });

  it('is kept every night for the day that ended', async () => {
    t.clock.set('2026-11-30T01:20:00Z');
    await t.kernel.jobs.enqueue(t.kernel.db, 'plan.snapshot', {});
    await t.work();
    expect((await latestFigures(t.kernel.db, ['surveys.probe'], plainDate('2026-11-30'), t.kernel.clock.now())).get('surveys.probe')).toMatchObject({ day: '2026-11-29', value: 42.5 });
  });
});

it('shows only figures a measure names, and knows nothing of others', async () => {
  const browser = t.browser();
  expect((await browser.get('/plan/zahlen/probe.secret')).statusCode).toBe(404);
  expect((await browser.get('/plan/zahlen/cases.fallout')).statusCode).toBe(404);
  expect((await browser.get('/plan/zahlen/cases.received')).statusCode).toBe(200);
});

it('says how much of what the law asks is online, against the catalogue', async () => {
  const { body } = await t.browser().get('/plan/ozg');
  for (const words of ['21 verlangt, 6 hier benannt: 2 online, 4 nicht online', 'Verlangt: 460', 'nicht im Katalog']) expect(body).toContain(words);
});
