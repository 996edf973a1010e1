import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../../../kernel/testing/test-kernel.ts';
import { loadView } from '../load.ts';
import { recordedOf } from '../store.ts';
import { propose, release } from '../use-cases.ts';
import type { Content } from '../domain/kinds.ts';
import { minimalPlan, planFolderWith, pointAt, principalOf } from '../testing.ts';
import { importFolder, planFolder } from './import-folder.ts';
import { readFolder } from './read-folder.ts';

let t: TestKernel;
beforeAll(async () => {
  t = await createTestKernel({ now: '2026-11-25T09:00:00Z' });
});
afterAll(() => t.close());

async function faults(files: Record<string, string>): Promise<string[]> {
  const { root, remove } = planFolderWith(files);
  try {
    const result = await importFolder(t.kernel, root);
    return result.ok ? [] : result.problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
  } finally {
    remove();
  }
}
const one = (more: string) => faults({ '2020-2025/plan.yaml': minimalPlan(more) });

describe('a folder with a mistake is refused whole, with file and line', () => {
  it.each([
    ['circular goals', 'goal:', 'circle', minimalPlan().replace('title: Erstes Ziel}', 'title: Erstes Ziel, part_of: z2}\n  - {key: z2, since: 2020-01-01, source: null, order: 2, code: Z2, title: Zweites, part_of: z1}')],
    ['a goal that is part of itself', '', 'circle', minimalPlan().replace('title: Erstes Ziel}', 'title: Erstes Ziel, part_of: z1}')],
    ['measures that wait for each other', '', 'circle', minimalPlan().replace('goals: [z1]}', 'goals: [z1], depends_on: [m2]}\n  - {key: m2, since: 2020-01-01, source: null, order: 2, group: A, code: A2, title: Zweite, depends_on: [m1]}')],
  ])('%s', async (_name, _where, word, text) => {
    const found = await faults({ '2020-2025/plan.yaml': text });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^2020-2025\/plan\.yaml:\d+ /);
    expect(found[0]).toContain(word);
  });
  it.each([
    ['a status before the plan', 'status:\n  - {of: measure/m1, since: 2019-12-31, source: null, state: running, by: Stadt, text: Zu früh.}', '2019-12-31 lies before the plan begins'],
    ['a milestone before the plan', 'milestone:\n  - {key: x, since: 2020-02-01, source: null, of: measure/m1, title: Termin, planned: 2019-05-01}', 'before the plan begins'],
    ['an action plan outside the years', 'action-plan:\n  - {key: a, since: 2020-02-01, source: null, years: [2031], exists: true}', 'outside'],
    ['stopped without a reason', 'status:\n  - {of: measure/m1, since: 2020-02-01, source: null, state: stopped, by: Stadt, text: Aus.}', 'needs a reason and who decided'],
    ['a promise due before it was made', 'commitment:\n  - {key: z, since: 2021-02-01, source: null, of: [plan], text: Bald., by: Stadt, due: 2021-01-01, outcome: open}', 'before it was promised'],
    ['a source nobody knows', 'status:\n  - {of: measure/m1, since: 2020-02-01, source: weg, state: running, by: Stadt, text: Läuft.}', 'source/weg'],
    ['something about nothing', 'status:\n  - {of: measure/m9, since: 2020-02-01, source: null, state: running, by: Stadt, text: Läuft.}', 'measure/m9'],
    ['a day that does not exist', 'status:\n  - {of: measure/m1, since: 2020-02-30, source: null, state: running, by: Stadt, text: Läuft.}', 'a day that exists'],
    ['a state nobody knows', 'status:\n  - {of: measure/m1, since: 2020-02-01, source: null, state: fertig, by: Stadt, text: Läuft.}', 'state'],
    ['a value nobody asked for', 'status:\n  - {of: measure/m1, since: 2020-02-01, source: null, state: running, by: Stadt, text: Läuft., farbe: rot}', 'farbe'],
    ['two things on one day', 'status:\n  - {of: measure/m1, since: 2020-02-01, source: null, state: running, by: Stadt, text: A.}\n  - {of: measure/m1, since: 2020-02-01, source: null, state: done, by: Stadt, text: B.}', 'two things'],
    ['a link to a script', 'status:\n  - {of: measure/m1, since: 2020-02-01, source: null, state: running, by: Stadt, text: "[klick](javascript:alert)"}', 'link'],
    ['broken YAML', 'status: [', 'plan.yaml'],
  ])('%s', async (_name, more, word) => {
    const found = await one(more);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join('\n')).toContain(word);
  });
  it('and nothing of it is stored', async () => {
    expect((await t.ownerPool.query('select count(*)::int as n from plan.fact')).rows[0].n).toBe(0);
  });
});

describe('the import of Halle’s folder', () => {
  it('has every statement of the files and nothing is invented: A3, B7, C8 are named, the rest reads "nicht belegt"', () => {
    const { facts, problems } = readFolder(planFolder('halle'));
    expect(problems).toEqual([]);
    const measures = facts.filter((fact) => fact.plan === '2013-2020' && fact.kind === 'measure').map((fact) => fact.content as Content<'measure'>);
    expect(measures).toHaveLength(19);
    expect(measures.filter((measure) => measure.title !== null).map((measure) => `${measure.code} ${measure.title}`)).toEqual(['A3 Elektronisches Serviceportal', 'B7 Kompetenzförderung', 'C8 Elektronische Aktenführung']);
    expect(measures.filter((measure) => measure.title === null).every((measure) => measure.code === null && measure.source === null && measure.goals === null)).toBe(true);
    const goals = (plan: string) => facts.filter((fact) => fact.plan === plan && fact.kind === 'goal').map((fact) => fact.content as Content<'goal'>);
    expect(goals('2013-2020')).toHaveLength(8);
    expect(goals('2008-2012')).toHaveLength(7);
    expect([...goals('2013-2020'), ...goals('2008-2012')].every((goal) => goal.title === null && goal.source === null)).toBe(true);
    // whatever is said has a source, or says that it is the monitor's own reading
    for (const fact of facts) if (['status', 'budget', 'commitment', 'effect', 'law', 'milestone', 'paper', 'manual'].includes(fact.kind)) expect([fact.subject, fact.content.source !== null || fact.content.assessment]).toEqual([fact.subject, true]);
  });

  it('adds everything once; importing again changes nothing', async () => {
    const first = await importFolder(t.kernel);
    expect(first).toMatchObject({ ok: true, withdrawn: 0, kept: [] });
    expect((first as { added: number }).added).toBe(readFolder(planFolder('halle')).facts.length);
    t.clock.advance({ days: 1 });
    expect(await importFolder(t.kernel)).toEqual({ ok: true, added: 0, withdrawn: 0, kept: [] });
  });

  it('corrects what changed in the folder, takes back what is gone, and keeps what staff wrote', async () => {
    const status = (text: string) => `status:\n  - {of: measure/m1, since: 2020-02-01, source: null, state: running, by: Stadt, text: ${text}}\n`;
    const { root, remove } = planFolderWith({ '2020-2025/plan.yaml': minimalPlan(`${status('Erster Wortlaut.')}  - {of: plan, since: 2020-02-01, source: null, state: running, by: Stadt, text: Der Plan.}`) });
    const subject = '2020-2025/status/measure/m1';
    const write = (text: string) => writeFileSync(join(root, '2020-2025/plan.yaml'), minimalPlan(text));
    try {
      expect(await importFolder(t.kernel, root)).toMatchObject({ ok: true, added: 5 });
      t.clock.advance({ days: 1 });
      write(status('Zweiter Wortlaut.'));
      expect(await importFolder(t.kernel, root)).toMatchObject({ ok: true, added: 1, withdrawn: 1, kept: [] });
      const view = await loadView(t.kernel, '2020-2025', pointAt(t.kernel, '2026-11-25'));
      expect(view!.standing('measure/m1').entry!.content.text).toBe('Zweiter Wortlaut.');
      expect(view!.standing('plan').entry).toBeUndefined();
      const rows = await recordedOf(t.kernel.db, subject);
      const proposed = await propose(t.kernel, { subject, plan: '2020-2025', kind: 'status', validFrom: rows[0]!.validFrom, content: { ...(rows[0]!.content as Content<'status'>), text: 'Von Hand.' }, baseSeq: rows[0]!.seq, note: 'Berichtigt', authorId: principalOf('designer').id });
      expect(proposed.ok && (await release(t.kernel, { id: proposed.id, by: principalOf('leadParking').id, note: '' })).ok).toBe(true);
      write(status('Dritter Wortlaut.'));
      expect(await importFolder(t.kernel, root)).toEqual({ ok: true, added: 0, withdrawn: 0, kept: [`${subject}@2020-02-01`] });
      expect(await importFolder(t.kernel, root)).toEqual({ ok: true, added: 0, withdrawn: 0, kept: [] });
      expect(((await recordedOf(t.kernel.db, subject))[0]!.content as Content<'status'>).text).toBe('Von Hand.');
    } finally {
      remove();
    }
  });
});
