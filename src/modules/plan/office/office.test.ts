import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser, TestKernel } from '../../../kernel/testing/test-kernel.ts';
import { demoCitizens } from '../../directory/index.ts';
import { createPlanTest, principalOf } from '../testing.ts';

let t: TestKernel;
let writer: TestBrowser;
let releaser: TestBrowser;
let clerk: TestBrowser;

async function signedIn(name: Parameters<typeof principalOf>[0]): Promise<TestBrowser> {
  const browser = t.browser();
  await browser.signInAs(principalOf(name));
  return browser;
}
beforeAll(async () => {
  t = await createPlanTest();
  [writer, releaser, clerk] = [await signedIn('designer'), await signedIn('leadParking'), await signedIn('clerkParking')];
});
afterAll(() => t.close());

const status = { art: 'status', plan: '2013-2020', angabe: '2013-2020/status/measure/a3', tag: '', 'seit.day': '20', 'seit.month': '11', 'seit.year': '2026', state: 'done', text: 'Das Portal ist fertig.', by: 'Stadt Halle (Saale)', reason: '', decider: '', source: 'vorlage-2019-04886', source_note: '', precision: 'day', assessment: 'nein', anlass: 'Abschluss' };
const newest = async () => String((await t.ownerPool.query(`select max(seq) as seq from plan.fact where subject = '2013-2020/status/measure/a3'`)).rows[0].seq);

async function proposeStatus(browser: TestBrowser, fields: Record<string, string> = {}): Promise<string> {
  const answer = await browser.post('/amt/plan/aendern', { ...status, stand: await newest(), schritt: 'senden', ...fields });
  expect(answer.statusCode, answer.body.replace(/<[^>]+>/g, ' ').slice(0, 900)).toBe(303);
  return String(answer.headers.location);
}

describe('who may write and release', () => {
  it('stands route by route, role by role', async () => {
    const someone = t.browser();
    const citizen = t.browser();
    await citizen.signInAs({ kind: 'citizen', id: demoCitizens.lena.id, name: 'Lena' });
    const table: string[] = [];
    const all = { someone, citizen, clerk, writer, releaser, auditor: await signedIn('auditor'), operator: await signedIn('operator') };
    for (const path of ['/amt/plan', '/amt/plan/aendern?art=status&plan=2013-2020', '/amt/plan/verlauf?angabe=2013-2020/status/measure/a3', '/amt/plan/vorschlaege/00000000-0000-7000-8000-000000000000']) {
      for (const [name, browser] of Object.entries(all)) {
        const { statusCode } = await browser.get(path);
        const expected = name === 'someone' || name === 'citizen' ? 303 : name === 'writer' || name === 'releaser' ? (path.includes('vorschlaege') ? 404 : 200) : 403;
        if (statusCode !== expected) table.push(`${name} ${path}: ${statusCode}`);
      }
    }
    for (const path of ['/amt/plan/aendern', '/amt/plan/vorschlaege/00000000-0000-7000-8000-000000000000']) {
      for (const [name, browser] of Object.entries(all)) {
        const { statusCode } = await browser.post(path, { _csrf: 'stolen' });
        if (![303, 403].includes(statusCode)) table.push(`${name} POST ${path}: ${statusCode}`);
      }
    }
    expect(table).toEqual([]);
    await writer.get('/amt/plan');
    await releaser.get('/amt/plan');
  });
});

describe('the list of statements', () => {
  it('says what a statement is about by its name, never by its key', async () => {
    const status = await writer.get('/amt/plan?plan=2013-2020&art=status');
    expect(status.body).toContain('Behördennummer 115: ');
    expect(status.body).not.toMatch(/BEHOERDENNUMMER/);
    expect((await writer.get('/amt/plan?plan=2013-2020&art=goal')).body).toContain('Ziel 1 (Name nicht belegt)');
  });
});

describe('four eyes', () => {
  it('previews, proposes, and becomes public only when somebody else releases it', async () => {
    await writer.get('/amt/plan/aendern?angabe=2013-2020/status/measure/a3');
    const preview = await writer.post('/amt/plan/aendern', { ...status, stand: await newest(), schritt: 'vorschau' });
    expect(preview.statusCode).toBe(200);
    for (const words of ['Vorschau: Stand', 'Das Portal ist fertig.', 'Zur Freigabe geben', 'Die Antwort zählt Funktionen']) expect(preview.body).toContain(words);
    const at = await proposeStatus(writer);
    const page = await writer.get(at);
    expect(page.body).toContain('Freigeben muss jemand anderes');
    expect(page.body).not.toContain('value="freigeben"');
    expect((await writer.post(at, { schritt: 'freigeben' })).statusCode).toBe(403);
    const stranger = t.browser();
    expect((await stranger.get('/plan')).body).not.toContain('Das Portal ist fertig.');
    t.clock.advance({ minutes: 1 });
    await releaser.get(at);
    expect((await releaser.post(at, { schritt: 'freigeben' })).statusCode).toBe(303);
    expect((await releaser.post(at, { schritt: 'freigeben' })).statusCode).toBe(409);
    const shown = (await stranger.get('/plan')).body;
    expect(shown).toContain('Das Portal ist fertig.');
    expect(shown).not.toMatch(/Tom Richter|Petra Lorenz/);
    const history = (await releaser.get('/amt/plan/verlauf?angabe=2013-2020/status/measure/a3')).body;
    for (const words of ['geschrieben von Tom Richter, freigegeben von Petra Lorenz', 'Abschluss', 'aus dem Ordner der Stadt']) expect(history).toContain(words);
    expect((await t.ownerPool.query(`select count(*)::int as n from evidence.entry where kind = 'plan.released'`)).rows[0].n).toBe(1);
  });

  it('keeps two editors at once from writing over each other', async () => {
    const seen = await newest();
    const first = await proposeStatus(writer, { text: 'Fassung von Tom.', 'seit.day': '21' });
    const second = await proposeStatus(releaser, { text: 'Fassung von Petra.', 'seit.day': '21', stand: seen });
    expect((await releaser.post(first, { schritt: 'freigeben' })).statusCode).toBe(303);
    // what the second one saw is no longer what stands
    const refused = await writer.post(second, { schritt: 'freigeben' });
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('Inzwischen hat jemand anderes diese Angabe geändert');
    // and whoever still has the old form open is told, with everything they typed
    const late = await releaser.post('/amt/plan/aendern', { ...status, text: 'Noch eine Fassung.', stand: seen, schritt: 'senden' });
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('Noch eine Fassung.');
    expect((await t.browser().get('/plan/2013-2020/massnahmen/a3')).body).toContain('Fassung von Tom.');
    expect((await releaser.post(second, { schritt: 'ablehnen' })).statusCode).toBe(422);
    expect((await releaser.post(second, { schritt: 'ablehnen', begruendung: 'überholt' })).statusCode).toBe(303);
  });

  it('releases one of two at the same moment, once', async () => {
    const at = await proposeStatus(writer, { 'seit.day': '22', text: 'Gleichzeitig.' });
    await releaser.get(at);
    const answers = await Promise.all([1, 2, 3].map(() => releaser.post(at, { schritt: 'freigeben' })));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([303, 409, 409]);
    expect((await t.ownerPool.query(`select count(*)::int as n from plan.fact where content ->> 'text' = 'Gleichzeitig.'`)).rows[0].n).toBe(1);
  });

  it('takes a statement back with a reason; the older wording stays in the history', async () => {
    const tag = '2026-11-22';
    const preview = await writer.post('/amt/plan/aendern', { ...status, tag, stand: await newest(), schritt: 'zuruecknehmen', anlass: 'War falsch' });
    expect(preview.body).toContain('zurücknehmen');
    const at = await proposeStatus(writer, { tag, ruecknahme: 'ja', anlass: 'War falsch' });
    expect((await releaser.post(at, { schritt: 'freigeben' })).statusCode).toBe(303);
    expect((await t.browser().get('/plan/2013-2020/massnahmen/a3')).body).not.toContain('Gleichzeitig.');
    expect((await writer.get('/amt/plan/verlauf?angabe=2013-2020/status/measure/a3')).body).toContain('Gleichzeitig.');
  });
});

describe('bad input', () => {
  const refused = async (fields: Record<string, string>): Promise<string> => {
    const answer = await writer.post('/amt/plan/aendern', { ...status, stand: await newest(), schritt: 'senden', ...fields });
    expect(answer.statusCode).toBe(422);
    return answer.body;
  };
  it.each([
    ['nothing about why', { anlass: '' }, 'warum Sie das ändern'],
    ['stopped without a reason', { state: 'stopped' }, 'braucht einen Grund'],
    ['a day before the plan', { 'seit.year': '2012' }, 'vor dem Beginn des Plans'],
    ['a day in the future', { 'seit.year': '2031' }, 'liegt in der Zukunft'],
    ['a day that does not exist', { 'seit.day': '31', 'seit.month': '2' }, 'den es gibt'],
    ['a source nobody knows', { source: 'erfunden' }, 'erfunden'],
    ['a link to a script', { text: '[klick](javascript:alert(1))' }, 'nicht erlaubt'],
    ['no text', { text: '' }, 'Füllen Sie dieses Feld aus'],
  ])('%s', async (_name, fields, words) => {
    expect(await refused(fields)).toContain(words);
  });
  it('circular goals and measures', async () => {
    const goal = { art: 'goal', plan: '2013-2020', angabe: '2013-2020/goal/z1', tag: '2013-07-18', stand: String((await t.ownerPool.query(`select max(seq) as s from plan.fact where subject = '2013-2020/goal/z1'`)).rows[0].s), order: '1', part_of: 'z1', precision: 'day', assessment: 'nein', anlass: 'Kreis', schritt: 'senden' };
    const answer = await writer.post('/amt/plan/aendern', goal);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('dreht sich im Kreis');
  });
  it('unknown kinds, subjects and plans do not exist', async () => {
    for (const query of ['art=duty&plan=2013-2020', 'art=quatsch', 'angabe=2013-2020/status/measure/nichts', 'angabe=../../etc', 'art=status&plan=2099-x']) expect([query, (await writer.get(`/amt/plan/aendern?${query}`)).statusCode]).toEqual([query, 404]);
  });
  it('hostile markdown stays text', async () => {
    const at = await proposeStatus(writer, { text: '<img src=x onerror=alert(1)> **fett** [ok](https://example.org/a?b=1) <svg onload=alert(2)>', 'seit.day': '23' });
    await releaser.get(at);
    expect((await releaser.post(at, { schritt: 'freigeben' })).statusCode).toBe(303);
    const { body } = await t.browser().get('/plan/2013-2020/massnahmen/a3');
    expect(body).toContain('&lt;img src=x onerror=alert(1)>');
    expect(body).toContain('<strong>fett</strong>');
    expect(body).not.toMatch(/<img|<svg onload/);
    const feed = (await t.browser().get('/plan/aenderungen.atom')).body;
    expect(feed).not.toMatch(/<img|<svg/);
  });
});

describe('figures entered by hand', () => {
  const manual = { art: 'manual', plan: '2013-2020', angabe: '', tag: '', stand: '', schluessel: 'probe-zahl', 'seit.day': '1', 'seit.month': '10', 'seit.year': '2026', title: 'Probezahl', unit: 'count', value: '12,5', method: 'Gezählt.', of: 'measure/a3', source: '', precision: 'day', assessment: 'ja', anlass: 'Zählung' };
  async function upload(browser: TestBrowser, fields: Record<string, string>, file: { name: string; type: string; body: Buffer }) {
    const token = /name="_csrf" value="([^"]+)"/.exec((await browser.get('/amt/plan/aendern?art=manual&plan=2013-2020')).body)![1]!;
    const boundary = 'grenze-4711';
    const parts = Object.entries({ _csrf: token, ...fields }).map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
    const payload = Buffer.concat([Buffer.from(`${parts}--${boundary}\r\ncontent-disposition: form-data; name="evidence"; filename="${file.name}"\r\ncontent-type: ${file.type}\r\n\r\n`), file.body, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    return t.kernel.http.app.inject({ method: 'POST', url: '/amt/plan/aendern', payload, headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '), host: 'localhost:8080', 'content-type': `multipart/form-data; boundary=${boundary}`, 'sec-fetch-site': 'same-origin' } });
  }
  const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n', 'latin1');

  it('take a PDF as evidence, never a hostile SVG, whatever it calls itself', async () => {
    for (const file of [{ name: 'bild.svg', type: 'image/svg+xml', body: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') }, { name: 'bild.png', type: 'image/png', body: Buffer.from('<svg onload=alert(1)>') }, { name: 'seite.pdf', type: 'application/pdf', body: Buffer.from('<html><script>alert(1)</script>') }]) {
      const answer = await upload(writer, { ...manual, schritt: 'vorschau' }, file);
      expect([file.name, answer.statusCode]).toEqual([file.name, 422]);
      expect(answer.body).toContain('Diese Datei geht nicht');
      expect(answer.body).not.toMatch(/<svg onload|<script>alert/);
    }
    const preview = await upload(writer, { ...manual, schritt: 'vorschau' }, { name: 'zählung.pdf', type: 'application/pdf', body: pdf });
    expect(preview.statusCode, preview.body.slice(0, 600)).toBe(200);
    const beleg = /name="beleg" value="([^"]+)"/.exec(preview.body)![1]!;
    const sent = await writer.post('/amt/plan/aendern', { ...manual, beleg, evidence_name: 'zählung.pdf', schritt: 'senden' });
    expect(sent.statusCode, sent.body.replace(/<[^>]+>/g, ' ').slice(0, 800)).toBe(303);
    const hash = beleg.split('.')[0]!;
    const stranger = t.browser();
    expect((await stranger.get(`/plan/belege/${hash}`)).statusCode).toBe(404);
    await releaser.get(String(sent.headers.location));
    expect((await releaser.post(String(sent.headers.location), { schritt: 'freigeben' })).statusCode).toBe(303);
    expect((await stranger.get('/plan/2013-2020/massnahmen/a3')).body).toContain('zählung.pdf');
    const file = await stranger.get(`/plan/belege/${hash}`);
    expect([file.statusCode, file.headers['content-disposition'], file.headers['content-security-policy'], file.headers['content-type']]).toEqual([200, expect.stringMatching(/^attachment/), expect.stringContaining('sandbox'), 'application/octet-stream']);
    // the check of the store knows whose it is
    const report = await t.kernel.objectReferences.check(t.kernel.db, t.kernel.objects, { deep: false, now: new Date('2100-01-01') });
    expect([report.missing, report.orphaned.includes(hash)]).toEqual([[], false]);
    // the file goes missing: the figure says so, the page stands
    await t.kernel.objects.delete(hash);
    expect((await stranger.get('/plan/2013-2020/massnahmen/a3')).body).toContain('Belegdatei ist nicht mehr da');
    expect((await stranger.get(`/plan/belege/${hash}`)).statusCode).toBe(404);
  });

  it('take no file that somebody else stored', async () => {
    const other = await t.kernel.objects.put(Readable.from([pdf]));
    await writer.get('/amt/plan/aendern?art=manual&plan=2013-2020');
    const sent = await writer.post('/amt/plan/aendern', { ...manual, schluessel: 'fremd', beleg: `${other.sha256}.${'A'.repeat(43)}`, evidence: other.sha256, evidence_name: 'fremd.pdf', schritt: 'senden' });
    expect(sent.statusCode).toBe(303);
    expect((await t.ownerPool.query(`select content ->> 'evidence' as e from plan.proposal order by created_at desc limit 1`)).rows[0].e).toBeNull();
  });
});

it('every kind has a form with words for all its fields', async () => {
  const { editableKinds, fieldsOf } = await import('./fields.ts');
  for (const kind of editableKinds) {
    const { statusCode, body } = await writer.get(`/amt/plan/aendern?art=${kind}&plan=2013-2020`);
    expect([kind, statusCode]).toEqual([kind, 200]);
    expect(body, kind).not.toMatch(/plan\.(edit|kind|state)\./);
    for (const field of fieldsOf(kind)) expect(t.kernel.i18n.has('de', `plan.edit.field.${field.name}`), field.name).toBe(true);
  }
});
