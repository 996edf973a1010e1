import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clerk, createCasesTest, type CasesTest } from './cases.testing.ts';
import { fold, type CaseEvent } from './domain/fold.ts';
import { apply, caseStates, edges, isClosed, movingEvents, stayingEvents, type CaseEventKind, type CaseState } from './domain/states.ts';
import { loadHistory, recordEvent } from './store.ts';

/** Every edge and every non-edge of the case machine, in the database the application writes. */
let t: CasesTest;
beforeAll(async () => {
  t = await createCasesTest();
}, 120_000);
afterAll(() => t.close());

const thing = '00000000-0000-7000-8000-000000000101';
const data = { neighbour: 'register', reasons: ['a:b'], claimId: thing, questionId: thing, decisionId: thing, automatic: false, to: clerk.id, noteId: thing, documentId: thing, letter: 'granted', by: 'post' };
const record = (id: string, kind: CaseEventKind) => t.kernel.db.transaction().execute((tx) => recordEvent(tx, id, { kind, data, actor: { kind: 'staff', id: clerk.id }, at: t.clock.now() } as unknown as CaseEvent));

/** The shortest way from receipt to each state. */
const ways = new Map<CaseState, CaseEventKind[]>([['received', []]]);
for (let grown = true; grown; ) {
  grown = false;
  for (const { from, event, to } of edges) {
    const way = ways.get(from);
    if (!way || ways.has(to)) continue;
    ways.set(to, [...way, event]);
    grown = true;
  }
}

async function caseIn(state: CaseState): Promise<string> {
  const id = await t.submit();
  for (const kind of ways.get(state)!) await record(id, kind);
  expect((await t.file(id)).state).toBe(state);
  return id;
}

describe('the stored case', () => {
  it('reaches every state', () => {
    expect([...ways.keys()].sort()).toEqual([...caseStates].sort());
  });

  it.each(edges.map(({ from, event, to }) => [from, event, to] as const))('%s –%s→ %s, and is what its history folds to', async (from, event, to) => {
    const id = await caseIn(from);
    const before = await t.file(id);
    t.clock.advance({ minutes: 5 });
    await record(id, event);
    const after = await t.file(id);
    expect(after).toMatchObject({ ...fold(await loadHistory(t.kernel.db, id)) });
    expect([after.state, after.revision]).toEqual([to, before.revision + 1]);
    expect(after.closedAt !== null).toBe(isClosed(to));
    expect(await loadHistory(t.kernel.db, id)).toHaveLength(after.revision);
  });

  it.each([...caseStates])('in the state %s takes no other event, and nothing is written when one is tried', async (state) => {
    const id = await caseIn(state);
    const before = await t.file(id);
    for (const kind of ['received', ...movingEvents] as const) {
      if (apply(state, kind) !== undefined) continue;
      await expect(record(id, kind), kind).rejects.toMatchObject({ code: 'CASE_EDGE' });
    }
    expect(await t.file(id)).toEqual(before);
    for (const kind of stayingEvents) await record(id, kind);
    expect(await t.file(id)).toMatchObject({ state, revision: before.revision + stayingEvents.length, outcome: before.outcome });
  });
});
