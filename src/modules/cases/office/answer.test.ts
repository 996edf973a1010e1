import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { TestBrowser } from '../../../kernel/testing/test-kernel.ts';
import { demoStaff, staffPrincipal } from '../../directory/index.ts';
import { citizenId, clerk, createCasesTest, type CasesTest } from '../cases.testing.ts';
import { askApplicant } from '../use-cases/ask-applicant.ts';

/** Answers that come by phone, on paper or at the counter, and questions that need no answer any more. */
let t: CasesTest;
let kim: TestBrowser;
let lena: TestBrowser;
beforeAll(async () => {
  t = await createCasesTest();
  [kim, lena] = [t.browser(), t.browser()];
  await signIn();
  await lena.signInAs({ kind: 'citizen', id: citizenId, name: 'Lena Marie Sommer' });
}, 120_000);
afterAll(() => t.close());
beforeEach(() => t.clock.set('2026-11-24T09:00:00Z'));

const signIn = () => kim.signInAs(staffPrincipal({ ...demoStaff.clerkParking, offices: [...demoStaff.clerkParking.offices] }));
const at = (id: string, step = '') => `/amt/vorgaenge/${id}${step && `/${step}`}`;
const phoned = { weg: 'phone', 'tag.day': '24', 'tag.month': '11', 'tag.year': '2026' };

/** A case that waits for an answer; without an account unless said otherwise. */
async function asked(answerType: 'text' | 'yes_no' | 'file' = 'text', account = false): Promise<string> {
  const id = await t.submit({ age: 10, ...(account ? {} : { accountId: null, sessionId: uuidv7() }) });
  await t.workAll();
  expect(await askApplicant(t.kernel, clerk, { caseId: id, question: 'Wie alt sind Sie?', answerType })).toMatchObject({ ok: true });
  await t.workAll();
  return id;
}

const write = async (id: string, fields: Record<string, string>) => kim.post(at(id, 'antwort'), { revision: String((await t.file(id)).revision), ...fields });
const messageOf = async (id: string) => (await t.ownerPool.query<{ id: string }>(`select id from mailbox.message where case_id = $1 and kind = 'question'`, [id])).rows[0]!.id;

describe('an answer that comes another way', () => {
  it('is written down for somebody without an account, by whom and how, and the case goes on', async () => {
    const id = await asked();
    const waiting = await kim.get(at(id));
    for (const action of ['antwort', 'frage-zuruecknehmen']) expect(waiting.body).toContain(`action="${at(id, action)}"`);
    expect(waiting.body).toContain('wartet auf Antwort');
    expect(waiting.body).not.toContain('wartet auf Ihre Antwort');
    expect((await write(id, { ...phoned, text: 'Ich bin 30.' })).headers.location).toBe(at(id));
    expect(await t.file(id)).toMatchObject({ state: 'review', questionId: null });
    const page = (await kim.get(at(id))).body;
    for (const words of ['Ich bin 30.', 'Antwort eingegangen: am Telefon am 24. November 2026', 'aufgeschrieben von Kim']) expect(page).toContain(words);
    const { rows: [event] } = await t.ownerPool.query(`select data, actor_kind, actor_id from cases.event where case_id = $1 and kind = 'question_answered'`, [id]);
    expect(event).toMatchObject({ data: { channel: 'phone', receivedOn: '2026-11-24' }, actor_kind: 'staff', actor_id: clerk.id });
    const { rows: [proof] } = await t.ownerPool.query(`select o.content from evidence.entry e join kernel.evidence_opening o on o.entry_id = e.id where e.kind = 'question.answered' and o.content ->> 'case' = $1`, [id]);
    expect(Object.keys(proof.content).sort()).toEqual(['case', 'file', 'question', 'text', 'yes']);
  });

  it('is theirs to read when they have an account, once', async () => {
    const id = await asked('yes_no', true);
    const message = await messageOf(id);
    expect((await write(id, { ...phoned, weg: 'counter', ja_nein: 'ja', text: 'seit Mai' })).statusCode).toBe(303);
    for (const path of [`/postfach/${message}`, `/konto/vorgaenge/${id}`]) expect((await lena.get(path)).body).toContain('am Schalter am 24. November 2026');
    expect((await lena.post(`/postfach/${message}/antwort`, { ja_nein: 'nein' })).statusCode).toBe(409);
  });

  it('names its way and a day that can be, and nothing typed is lost', async () => {
    const id = await asked('file');
    t.clock.advance({ days: 3 });
    await signIn();
    for (const [fields, words] of [
      [{ ...phoned, weg: '' }, 'Bitte wählen Sie, wie die Antwort gekommen ist.'],
      [{ ...phoned, 'tag.day': '23' }, 'zwischen dem Tag der Frage und heute'],
      [{ ...phoned, 'tag.day': '28' }, 'zwischen dem Tag der Frage und heute'],
      [{ ...phoned, 'tag.day': '31' }, 'zwischen dem Tag der Frage und heute'],
    ] as const) {
      const refused = await write(id, { ...fields, text: 'Kommt mit der Post' });
      expect(refused.statusCode, JSON.stringify(fields)).toBe(422);
      expect(refused.body).toContain(words);
      expect(refused.body).toContain('Kommt mit der Post</textarea>');
    }
    expect((await write(id, { ...phoned, text: ' ' })).body).toContain('Bitte schreiben Sie eine Antwort oder wählen Sie eine Datei aus.');
    expect((await t.file(id)).state).toBe('waiting_applicant');
    // asked for a file, and says on the phone that there is none
    expect((await write(id, { ...phoned, text: 'Habe ich nicht.' })).statusCode).toBe(303);
  });

  it('may be a letter on paper, as a file judged by its content', async () => {
    const id = await asked();
    const token = /name="_csrf" value="([^"]+)"/.exec((await kim.get(at(id))).body)![1]!;
    const send = async (content: string) => {
      const fields = Object.entries({ _csrf: token, revision: String((await t.file(id)).revision), ...phoned, weg: 'paper' }).map(([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
      const payload = `${fields}--x\r\ncontent-disposition: form-data; name="datei"; filename="brief.pdf"\r\ncontent-type: application/pdf\r\n\r\n${content}\r\n--x--\r\n`;
      return t.kernel.http.app.inject({ method: 'POST', url: at(id, 'antwort'), payload, headers: { 'content-type': 'multipart/form-data; boundary=x', host: 'localhost:8080', 'sec-fetch-site': 'same-origin', cookie: [...kim.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
    };
    expect((await send('<svg onload=alert(1)>')).body).toContain('PDF-, JPEG- oder PNG-Datei');
    expect((await send('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF')).statusCode).toBe(303);
    const { rows: [document] } = await t.ownerPool.query(`select id, sha256, filename from cases.document where case_id = $1 and kind = 'answer'`, [id]);
    expect(document.filename).toBe('brief.pdf');
    expect((await kim.get(at(id, `dokumente/${document.id}`))).statusCode).toBe(200);
  });

  it('loses against another one that came first', async () => {
    const id = await asked('text', true);
    const revision = String((await t.file(id)).revision);
    expect((await lena.post(`/postfach/${await messageOf(id)}/antwort`, { text: 'Ich bin 30.' })).statusCode).toBe(303);
    expect((await kim.post(at(id, 'antwort'), { ...phoned, revision, text: 'anders' })).statusCode).toBe(422);
    const again = await asked();
    expect((await kim.post(at(again, 'antwort'), { ...phoned, revision: '1', text: 'anders' })).statusCode).toBe(409);
  });
});

describe('a question that needs no answer any more', () => {
  it('is taken back: the case goes on, and who was asked reads that it is done', async () => {
    const id = await asked('text', true);
    const message = await messageOf(id);
    expect((await lena.get(`/postfach/${message}`)).body).toContain('/antwort"');
    expect((await kim.post(at(id, 'frage-zuruecknehmen'), { revision: String((await t.file(id)).revision) })).statusCode).toBe(303);
    expect(await t.file(id)).toMatchObject({ state: 'review', questionId: null });
    expect((await kim.get(at(id))).body).toContain('Frage zurückgenommen');
    expect((await lena.get(`/konto/vorgaenge/${id}`)).body).toContain('Sie müssen nicht mehr antworten');
    const read = (await lena.get(`/postfach/${message}`)).body;
    expect(read).toContain('Die Frage ist erledigt');
    expect(read).not.toContain('/antwort"');
    expect((await lena.get('/postfach')).body).not.toContain('Antwort nötig');
    expect((await lena.post(`/postfach/${message}/antwort`, { text: 'doch' })).statusCode).toBe(409);
    expect((await kim.post(at(id, 'frage-zuruecknehmen'), { revision: String((await t.file(id)).revision) })).body).toContain('in diesem Stand');
  });
});
