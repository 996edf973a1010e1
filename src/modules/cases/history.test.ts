import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCasesTest, type CasesTest } from './cases.testing.ts';
import { fold, type CaseEvent } from './domain/fold.ts';
import { possibleEvents } from './domain/states.ts';
import { loadHistory, recordEvent } from './store.ts';

let t: CasesTest;
beforeAll(async () => {
  t = await createCasesTest();
}, 120_000);
afterAll(() => t.close());

const kinds = async (id: string) => (await loadHistory(t.kernel.db, id)).map(({ kind }) => kind);
/** Whatever happened: the projection is the folded history. */
const expectFolded = async (id: string) => expect(await t.file(id)).toMatchObject({ ...fold(await loadHistory(t.kernel.db, id)) });

describe('the history', () => {
  it('is what the stored case is folded from, whatever happens to it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 3, maxLength: 25 }), async (choices) => {
        const id = await t.submit();
        for (const choice of choices) {
          const possible = possibleEvents((await t.file(id)).state);
          const kind = possible[choice % possible.length]!;
          const other = '00000000-0000-7000-8000-000000000101';
          const data = { neighbour: 'register', reasons: ['a:b'], claimId: other, questionId: other, decisionId: other, automatic: false, to: other, noteId: other, documentId: other, letter: 'granted', by: 'post' };
          await t.kernel.db.transaction().execute((tx) => recordEvent(tx, id, { kind, data, actor: { kind: 'staff', id: other }, at: t.clock.now() } as unknown as CaseEvent));
          await expectFolded(id);
        }
        expect((await kinds(id)).length).toBe(choices.length + 1);
      }),
      { numRuns: 12 },
    );
  });

  it('cannot be rewritten by the application, and an illegal event changes nothing', async () => {
    const id = await t.submit();
    await expect(t.kernel.db.updateTable('cases.event').set({ kind: 'granted' }).where('case_id', '=', id).execute()).rejects.toThrow(/permission denied/);
    await expect(t.kernel.db.deleteFrom('cases.event').where('case_id', '=', id).execute()).rejects.toThrow(/permission denied/);
    await expect(t.kernel.db.transaction().execute((tx) => recordEvent(tx, id, { kind: 'payment_settled', data: { claimId: id }, actor: { kind: 'system' }, at: t.clock.now() }))).rejects.toMatchObject({ code: 'CASE_EDGE' });
    expect(await kinds(id)).toEqual(['received']);
  });
});
