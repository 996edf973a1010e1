import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestKernel } from '../../kernel/testing/test-kernel.ts';
import { addDays, plainDate, type PlainDate } from '../../kernel/time/index.ts';
import type { Content } from './domain/kinds.ts';
import { brokenThings, buildView, tally, type CellRow, type PlanView } from './domain/view.ts';
import { importFolder } from './import/import-folder.ts';
import { loadView } from './load.ts';
import { appendFact, cellsAt, lockPlan, recordedOf } from './store.ts';
import { createPlanTest, pointAt, principalOf } from './testing.ts';
import { propose, release } from './use-cases.ts';

let t: TestKernel;
const plan = '2013-2020';
const view = async (asOf: string, knownAt?: string): Promise<PlanView> => (await loadView(t.kernel, plan, pointAt(t.kernel, asOf, knownAt)))!;
const said = (seen: PlanView) => ['plan', 'measure/a3', 'measure/b7', 'measure/c8', 'item/de-mail', 'item/buergerhaushalt'].map((about) => `${about} ${seen.standing(about).state} ${seen.standing(about).entry?.validFrom ?? '–'}`);

async function change(subject: string, validFrom: PlainDate, edit: (content: Content<'status'>) => Content<'status'> | null): Promise<void> {
  const rows = await recordedOf(t.kernel.db, subject);
  const before = rows.find((row) => row.validFrom === validFrom) ?? rows[0]!;
  const proposed = await propose(t.kernel, { subject, plan, kind: 'status', validFrom, content: edit(before.content as Content<'status'>), baseSeq: rows[0]!.seq, note: 'Berichtigung im Test', authorId: principalOf('designer').id });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed));
  expect(await release(t.kernel, { id: proposed.id, by: principalOf('leadParking').id, note: '' })).toEqual({ ok: true });
}

beforeAll(async () => {
  t = await createPlanTest();
});
afterAll(() => t.close());

describe('the plan as of 27 February 2019', () => {
  it('says exactly what is sourced for that day, and that all of it was recorded in 2026', async () => {
    const seen = await view('2019-02-27');
    expect(said(seen)).toEqual(['plan running 2013-07-18', 'measure/a3 running 2019-02-19', 'measure/b7 running 2019-02-19', 'measure/c8 running 2019-02-19', 'item/de-mail running 2014-01-01', 'item/buergerhaushalt done 2014-08-19']);
    expect([...tally(seen.measures.map((measure) => seen.standing(`measure/${measure.key}`)))]).toEqual([['running', 3], ['unknown', 16]]);
    expect(seen.commitments.map((entry) => entry.key).sort()).toEqual(['akzeptanzanalyse', 'evaluation-b7', 'fortschreibung']);
    expect(seen.laws.get('ozg')?.content.version).toBe('Stammfassung');
    expect([...seen.laws.keys()].sort()).toEqual(['bitv', 'dsgvo', 'egovg', 'ozg', 'sdg']);
    expect(brokenThings(seen)).toEqual([]);
    expect(seen.recordedLater).toBe(seen.statements);
    expect(seen.statements).toBeGreaterThan(40);
  });

  it('a day before the answer, the lead projects were planned; before the plan there was another', async () => {
    expect(said(await view('2019-02-18')).slice(1, 4)).toEqual(['measure/a3 planned 2013-07-18', 'measure/b7 planned 2013-07-18', 'measure/c8 planned 2013-07-18']);
    expect(await loadView(t.kernel, plan, pointAt(t.kernel, '2012-12-31'))).toBeUndefined();
    const older = (await loadView(t.kernel, '2008-2012', pointAt(t.kernel, '2012-12-31')))!;
    expect(brokenThings(older).map(({ about, standing }) => [about, standing.state, standing.entry?.content.decider])).toEqual([['plan', 'reduced', 'Stadtrat, auf Antrag der SPD'], ['item/prozessoptimierung', 'postponed', 'Stadtrat, auf Antrag der SPD'], ['item/alle-vorhaben', 'reduced', 'Stadtrat, auf Antrag der SPD']].sort((a, b) => (a[0] === 'plan' ? -1 : b[0] === 'plan' ? 1 : 0)));
  });

  it('as of today De-Mail is overtaken by law, with reason and decider, and the laws are those of today', async () => {
    const seen = await view('2026-11-25');
    expect(said(seen)).toEqual(['plan unknown 2021-01-01', 'measure/a3 running 2019-02-19', 'measure/b7 running 2019-02-19', 'measure/c8 running 2019-02-19', 'item/de-mail overtaken 2023-02-25', 'item/buergerhaushalt done 2014-08-19']);
    const [broken] = brokenThings(seen);
    expect(broken!.standing.entry!.content).toMatchObject({ decider: 'Landtag von Sachsen-Anhalt', assessment: true });
    expect(broken!.standing.entry!.content.reason).toContain('25. Februar 2023');
    expect(seen.standing('measure/a3').stale).toBe(true);
    expect(seen.laws.get('ozg')?.content.version).toBe('Änderung 2026');
    expect(seen.laws.get('egovg-lsa')?.content.version).toBe('Änderung 2023');
  });

  it('nobody knew any of it before it was recorded', async () => {
    expect(await loadView(t.kernel, plan, pointAt(t.kernel, '2019-02-27', '2019-02-27'))).toBeUndefined();
    expect(await loadView(t.kernel, plan, pointAt(t.kernel, '2026-11-24', '2026-11-24'))).toBeUndefined();
  });
});

describe('a later edit', () => {
  it('never changes what was known before it, to the byte, and the older day says that something was added', async () => {
    const known = '2026-11-25';
    const [then, now] = [await view('2019-02-27', known), await view('2026-11-25', known)];
    const [thenSum, nowSum] = [then.checksum(), now.checksum()];
    t.clock.set('2026-12-10T10:00:00Z');
    await change(`${plan}/status/measure/a3`, plainDate('2019-02-19'), (content) => ({ ...content, text: 'Berichtigter Wortlaut.' }));
    await change(`${plan}/status/measure/b7`, plainDate('2018-05-01'), (content) => ({ ...content, state: 'postponed', text: 'Verschoben.', reason: 'Kein Geld', decider: 'Stadtrat' }));
    await change(`${plan}/status/measure/c8`, plainDate('2019-02-19'), () => null);
    // the view of what was known stays, also after the process forgets what it kept
    expect((await view('2019-02-27', known)).checksum()).toBe(thenSum);
    expect((await view('2026-11-25', known)).checksum()).toBe(nowSum);
    const rows = await cellsAt(t.kernel.db, [plan, ''], plainDate('2019-02-27'), pointAt(t.kernel, '2019-02-27', known).knownAt);
    expect(buildView(plan, rows, plainDate('2019-02-27'))!.checksum()).toBe(thenSum);
    const changed = await view('2019-02-27');
    expect(changed.checksum()).not.toBe(thenSum);
    expect(changed.lastRecorded.toISOString()).toBe('2026-12-10T10:00:00.000Z');
    expect(said(changed).slice(1, 4)).toEqual(['measure/a3 running 2019-02-19', 'measure/b7 running 2019-02-19', 'measure/c8 planned 2013-07-18']);
    expect(said(await view('2018-06-01'))[2]).toBe('measure/b7 postponed 2018-05-01');
    const { body } = await t.browser().get('/plan/aenderungen?wirkt=2019-02-27');
    for (const words of ['Berichtigung im Test', 'zurückgenommen', 'geändert']) expect(body).toContain(words);
    const page = (await t.browser().get('/plan?asOf=2019-02-27')).body;
    expect(page).toContain('zuletzt am 10. Dezember 2026');
    expect((await t.browser().get(`/plan?asOf=2019-02-27&knownAt=${known}`)).body).toContain(thenSum.slice(0, 16));
  });

  it('importing the folder again does not undo it', async () => {
    const before = (await view('2019-02-27')).checksum();
    expect(await importFolder(t.kernel)).toMatchObject({ ok: true, added: 0, withdrawn: 0 });
    expect((await view('2019-02-27')).checksum()).toBe(before);
  });

  it('of evidence: a source that is taken back leaves its statements standing as "no source"', async () => {
    t.clock.set('2026-12-11T10:00:00Z');
    const subject = 'source/hallelife-2014-08-19';
    const rows = await recordedOf(t.kernel.db, subject);
    const proposed = await propose(t.kernel, { subject, plan: '', kind: 'source', validFrom: rows[0]!.validFrom, content: null, baseSeq: rows[0]!.seq, note: 'Der Bericht war ein anderer', authorId: principalOf('designer').id });
    expect(proposed.ok && (await release(t.kernel, { id: proposed.id, by: principalOf('leadParking').id, note: '' })).ok).toBe(true);
    const seen = await view('2026-12-11');
    expect(seen.standing('item/buergerhaushalt')).toMatchObject({ state: 'unknown', evidenceLost: true });
    expect((await view('2026-12-10', '2026-12-10')).standing('item/buergerhaushalt')).toMatchObject({ state: 'done', evidenceLost: false });
    expect((await t.browser().get('/plan/2013-2020/vorhaben')).body).toContain('Beleg zurückgenommen');
  });
});

describe('the store against a plain reading of the facts', () => {
  it('agrees at random points of both axes, whatever is recorded in whatever order', async () => {
    const subject = '2013-2020/status/measure/m05';
    const day = (n: number) => addDays(plainDate('2014-01-01'), n);
    const start = Date.parse('2027-01-01T00:00:00Z');
    const recorded: { from: PlainDate; at: number; text: string | null }[] = [];
    const random = fc.sample(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean(), fc.integer({ min: 0, max: 2 })), { numRuns: 60, seed: 5 });
    let at = start;
    for (const [index, [from, withdrawn, step]] of random.entries()) {
      at += step * 1000;
      const text = withdrawn && index % 3 === 0 ? null : `Aussage ${index}`;
      recorded.push({ from: day(from), at, text });
      await t.kernel.db.transaction().execute(async (tx) => {
        await lockPlan(tx);
        await appendFact(tx, { subject, plan, kind: 'status', validFrom: day(from), content: text === null ? null : { source: null, precision: 'day', assessment: true, of: 'measure/m05', state: 'running', by: 'Test', text } }, { origin: 'import', at: new Date(at) });
      });
    }
    const plainly = (asOf: PlainDate, known: number): string | undefined => {
      const seen = recorded.filter((row) => row.at <= known && row.from <= asOf);
      for (const from of [...new Set(seen.map((row) => row.from))].sort().reverse()) {
        const newest = seen.filter((row) => row.from === from).at(-1)!;
        if (newest.text !== null) return newest.text;
      }
      return undefined;
    };
    for (const [offset, seconds] of fc.sample(fc.tuple(fc.integer({ min: -1, max: 11 }), fc.integer({ min: -1, max: 70 })), { numRuns: 150, seed: 7 })) {
      const known = start + seconds * 1000;
      const rows = await cellsAt(t.kernel.db, [plan], day(offset), new Date(known));
      const found = rows.filter((row: CellRow) => row.subject === subject).map((row) => (row.content as Content<'status'>).text);
      expect([offset, seconds, ...found]).toEqual([offset, seconds, ...[plainly(day(offset), known)].filter((text) => text !== undefined)]);
    }
  });

  it('lets the application neither change nor delete a fact', async () => {
    for (const table of ['fact', 'import_mark', 'proposal', 'decision', 'snapshot']) {
      await expect(sql.raw(`delete from plan.${table}`).execute(t.kernel.db)).rejects.toThrow(/permission denied/);
      await expect(sql.raw(`update plan.${table} set ${table === 'decision' ? 'note' : table === 'snapshot' ? 'indicator' : 'subject'} = 'x'`).execute(t.kernel.db)).rejects.toThrow(/permission denied/);
    }
  });
});
