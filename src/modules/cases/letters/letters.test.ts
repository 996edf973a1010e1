import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPdf } from '../../../../test/support/pdf.ts';
import { citizenId, clerk, createCasesTest, ok, type CasesTest } from '../cases.testing.ts';
import { loadContext } from '../context.ts';
import { composeLetter } from './compose.ts';
import { previewLetter } from '../use-cases/preview-letter.ts';

let t: CasesTest;
beforeAll(async () => {
  t = await createCasesTest();
}, 120_000);
afterAll(() => t.close());
beforeEach(() => {
  t.probe.answer = () => ok;
  t.clock.set('2026-11-24T09:00:00Z');
});

const composed = async (id: string) => {
  const decision = { automatic: true, text: '', effects: { gewaehren: { number: 'N-1', access_code: 'GEHEIM-77' } }, decidedOn: t.kernel.clock.today(), decidedBy: null };
  return composeLetter(t.kernel, await loadContext(t.kernel, t.kernel.db, await t.file(id)), { kind: 'granted', decision });
};

describe('the language', () => {
  it('is the one of the profile, and without an account that of the case', async () => {
    const subjects: string[] = [];
    for (const profile of ['en', 'de']) {
      await t.ownerPool.query('update directory.account set lang = $2 where id = $1', [citizenId, profile]);
      for (const lang of ['de', 'en'] as const) subjects.push((await composed(await t.submit({ lang }))).subject);
    }
    for (const lang of ['de', 'en'] as const) subjects.push((await composed(await t.submit({ lang, accountId: null }))).subject);
    const [german, english] = ['Ihr Antrag ist bewilligt', 'Your application is granted'];
    expect(subjects).toEqual([english, english, german, german, german, english]);
  });
});

describe('the preview', () => {
  it('says that it is one, what the fee will be, and where values stand that only the decision brings', async () => {
    const id = await t.submit({ service: 'probe-nachher', age: 12 });
    await t.workAll();
    const { text } = await readPdf(await previewLetter(t.kernel, clerk, { caseId: id, letter: 'granted', text: '' }));
    expect(text).toContain('Vorschau: Dieser Brief ist noch nicht verschickt.');
    expect(text).toContain('Nummer [steht nach der Entscheidung fest] Code [steht nach der Entscheidung fest], Betrag 10,00');
    expect(text).not.toContain('Bereitgestellt');
  });
});
