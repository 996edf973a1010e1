import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser } from '../../../kernel/testing/test-kernel.ts';
import { citizenId, clerk, clerkPrincipal, createCasesTest, ok, otherCitizenId, type CasesTest } from '../cases.testing.ts';
import { askApplicant } from '../use-cases/ask-applicant.ts';

let t: CasesTest;
let lena: TestBrowser;
let jonas: TestBrowser;
beforeAll(async () => {
  t = await createCasesTest();
  lena = t.browser();
  await lena.signInAs({ kind: 'citizen', id: citizenId, name: 'Lena Marie Sommer' });
  jonas = t.browser();
  await jonas.signInAs({ kind: 'citizen', id: otherCitizenId, name: 'Jonas Weidner' });
}, 120_000);
afterAll(() => t.close());

const messageOf = async (caseId: string, kind: string) => (await t.ownerPool.query('select id from mailbox.message where case_id = $1 and kind = $2 order by provided_at desc', [caseId, kind])).rows[0]?.id as string;
const pdf = `%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF`;

/** Posts a form with a file as browsers do: the token first. */
async function postFile(browser: TestBrowser, path: string, file: { name: string; content: string; type: string }, fields: Record<string, string> = {}) {
  const page = await browser.get(path.replace(/\/antwort$/, ''));
  const token = /name="_csrf" value="([^"]+)"/.exec(page.body)![1]!;
  const parts = [['_csrf', token], ...Object.entries(fields)].map(([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
  const payload = `${parts}--x\r\ncontent-disposition: form-data; name="datei"; filename="${file.name}"\r\ncontent-type: ${file.type}\r\n\r\n${file.content}\r\n--x--\r\n`;
  return t.kernel.http.app.inject({ method: 'POST', url: path, payload, headers: { 'content-type': 'multipart/form-data; boundary=x', host: 'localhost:8080', 'sec-fetch-site': 'same-origin', cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
}

describe('the applicant\'s pages', () => {
  it('show a granted case, and the letter whose first opening is the proof', async () => {
    const id = await t.submit({ service: 'probe-nachher' });
    await t.workAll();
    const list = await lena.get('/konto/vorgaenge');
    expect(list.statusCode).toBe(200);
    expect(list.body).toContain(`/konto/vorgaenge/${id}`);
    // every page leads to cases and mailbox
    expect(list.body).toMatch(/<nav class="st-nav"[\s\S]*href="\/konto\/vorgaenge" aria-current="page"[\s\S]*href="\/postfach"/);
    const page = await lena.get(`/konto/vorgaenge/${id}`);
    for (const text of ['bewilligt', 'Verlauf', '10,00', 'Demo', 'Lena Marie Sommer', 'Kopie Ihres Antrags']) expect(page.body).toContain(text);
    expect(page.body).not.toContain('Antrag zurücknehmen');
    const message = await messageOf(id, 'letter');
    expect((await lena.get('/postfach')).body).toContain('neu');
    const unopened = await lena.get(`/postfach/${message}`);
    expect(unopened.body).toContain('am Tag danach');
    expect(unopened.body).toContain('(§ 41 Abs. 2a VwVfG)');
    expect(Number((await t.ownerPool.query('select count(*) n from mailbox.retrieval')).rows[0].n)).toBe(0);
    for (let n = 0; n < 2; n++) {
      const letter = await lena.get(`/postfach/${message}/dokument`);
      expect(letter.headers['content-type']).toBe('application/pdf');
      expect(letter.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    }
    const opened = await lena.get(`/postfach/${message}`);
    expect(opened.body).toContain('25. November 2026');
    expect((await t.ownerPool.query(`select count(*) n from evidence.entry where kind = 'letter.retrieved'`)).rows[0].n).toBe(1);
    const copy = (await t.ownerPool.query(`select id from cases.document where case_id = $1 and kind = 'copy'`, [id])).rows[0].id as string;
    expect((await lena.get(`/konto/vorgaenge/${id}/dokumente/${copy}`)).statusCode).toBe(200);
    for (const kind of ['letter', 'record']) {
      const document = (await t.ownerPool.query('select id from cases.document where case_id = $1 and kind = $2', [id, kind])).rows[0].id as string;
      expect((await lena.get(`/konto/vorgaenge/${id}/dokumente/${document}`)).statusCode).toBe(404);
    }
  });

  it('do not exist for anybody else', async () => {
    const id = await t.submit();
    await t.workAll();
    const message = await messageOf(id, 'letter');
    const staff = t.browser();
    await staff.signInAs(clerkPrincipal);
    for (const path of [`/konto/vorgaenge/${id}`, `/postfach/${message}`, `/postfach/${message}/dokument`]) {
      expect((await jonas.get(path)).statusCode).toBe(404);
      expect([303, 404]).toContain((await staff.get(path)).statusCode);
      const visitor = await t.browser().get(path);
      expect(visitor.statusCode).toBe(303);
      expect(visitor.headers.location).toContain('/konto/anmelden');
    }
    expect((await jonas.get('/konto/vorgaenge')).body).not.toContain(id);
    expect((await jonas.post(`/konto/vorgaenge/${id}/zuruecknehmen`)).statusCode).toBe(404);
    expect((await jonas.post(`/postfach/${message}/antwort`, { text: 'x' })).statusCode).toBe(404);
    for (const path of ['/konto/vorgaenge/nonsense', '/postfach/%00', `/postfach/${id}`]) expect((await lena.get(path)).statusCode).toBe(404);
  });

  it('give out no document under a case it does not belong to', async () => {
    const [mine, his] = [await t.submit(), await t.submit({ accountId: otherCitizenId })];
    await t.workAll();
    const copyOf = async (id: string) => (await t.ownerPool.query(`select id from cases.document where case_id = $1 and kind = 'copy'`, [id])).rows[0].id as string;
    const [myCopy, hisCopy] = [await copyOf(mine), await copyOf(his)];
    expect((await lena.get(`/konto/vorgaenge/${mine}/dokumente/${myCopy}`)).statusCode).toBe(200);
    for (const path of [`${mine}/dokumente/${hisCopy}`, `${his}/dokumente/${hisCopy}`, `${his}/dokumente/${myCopy}`]) expect((await lena.get(`/konto/vorgaenge/${path}`)).statusCode, path).toBe(404);
  });

  it('keep what was opened in time', async () => {
    const id = await t.submit();
    await t.workAll();
    const message = await messageOf(id, 'letter');
    expect((await lena.get(`/postfach/${message}/dokument`)).statusCode).toBe(200);
    t.clock.advance({ days: 12 });
    await t.kernel.jobs.enqueue(t.kernel.db, 'mailbox.sweep', {});
    await t.workAll();
    const later = t.browser();
    await later.signInAs({ kind: 'citizen', id: citizenId, name: 'Lena' });
    expect((await later.get(`/postfach/${message}/dokument`)).statusCode).toBe(200);
    expect((await later.get(`/postfach/${message}`)).body).not.toContain('kommt mit der Post');
    t.clock.set('2026-11-24T09:00:00Z');
  });

  it('end the provision for who comes too late', async () => {
    const id = await t.submit();
    await t.workAll();
    const message = await messageOf(id, 'letter');
    t.clock.advance({ days: 11 });
    const late = t.browser();
    await late.signInAs({ kind: 'citizen', id: citizenId, name: 'Lena' });
    expect((await late.get(`/postfach/${message}/dokument`)).statusCode).toBe(410);
    await t.kernel.jobs.enqueue(t.kernel.db, 'mailbox.sweep', {});
    await t.workAll();
    expect((await late.get(`/postfach/${message}`)).body).toContain('kommt mit der Post');
    t.clock.set('2026-11-24T09:00:00Z');
  });

  it('take an application back', async () => {
    const id = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    const page = await lena.get(`/konto/vorgaenge/${id}`);
    expect(page.body).toMatch(/RF\d\d V26/);
    expect((await lena.post(`/konto/vorgaenge/${id}/zuruecknehmen`, { _csrf: 'wrong' })).statusCode).toBe(403);
    expect((await lena.post(`/konto/vorgaenge/${id}/zuruecknehmen`)).statusCode).toBe(303);
    expect((await lena.get(`/konto/vorgaenge/${id}`)).body).toContain('zurückgenommen');
  });
});

describe('answering a question', () => {
  async function asked(answerType: 'text' | 'yes_no' | 'file' | 'text_and_file') {
    t.probe.answer = () => ({ result: 'doubt', reasons: ['strange'], outputs: { code: 'C', good: true } });
    const id = await t.submit();
    await t.workAll();
    t.probe.answer = () => ok;
    expect(await askApplicant(t.kernel, clerk, { caseId: id, question: 'Wie <b>alt</b> sind Sie?', answerType })).toMatchObject({ ok: true });
    await t.workAll();
    return { id, path: `/postfach/${await messageOf(id, 'question')}/antwort` };
  }

  it('by text: empty is refused in words, the second answer kindly', async () => {
    const { id, path } = await asked('text');
    const page = await lena.get(path.replace('/antwort', ''));
    expect(page.body).toContain('Wie &lt;b>alt&lt;/b> sind Sie?');
    expect((await lena.get('/postfach')).body).toContain('Antwort nötig');
    const task = `href="${path.replace('/antwort', '')}">Frage beantworten: `;
    expect((await lena.get('/konto')).body).toContain(task);
    expect((await lena.get(`/konto/vorgaenge/${id}`)).body).toContain('Frage lesen und antworten');
    const empty = await lena.post(path, { text: '   ' });
    expect(empty.statusCode).toBe(422);
    expect(empty.body).toContain('Bitte schreiben Sie Ihre Antwort.');
    expect((await lena.post(path, { text: 'Ich bin 30.' })).statusCode).toBe(303);
    expect((await lena.get('/konto')).body).not.toContain(task);
    const second = await lena.post(path, { text: 'Nein, 31.' });
    expect(second.statusCode).toBe(409);
    expect(second.body).toContain('Schon beantwortet');
    expect((await lena.get(path.replace('/antwort', ''))).body).toContain('Ich bin 30.');
    expect((await t.file(id)).state).toBe('review');
  });

  it('by yes or no, and nothing else', async () => {
    const { path } = await asked('yes_no');
    await lena.get(path.replace('/antwort', ''));
    expect((await lena.post(path, { ja_nein: 'vielleicht' })).statusCode).toBe(422);
    expect((await lena.post(path, { ja_nein: 'nein', text: 'seit gestern' })).statusCode).toBe(303);
  });

  it('by file: judged by its content, never kept when refused', async () => {
    const { id, path } = await asked('file');
    const hostile = await postFile(lena, path, { name: 'bild.pdf', content: '<svg onload=alert(1)>', type: 'application/pdf' });
    expect(hostile.statusCode).toBe(422);
    expect(hostile.body).toContain('PDF-, JPEG- oder PNG-Datei');
    expect((await postFile(lena, path, { name: '', content: '', type: 'application/octet-stream' })).statusCode).toBe(422);
    expect((await postFile(lena, path, { name: '../../nachweis.pdf', content: pdf, type: 'image/png' })).statusCode).toBe(303);
    const document = (await t.ownerPool.query(`select id, filename, mime, sha256 from cases.document where case_id = $1 and kind = 'answer'`, [id])).rows[0];
    expect(document).toMatchObject({ filename: 'nachweis.pdf', mime: 'application/pdf' });
    const download = await lena.get(`/konto/vorgaenge/${id}/dokumente/${document.id as string}`);
    expect(download.headers['content-disposition']).toContain('attachment');
    // the same file sent again, refused this time, is not taken from under the first
    expect((await postFile(lena, path, { name: 'nachweis.pdf', content: pdf, type: 'application/pdf' })).statusCode).toBe(409);
    expect(await t.kernel.objects.has(document.sha256 as string)).toBe(true);
  });
});
