import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser } from '../../../kernel/testing/test-kernel.ts';
import { clerkRights, colleague, createRecordsTest, leadRights, smallMail, smallPdf, type RecordsTest } from '../records.testing.ts';

let t: RecordsTest;
let kim: TestBrowser;
let petra: TestBrowser;
let ali: TestBrowser;
beforeAll(async () => {
  t = await createRecordsTest();
  kim = await t.as(colleague(['parken'], clerkRights));
  petra = await t.as(colleague(['parken'], leadRights));
  ali = await t.as(colleague(['steuern'], clerkRights));
});
afterAll(() => t.close());

const location = (answer: { headers: Record<string, unknown> }) => String(answer.headers['location']);

describe('a clerk keeps a file', () => {
  let file: string;
  let caseFile: string;

  it('the lead opens it, with a number by the rule of the plan', async () => {
    await petra.get('/amt/akten/neu?position=32.2-VA');
    const wrong = await petra.post('/amt/akten/neu', { position: '32.2-VA', titel: '   ', amt: 'parken', stufe: 'normal' });
    expect(wrong.statusCode).toBe(422);
    const done = await petra.post('/amt/akten/neu', { position: '32.2-VA', titel: 'Halteverbote in der Geiststraße', amt: 'parken', stufe: 'normal' });
    expect(done.statusCode).toBe(303);
    file = location(done);
    expect((await kim.get(file)).body).toContain('32.2-VA/2026-0001');
    expect((await kim.get('/amt/akten/neu')).statusCode).toBe(403);
    expect((await petra.post('/amt/akten/neu', { position: '20.1', titel: 'Fremd', amt: 'steuern', stufe: 'normal' })).statusCode).toBe(403);
  });

  it('the clerk opens a case file and files a PDF, a mail with its attachment, and what has no preview', async () => {
    caseFile = location(await kim.post(`${file}/vorgang`, { titel: 'Umzug am 3. Dezember' }));
    const none = await t.upload(kim, `${caseFile}/hochladen`, { titel: '', art: 'other' }, []);
    expect(none.statusCode).toBe(422);
    const done = await t.upload(kim, `${caseFile}/hochladen`, { titel: '', art: 'letter', 'tag.day': '20', 'tag.month': '11', 'tag.year': '2026' }, [
      { field: 'dateien', name: 'Lageplan.pdf', content: smallPdf('Lageplan Geiststrasse') },
      { field: 'dateien', name: 'Anfrage.eml', content: smallMail('Halteverbot fuer meinen Umzug', 'Guten Tag, ich brauche zwei Parkplätze.') },
      { field: 'dateien', name: 'seltsam.html', content: '<script>alert(1)</script>' },
    ]);
    expect(done.statusCode).toBe(303);
    const documents = await t.rows<{ title: string; kind: string; mime: string; day: string; parent_id: string | null; no: number }>('select d.title, d.kind, v.mime, d.day::text, d.parent_id, d.no from records.document d join records.version v on v.document_id = d.id where d.case_file_id = $1 order by d.no', [caseFile.split('/').at(-1)]);
    expect(documents).toMatchObject([
      { title: 'Lageplan.pdf', kind: 'letter', mime: 'application/pdf', day: '2026-11-20', no: 1 },
      { title: 'Halteverbot fuer meinen Umzug', kind: 'mail', mime: 'message/rfc822', day: '2026-11-23', no: 2 },
      { title: 'Beleg.pdf', kind: 'attachment', mime: 'application/pdf', no: 3 },
      { title: 'seltsam.html', kind: 'letter', mime: 'application/octet-stream', no: 4 },
    ]);
    expect(documents[2]!.parent_id).not.toBeNull();
    const page = await kim.get(caseFile);
    expect(page.body).toContain('Lageplan.pdf');
    expect(page.body).toContain('4 Dokumente');
  });

  it('and the check of the store finds every file named, none missing or forgotten', async () => {
    const { named, missing, orphaned } = await t.kernel.objectReferences.check(t.kernel.db, t.kernel.objects, { deep: true, now: new Date('2100-01-01') });
    expect([named > 2, missing, orphaned]).toEqual([true, [], []]);
    const { rows } = await t.ownerPool.query<{ sha256: string }>('select sha256 from records.version limit 1');
    await t.kernel.objectReferences.deleteUnneeded(t.kernel.db, t.kernel.objects, [rows[0]!.sha256]);
    expect(await t.kernel.objects.has(rows[0]!.sha256)).toBe(true);
  });

  it('never serves a stranger’s file under its own type, and draws pages instead', async () => {
    const [{ id }] = (await t.rows<{ id: string }>(`select id from records.document where title = 'seltsam.html'`)) as [{ id: string }];
    const [{ id: plan }] = (await t.rows<{ id: string }>(`select id from records.document where title = 'Lageplan.pdf'`)) as [{ id: string }];
    expect((await kim.get(`/amt/akten/dokument/${plan}/fassung/1`)).headers['content-type']).toBe('application/octet-stream');
    const download = await kim.get(`/amt/akten/dokument/${id}/fassung/1`);
    expect(download.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' });
    expect(String(download.headers['content-disposition'])).toMatch(/^attachment/);
    expect(String(download.headers['content-security-policy'])).toContain('sandbox');
    expect((await kim.get(`/amt/akten/dokument/${id}/fassung/1/seite/1`)).statusCode).toBe(404);
    const [pdf] = (await t.rows<{ id: string }>(`select id from records.document where title = 'Lageplan.pdf'`)) as [{ id: string }];
    const picture = await kim.get(`/amt/akten/dokument/${pdf.id}/fassung/1/seite/1`);
    expect(picture.headers['content-type']).toBe('image/png');
    expect(picture.rawPayload.subarray(1, 4).toString()).toBe('PNG');
  });

  it('finds words of the PDF and of the mail, parts of compounds, and numbers as people type them', async () => {
    await t.workAll();
    const search = async (browser: TestBrowser, q: string) => browser.get(location(await browser.post('/amt/akten/suche', { q })));
    expect((await search(kim, 'lageplan geiststraße')).body).toContain('Lageplan.pdf');
    expect((await search(kim, 'Parkplatz')).body).toContain('Halteverbot fuer meinen Umzug');
    expect((await search(kim, 'Verbot')).body).toContain('Halteverbot fuer meinen Umzug');
    for (const typed of ['32.2-VA/2026-0001', '32.2 va 2026 1', 'Az.: 32.2-va/26-1', '322VA20260001']) expect((await search(kim, typed)).body, typed).toContain('Halteverbote in der Geiststraße');
    expect((await search(kim, 'eiststr')).body).toContain('Kein ganzes Wort');
    const address = location(await kim.post('/amt/akten/suche', { q: 'Erika Beispiel' }));
    expect(address).not.toMatch(/erika|beispiel/i);
    for (const q of ['lageplan', '32.2-VA/2026-0001', 'eiststr', 'umzug']) expect((await search(ali, q)).body, q).toContain('Nichts gefunden');
    for (const q of ['\'"&|!():*', '@1', '%%%%', '0', 'x'.repeat(300), '\u0000']) expect([303, 400], q).toContain((await kim.post('/amt/akten/suche', { q })).statusCode);
    expect((await kim.get('/amt/akten/suche?s=abc')).statusCode).toBe(303);
  });

  it('shows the place in a letter, not in the data filed beside it', async () => {
    await t.file({ documents: [await t.document('brief', 'Frau Tannenhof zieht um'), await t.document('data', '{"name":{"label":"directory.source.account","family":"Tannenhof"}}', { title: 'Vorgang als Daten', kind: 'data', mime: 'application/json' })] });
    await t.workAll();
    const { body } = await kim.get(location(await kim.post('/amt/akten/suche', { q: 'tannenhof' })));
    expect(body).toContain('<mark>Tannenhof</mark>');
    expect(body).toContain('Vorgang als Daten');
    expect(body).not.toContain('directory.source.account');
  });

  it('a document is taken, changed and given back; others wait', async () => {
    const [{ id }] = (await t.rows<{ id: string }>(`select id from records.document where title = 'Lageplan.pdf'`)) as [{ id: string }];
    const path = `/amt/akten/dokument/${id}`;
    expect((await kim.post(`${path}/auschecken`)).statusCode).toBe(303);
    expect((await petra.post(`${path}/auschecken`)).statusCode).toBe(409);
    expect((await t.upload(petra, `${path}/fassung`, { notiz: '' }, [{ field: 'datei', name: 'a.pdf', content: smallPdf('fremd') }])).statusCode).toBe(409);
    expect((await t.upload(kim, `${path}/fassung`, { notiz: '' }, [{ field: 'datei', name: 'a.pdf', content: smallPdf('Lageplan Geiststrasse') }])).statusCode).toBe(422);
    expect((await t.upload(kim, `${path}/fassung`, { notiz: 'Maßstab berichtigt' }, [{ field: 'datei', name: 'Lageplan-2.pdf', content: smallPdf('Lageplan neu') }])).statusCode).toBe(303);
    const page = (await kim.get(path)).body;
    expect(page).toContain('Maßstab berichtigt');
    expect(page).not.toContain('entnommen von');
    const versions = await t.rows<{ no: number; evidence_id: string }>('select no, evidence_id from records.version where document_id = $1 order by no', [id]);
    expect(versions.map(({ no }) => no)).toEqual([1, 2]);
    await expect(t.kernel.db.updateTable('records.version').set({ sha256: 'f'.repeat(64) }).where('document_id', '=', id).execute()).rejects.toThrow(/permission denied/);
    await kim.post(`${path}/auschecken`);
    expect((await petra.post(`${path}/einchecken`)).statusCode).toBe(303);
  });

  it('comments, references and closing', async () => {
    const other = await t.file({ title: 'Anderer Vorgang', otherNumbers: ['V26-000017-1'], documents: [await t.document('a', 'Inhalt')] });
    expect((await kim.post(`${caseFile}/vermerk`, { text: '' })).statusCode).toBe(422);
    expect((await kim.post(`${caseFile}/vermerk`, { text: 'Rückruf erbeten' })).statusCode).toBe(303);
    expect((await kim.post(`${caseFile}/verweis`, { nummer: 'gibt es nicht 1', notiz: '' })).statusCode).toBe(422);
    expect((await kim.post(`${caseFile}/verweis`, { nummer: other.number.toLowerCase().replaceAll('/', ' '), notiz: 'gleiche Straße' })).statusCode).toBe(303);
    const page = (await kim.get(caseFile)).body;
    expect(page).toContain('Rückruf erbeten');
    expect(page).toContain('Anderer Vorgang');
    const exported = JSON.parse((await kim.get(`${caseFile}/export`)).body) as { documents: { versions: { sha256: string }[] }[]; references: unknown[]; comments: unknown[] };
    expect(exported.documents).toHaveLength(4);
    expect(exported.references).toHaveLength(1);
    expect((await kim.post(`${caseFile}/abschluss`, { zu: 'ja' })).statusCode).toBe(303);
    expect((await t.upload(kim, `${caseFile}/hochladen`, { titel: '' }, [{ field: 'dateien', name: 'x.txt', content: 'zu spät' }])).statusCode).toBe(422);
    for (const path of [caseFile, `${caseFile}/export`, file]) expect((await ali.get(path)).statusCode, path).toBe(404);
    for (const path of ['vermerk', 'verweis', 'abschluss']) expect((await ali.post(`${caseFile}/${path}`, { text: 'x', nummer: 'x', zu: 'ja' })).statusCode, path).toBe(404);
  });

  it('the lead shares it with another office, which may read and nothing else; and makes it confidential', async () => {
    expect((await petra.post(`${file}/zugriff`, { stufe: 'normal', geteilt: 'steuern' })).statusCode).toBe(303);
    expect((await ali.get(caseFile)).statusCode).toBe(200);
    expect((await ali.post(`${caseFile}/vermerk`, { text: 'x' })).statusCode).toBe(403);
    expect((await ali.get(location(await ali.post('/amt/akten/suche', { q: 'lageplan' })))).body).toContain('Lageplan');
    expect((await petra.post(`${file}/zugriff`, { stufe: 'confidential', geteilt: [] })).statusCode).toBe(303);
    for (const browser of [kim, ali]) {
      expect((await browser.get(caseFile)).statusCode).toBe(404);
      expect((await browser.get(location(await browser.post('/amt/akten/suche', { q: 'lageplan' })))).body).toContain('Nichts gefunden');
      expect((await browser.get('/amt/akten/plan/32.2-VA')).body).not.toContain('Geiststraße');
    }
    expect((await petra.get(caseFile)).statusCode).toBe(200);
  });
});
