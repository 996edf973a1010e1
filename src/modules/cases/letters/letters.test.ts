import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPdf } from '../../../../test/support/pdf.ts';
import { citizenId, clerk, createCasesTest, ok, type CasesTest } from '../cases.testing.ts';
import { loadContext } from '../context.ts';
import { composeLetter } from './compose.ts';
import { decideCase } from '../use-cases/decide-case.ts';
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

const letterOf = async (id: string, kind: string) => {
  const { rows } = await t.ownerPool.query('select sha256 from cases.document where case_id = $1 and kind = $2', [id, kind]);
  return readPdf(Buffer.concat(await (await t.kernel.objects.open(rows[0].sha256)).toArray()));
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

describe('the German text', () => {
  it('stands whole behind one in another language, for people and for the record, and what a clerk wrote stands in both', async () => {
    const id = await t.submit({ accountId: null, lang: 'en', age: 12 });
    await t.workAll();
    await decideCase(t.kernel, clerk, { caseId: id, outcome: 'rejected', reasons: 'Sie sind erst zwölf.' });
    await t.workAll();
    for (const kind of ['letter', 'record']) {
      const { text } = await letterOf(id, kind);
      const german = text.slice(text.indexOf('Verbindlicher Text auf Deutsch'));
      expect(text).toContain('only the German text is binding (section 23 (1) VwVfG)');
      for (const words of ['Your application is rejected', 'Dear Lena Marie Sommer,', 'Sie sind erst zwölf.', 'Kind regards']) expect(text.slice(0, -german.length)).toContain(words);
      for (const words of ['Aktenzeichen V26-', 'Ihr Antrag vom 24. November 2026', 'Ihr Antrag ist abgelehnt', 'Guten Tag Lena Marie Sommer,', 'Sie sind erst zwölf.', 'Mit freundlichen Grüßen']) expect(german).toContain(words);
    }
    const { rows } = await t.ownerPool.query(`select kind, title from cases.document where case_id = $1 and kind in ('letter', 'record') order by kind`, [id]);
    expect(rows).toEqual([{ kind: 'letter', title: 'Your application is rejected' }, { kind: 'record', title: 'Ihr Antrag ist abgelehnt' }]);
  });

  it('stands alone in a German letter, and where the package is not written in the language', async () => {
    for (const lang of ['de', 'de-leicht'] as const) {
      const { data, subject } = await composed(await t.submit({ accountId: null, lang }));
      expect([subject, data.binding, data.notice]).toEqual(['Ihr Antrag ist bewilligt', undefined, undefined]);
    }
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
