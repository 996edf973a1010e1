import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPdf } from '../../../../test/support/pdf.ts';
import { citizenId, clerk, clerkPrincipal, createCasesTest, ok, stranger, type CasesTest } from '../cases.testing.ts';
import { loadContext } from '../context.ts';
import { composeLetter, renderForPeople } from './compose.ts';
import { loadHistory } from '../store.ts';
import { askApplicant } from '../use-cases/ask-applicant.ts';
import { decideCase } from '../use-cases/decide-case.ts';
import { postLetter } from '../use-cases/post-letter.ts';
import { previewLetter } from '../use-cases/preview-letter.ts';
import { postedWords } from './announced.ts';

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
  return readPdf(await stored(rows[0].sha256));
};
const stored = async (sha256: string) => Buffer.concat(await (await t.kernel.objects.open(sha256)).toArray());

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

const sweep = async () => {
  await t.kernel.jobs.enqueue(t.kernel.db, 'mailbox.sweep', {});
  await t.workAll();
};
const item = async (id: string) => (await t.ownerPool.query<{ id: string }>('select id from cases.print_item where case_id = $1', [id])).rows[0]!.id;
const proofs = async (id: string, kind: string) => (await t.ownerPool.query(`select o.content from evidence.entry e join kernel.evidence_opening o on o.entry_id = e.id where o.content ->> 'case' = $1 and e.kind = $2`, [id, kind])).rows.map(({ content }) => content as unknown);

describe('Leichte Sprache', () => {
  it('has words of its own around the package\'s, and says that no test group has read it', async () => {
    const id = await t.submit({ service: 'probe-person', accountId: null, lang: 'de-leicht' });
    const context = await loadContext(t.kernel, t.kernel.db, await t.file(id));
    const { compiled } = context.service;
    const plain = { ...context, service: { ...context.service, compiled: { ...compiled, service: { ...compiled.service, languages: ['de', 'de-leicht'] as const } } } } as typeof context;
    const letter = await composeLetter(t.kernel, plain, { kind: 'rejected', decision: { automatic: true, text: 'Sie sind zu jung.', effects: {}, decidedOn: t.kernel.clock.today(), decidedBy: null } });
    const { text } = await readPdf(await renderForPeople(t.kernel, letter, t.kernel.clock.now()));
    const [first, german] = text.split('Verbindlicher Text auf Deutsch') as [string, string];
    for (const words of ['Teil 1 hat noch keine Prüf-Gruppe gelesen.', 'Vor dem Gesetz gilt nur Teil 2.', 'Nummer von Ihrem Antrag V26-', 'Der Brief kommt mit der Post.', 'Ein Computer hat diesen Brief geschrieben.', 'Sie sind zu jung.']) expect(first).toContain(words);
    for (const words of ['Aktenzeichen', 'Rechtsbehelfsbelehrung', 'ohne Unterschrift gültig', 'Mit freundlichen Grüßen']) expect(first).not.toContain(words);
    for (const words of ['Aktenzeichen V26-', 'ohne Unterschrift gültig', 'Mit freundlichen Grüßen', 'Sie sind zu jung.']) expect(german).toContain(words);
  });

  it('is never a copy of the German', () => {
    const [plain, german] = [t.kernel.i18n.translator('de-leicht'), t.kernel.i18n.translator('de')];
    const own = ['demo', 'preview', 'later', 'notice', 'received', 'greeting', 'automatic', 'delivery.mailbox', 'delivery.mailbox_then_post', 'delivery.post', 'granted.subject', 'rejected.subject', 'question.subject', 'question.intro', 'question.until.mailbox', 'question.until.post'];
    expect(own.filter((key) => plain(`cases.letter.${key}`) === german(`cases.letter.${key}`))).toEqual([]);
  });
});

describe('a letter that goes by post', () => {
  it('was in the mailbox before and says nothing that is no longer true; the day of posting is proven, and the announcement counted from it', async () => {
    const id = await t.submit();
    await t.workAll();
    t.clock.set('2026-12-07T09:00:00Z');
    await sweep();
    expect((await letterOf(id, 'letter')).text).toMatch(/Über Ihr Postfach; nach 10 Tagen ungeöffnet mit der Post/);
    t.clock.set('2026-12-09T09:00:00Z');
    for (const day of ['2026-12-06', '2026-12-10', '2026-02-30', 'gestern']) expect(await postLetter(t.kernel, clerk, { itemId: await item(id), day })).toEqual({ ok: false, key: 'cases.error.posting_day' });
    await expect(postLetter(t.kernel, stranger, { itemId: await item(id), day: '' })).rejects.toMatchObject({ status: 404 });
    expect(await proofs(id, 'letter.posted')).toEqual([]);
    const posted = await Promise.allSettled([1, 2].map(async () => postLetter(t.kernel, clerk, { itemId: await item(id), day: '2026-12-08' })));
    expect(posted.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const document = (await t.ownerPool.query(`select id, sha256 from cases.document where case_id = $1 and kind = 'letter'`, [id])).rows[0];
    expect(await proofs(id, 'letter.posted')).toEqual([{ case: id, kind: 'granted', document: document.sha256, rule: 'post', day: '2026-12-08' }]);
    const last = (await loadHistory(t.kernel.db, id)).at(-1)!;
    expect(last).toMatchObject({ kind: 'letter_posted', data: { documentId: document.id, letter: 'granted', day: '2026-12-08' }, actor: { kind: 'staff', id: clerk.id } });

    const clerkSees = t.browser();
    await clerkSees.signInAs(clerkPrincipal);
    const citizenSees = t.browser();
    await citizenSees.signInAs({ kind: 'citizen', id: citizenId, name: 'Lena' });
    for (const page of [await clerkSees.get(`/amt/vorgaenge/${id}`), await citizenSees.get(`/konto/vorgaenge/${id}`)]) expect(page.body).toContain('Brief am 8. Dezember 2026 zur Post gegeben; gilt als bekannt gegeben am 12. Dezember 2026 (§ 41 Abs. 2 VwVfG');
    expect((await citizenSees.get(`/konto/vorgaenge/${id}`)).body).toContain('Brief zur Post gegeben:');
    await t.workAll();
    const { rows } = await t.ownerPool.query(`select v.sha256 from records.version v join records.document d on d.id = v.document_id join records.case_file c on c.id = d.case_file_id where c.source_ref = $1 and d.ref = 'data' order by v.no desc limit 1`, [id]);
    expect((await stored(rows[0].sha256)).toString()).toContain('"letter_posted"');
  });

  it('says so where there is no account, where the package wants it, and is not announced when it asks', async () => {
    const asked = await t.submit({ accountId: null, age: 12 });
    const byPackage = await t.submit({ service: 'probe-brief' });
    await t.workAll();
    await askApplicant(t.kernel, clerk, { caseId: asked, question: 'Wie alt sind Sie?', answerType: 'text' });
    await t.workAll();
    for (const id of [asked, byPackage]) {
      const { text } = await letterOf(id, 'letter');
      expect(text).toContain('Mit der Post');
      expect(text).not.toContain('Postfach');
      expect(await postLetter(t.kernel, clerk, { itemId: await item(id), day: '' })).toEqual({ ok: true });
    }
    expect((await t.ownerPool.query('select 1 from mailbox.message where case_id = $1', [byPackage])).rows).toEqual([]);
    expect(await proofs(byPackage, 'letter.posted')).toMatchObject([{ kind: 'granted', rule: 'post', day: '2026-11-24' }]);
    expect(await proofs(asked, 'letter.posted')).toMatchObject([{ kind: 'question', rule: 'none', day: '2026-11-24' }]);
    const question = (await loadHistory(t.kernel.db, asked)).at(-1)!;
    expect(question.kind === 'letter_posted' && postedWords(question, t.kernel.i18n.translator('de'), 'de')).toBe('Brief am 24. November 2026 zur Post gegeben');
  });
});

describe('the preview', () => {
  it('says that it is one, what the fee will be, and where values stand that only the decision brings', async () => {
    const id = await t.submit({ service: 'probe-nachher', age: 12 });
    await t.workAll();
    const { text } = await readPdf(await previewLetter(t.kernel, clerk, { caseId: id, letter: 'granted', text: '' }));
    expect(text).toContain('Vorschau: Dieser Brief ist noch nicht verschickt.');
    expect(text).toContain('Nummer [steht nach der Entscheidung fest] Code [steht nach der Entscheidung fest], Betrag 10,00');
  });
});
