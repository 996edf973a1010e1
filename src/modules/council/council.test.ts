import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPdf } from '../../../test/support/pdf.ts';
import type { TestBrowser, TestKernel } from '../../kernel/testing/test-kernel.ts';
import { questions } from '../plan/index.ts';
import { citedName } from './web/words.tsx';
import { takeSnapshots } from '../plan/figures/snapshots.ts';
import { draftAnswer, draftTopic } from './domain/draft.ts';
import { suggestTopic } from './domain/suggest.ts';
import { councilFolder, importPapers, readRules } from './import/read-city.ts';
import { loadMonitor, loadPaper } from './load.ts';
import { createCouncilTest, signedIn } from './testing.ts';

let t: TestKernel;
let writer: TestBrowser;
let second: TestBrowser;
let department: TestBrowser;
let mayor: TestBrowser;
beforeAll(async () => {
  t = await createCouncilTest();
  [writer, second, department, mayor] = [await signedIn(t, 'designer'), await signedIn(t, 'leadParking'), await signedIn(t, 'department'), await signedIn(t, 'mayor')];
});
afterAll(() => t.close());

const newest = async (slug: string) => String((await t.ownerPool.query('select max(revision) as n from council.draft where slug = $1', [slug])).rows[0].n ?? 0);
const words = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the eight questions of 2019', () => {
  it('are answered from the monitor with no uncited sentence, and "keine Daten" where there are none', async () => {
    const paper = await loadPaper(t.kernel, 'vi-2019-04886');
    expect([paper.head.asked, paper.head.answered, paper.head.agenda_item, paper.questions.length]).toEqual(['2019-02-06', '2019-02-19', 'Ö 10.26', 8]);
    const monitor = (await loadMonitor(t.kernel, 'de'))!;
    const said = draftAnswer(paper.questions, monitor);
    expect(said.filter(({ citation }) => citation === null)).toEqual([]);
    expect([...new Set(said.map(({ question }) => question))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const known = new Set((await t.ownerPool.query<{ name: string }>(`select subject || '@' || seq as name from plan.fact`)).rows.map(({ name }) => name));
    for (const { citation } of said) if (citation!.kind === 'statement') expect(known).toContain(`${citation!.ref}@${citation!.version}`);
    // without a single snapshot no figure is said
    expect(said.some(({ citation }) => citation!.kind === 'figure')).toBe(false);
    for (const number of [2, 5]) expect(said.filter(({ question }) => question === number).map(({ text }) => text).join(' ')).toContain('keine Daten');
  });

  it('and each of the twenty-two of the list has words of its own section', async () => {
    const monitor = (await loadMonitor(t.kernel, 'de'))!;
    for (const { id } of questions) {
      const parts = draftTopic(id, monitor);
      expect([id, parts.length > 0, parts.every(({ citation }) => citation !== null)]).toEqual([id, true, true]);
    }
    expect(draftTopic('unbekannt', monitor)).toEqual([]);
  });

  it('say a figure as soon as there is one, with its day and moment', async () => {
    t.kernel.indicators.register({ key: 'surveys.probe', unit: 'percent', name: 'plan.indicator.ozg', definition: 'plan.indicator.ozg.definition', source: 'Test', query: async () => 42.5 });
    await takeSnapshots(t.kernel, t.kernel.clock.today());
    const part = draftTopic('2019-5', (await loadMonitor(t.kernel, 'de'))!).find(({ citation }) => citation?.kind === 'figure');
    expect([part?.text.includes('42,5'), part?.citation?.ref, part?.citation?.day, part?.citation?.version]).toEqual([true, 'surveys.probe', '2026-11-25', t.kernel.clock.now().toISOString()]);
    expect(citedName(part!.citation!, t.kernel.indicators, t.kernel.i18n.translator('de'))).toBe('Verlangte Leistungen, die online gehen');
  });

  it('stand on a public page beside the answer of 2019; every citation leads to a page that is there', async () => {
    const someone = t.browser();
    const list = await someone.get('/rat');
    for (const seen of ['VI/2019/04886', 'V/2011/10242', 'V/2012/11041', 'nicht belegt', 'beantwortet am 19. Februar 2019', 'ohne Termin']) expect(list.body).toContain(seen);
    const { statusCode, body } = await someone.get('/rat/vi-2019-04886');
    expect(statusCode).toBe(200);
    for (const seen of ['Antwort vom 19. Februar 2019', 'sukzessive ausgebaut', 'Entwurf aus dem Monitor, 25. November 2026', 'Ö 10.26', 'vom Recht überholt']) expect(body).toContain(seen);
    expect(words(body)).toContain('davon ohne Beleg: 0');
    const links = [...new Set([...body.matchAll(/href="(\/plan[^"#]*)/g)].map((match) => match[1]!.replaceAll('&amp;', '&')))];
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect([link, (await someone.get(link)).statusCode]).toEqual([link, 200]);
    expect((await someone.get('/rat/gibt-es-nicht')).statusCode).toBe(404);
    const pdf = await someone.get('/rat/vi-2019-04886/antwort.pdf');
    expect([pdf.statusCode, pdf.headers['content-type'], pdf.body.startsWith('%PDF-')]).toEqual([200, 'application/pdf', true]);
  });

  it('are imported once', async () => {
    expect(await importPapers(t.kernel)).toBe(0);
  });
});

const enquiry = { reference: 'VIII/2026/00001', subject: 'Stand des Portals', author: 'Fraktion Beispiel', 'asked.day': '10', 'asked.month': '11', 'asked.year': '2026', 'due.day': '20', 'due.month': '11', 'due.year': '2026', questions: '1. Wie steht es um <script>alert(1)</script>?\n2. [Klick](javascript:alert(1)) und wann?' };
const desk = '/amt/rat/viii-2026-00001';
const slug = 'viii-2026-00001';
const promise = { 'zusage.0': 'Die Zahlen werden nachgereicht.', 'bis.0.day': '30', 'bis.0.month': '11', 'bis.0.year': '2026', 'wozu.0': 'measure/a3' };

describe('a new enquiry', () => {
  it('is recorded by form, refused with mistakes, and cannot smuggle in a script', async () => {
    await writer.get('/amt/rat/neu');
    expect((await writer.post('/amt/rat/neu', { ...enquiry, 'asked.day': '31' })).statusCode).toBe(422);
    expect((await writer.post('/amt/rat/neu', { ...enquiry, reference: '…' })).statusCode).toBe(422);
    const answer = await writer.post('/amt/rat/neu', enquiry);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, desk]);
    expect((await writer.post('/amt/rat/neu', enquiry)).body).toContain('schon erfasst');
    for (const page of [await t.browser().get(`/rat/${slug}`), await writer.get(desk)]) {
      expect(page.statusCode).toBe(200);
      expect(page.body).not.toMatch(/<script>alert|href="javascript/i);
      expect(page.body).toContain('&lt;script>');
    }
    expect(words((await t.browser().get('/rat')).body)).toContain('überfällig bis 20. November 2026');
  });

  it('is drafted from the monitor; the second of two editors is told, and nothing of theirs is lost', async () => {
    const first = { stand: '0', schritt: 'entwerfen', 'thema.1': '2019-2', 'satz.2.0': 'Bald.', 'beleg.2.0': '' };
    expect((await writer.post(`${desk}/entwurf`, first)).statusCode).toBe(303);
    await second.get(desk);
    const late = await second.post(`${desk}/entwurf`, { ...first, 'satz.2.0': 'Mein später Satz.' });
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('Mein später Satz.');
    expect(await newest(slug)).toBe('1');
    const both = await Promise.all(['A', 'B'].map((text) => writer.post(`${desk}/entwurf`, { stand: '1', schritt: 'speichern', 'satz.1.0': text, 'satz.2.0': 'Bald.' })));
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409]);
  });

  it('promises nothing without a day to come and something it is for; what was typed stays', async () => {
    for (const wrong of [{ 'bis.0.day': '' }, { 'bis.0.day': '24' }, { 'wozu.0': 'measure/erfunden' }]) {
      const refused = await writer.post(`${desk}/entwurf`, { stand: '2', schritt: 'speichern', 'satz.2.0': 'Bald.', ...promise, ...wrong });
      expect([refused.statusCode, refused.body.includes('Die Zahlen werden nachgereicht.')]).toEqual([422, true]);
    }
    expect(await newest(slug)).toBe('2');
  });

  it('keeps a citation chosen from the list, and nothing that is not on it', async () => {
    const option = /<option value="(statement:2013-2020\/status\/measure\/a3@\d+)"/.exec((await writer.get(desk)).body)![1]!;
    await writer.post(`${desk}/entwurf`, { stand: '2', schritt: 'speichern', 'satz.1.0': 'Es läuft.', 'beleg.1.0': option, 'satz.2.0': 'Bald.', 'beleg.2.0': 'statement:erfunden@1', ...promise });
    const { rows } = await t.ownerPool.query(`select s.citation from council.statement s join council.draft d on d.id = s.draft_id where d.slug = $1 and d.revision = 3 order by position`, [slug]);
    expect(rows.map(({ citation }) => citation?.ref ?? null)).toEqual(['2013-2020/status/measure/a3', null]);
  });
});

describe('an answer leaves the house only', () => {
  const step = (browser: TestBrowser, fields: Record<string, string>) => browser.post(`${desk}/schritt`, { stand: '3', ...fields });
  it('when somebody else answers by name for a sentence that cites nothing', async () => {
    await Promise.all([second, department, mayor].map((browser) => browser.get(desk)));
    const blocked = await step(second, { schritt: 'mitzeichnen' });
    expect([blocked.statusCode, blocked.body.includes('ohne Beleg, für die niemand einsteht')]).toEqual([409, true]);
    const satz = /name="satz" value="([0-9a-f]{64})"/.exec((await second.get(desk)).body)![1]!;
    expect((await step(writer, { schritt: 'verantworten', satz, grund: 'Ich weiß es' })).statusCode).toBe(403);
    expect((await step(second, { schritt: 'verantworten', satz, grund: '' })).statusCode).toBe(409);
    expect((await step(second, { schritt: 'verantworten', satz, grund: 'Auskunft des Fachbereichs' })).statusCode).toBe(303);
    expect(words((await second.get(desk)).body)).toContain('Petra Lorenz');
  });

  it('through all steps, each by somebody else and by the right office', async () => {
    expect((await step(writer, { schritt: 'mitzeichnen' })).statusCode).toBe(403);
    expect((await step(writer, { schritt: 'veroeffentlichen' })).statusCode).toBe(409);
    expect((await step(second, { schritt: 'mitzeichnen' })).statusCode).toBe(303);
    expect((await step(second, { schritt: 'mitzeichnen' })).statusCode).toBe(403);
    expect((await step(mayor, { schritt: 'mitzeichnen' })).statusCode).toBe(403);
    expect((await step(department, { schritt: 'mitzeichnen' })).statusCode).toBe(303);
    expect((await step(writer, { schritt: 'veroeffentlichen' })).statusCode).toBe(409);
    expect(words((await t.browser().get(`/rat/${slug}`)).body)).not.toContain('Bald.');
    expect((await t.browser().get('/plan/2013-2020')).body).not.toContain('nachgereicht');
    expect((await step(mayor, { schritt: 'mitzeichnen' })).statusCode).toBe(303);
    expect((await step(mayor, { schritt: 'mitzeichnen', stand: '2' })).statusCode).toBe(409);
    expect((await step(writer, { schritt: 'veroeffentlichen' })).statusCode).toBe(303);
    expect((await step(writer, { schritt: 'veroeffentlichen' })).statusCode).toBe(409);
    const seen = words((await t.browser().get(`/rat/${slug}`)).body);
    for (const text of ['Beantwortet und veröffentlicht am 25. November 2026', 'Es läuft.', 'Bald.', 'Prüfsumme', 'Die Zahlen werden nachgereicht. Bis 30. November 2026.']) expect(seen).toContain(text);
    expect(seen).not.toMatch(/Petra Lorenz|Tom Richter|Ruth Hansen|Emil Arndt/);
    expect((await writer.post(`${desk}/entwurf`, { stand: '3', schritt: 'speichern', 'satz.1.0': 'Anders.' })).statusCode).toBe(409);
    expect((await t.ownerPool.query(`select count(*)::int as n from evidence.entry where kind = 'council.published'`)).rows[0].n).toBe(1);
  });

  it('and its history can only grow', async () => {
    for (const table of ['paper', 'question', 'draft', 'statement', 'vouch', 'step', 'promise', 'publication']) {
      expect([table, await t.kernel.pool.query(`delete from council.${table}`).then(() => 'deleted', (error: { code: string }) => error.code)]).toEqual([table, '42501']);
    }
  });
});

it('is signed and vouched for by nobody who wrote, even with every right, and by nobody without the right', async () => {
  const own = { ...enquiry, reference: 'VIII/2026/00002' };
  const at = '/amt/rat/viii-2026-00002';
  expect((await second.post('/amt/rat/neu', own)).statusCode).toBe(303);
  await second.get(at);
  expect((await second.post(`${at}/entwurf`, { stand: '0', schritt: 'speichern', 'satz.1.0': 'Ja.', 'satz.2.0': 'Bald.' })).statusCode).toBe(303);
  const satz = /name="satz" value="([0-9a-f]{64})"/.exec((await second.get(at)).body)![1]!;
  const refused = await second.post(`${at}/schritt`, { stand: '1', schritt: 'verantworten', satz, grund: 'Ich weiß es' });
  expect([refused.statusCode, refused.body.includes('Sie haben mitgeschrieben')]).toEqual([403, true]);
  const proved = { 'satz.1.0': 'Ja.', 'satz.2.0': 'Bald.', ...Object.fromEntries([1, 2].map((number) => [`beleg.${number}.0`, /<option value="(statement:[^"]+)"/.exec(refused.body)![1]!])) };
  expect((await second.post(`${at}/entwurf`, { stand: '1', schritt: 'speichern', ...proved })).statusCode).toBe(303);
  const sign = async (browser: TestBrowser) => { await browser.get(at); return browser.post(`${at}/schritt`, { stand: '2', schritt: 'mitzeichnen' }); };
  const author = await sign(second);
  expect([author.statusCode, author.body.includes('Sie haben mitgeschrieben')]).toEqual([403, true]);
  const unentitled = await sign(writer);
  expect([unentitled.statusCode, unentitled.body.includes('fehlt Ihnen die Berechtigung')]).toEqual([403, true]);
  // the first step is open to every office, the second is their own: one person still signs once
  expect((await sign(department)).statusCode).toBe(303);
  const twice = await sign(department);
  expect([twice.statusCode, twice.body.includes('schon mitgezeichnet')]).toEqual([403, true]);
});

it('gives an answer back: the same words need every signature anew', async () => {
  const at = '/amt/rat/vi-2019-04886';
  await writer.post(`${at}/entwurf`, { stand: '0', schritt: 'entwerfen' });
  const sign = (browser: TestBrowser, stand: string, schritt: string, grund = '') => browser.post(`${at}/schritt`, { stand, schritt, grund });
  expect((await sign(second, '1', 'mitzeichnen')).statusCode).toBe(303);
  expect((await sign(department, '1', 'zurueckgeben')).statusCode).toBe(409);
  expect((await sign(department, '1', 'zurueckgeben', 'Frage 5 fehlt etwas')).statusCode).toBe(303);
  expect((await sign(department, '1', 'mitzeichnen')).statusCode).toBe(409);
  expect((await sign(department, '2', 'mitzeichnen')).statusCode).toBe(303);
  expect(words((await writer.get(at)).body)).toContain('Frage 5 fehlt etwas');
});

it('chases what was promised: in the plan, on the pages, by mail, and not every day', async () => {
  const key = `${slug}-1`;
  expect((await t.browser().get('/plan/2013-2020')).body).toContain(`id="zusage-${key}"`);
  expect((await t.browser().get(`/rat/${slug}`)).body).toContain(`href="/plan/2013-2020#zusage-${key}"`);
  const list = (await t.browser().get('/rat')).body;
  expect([list.includes('Die Zahlen werden nachgereicht.'), list.includes(`href="/rat/${slug}"`)]).toEqual([true, true]);
  const mails = async () => { await t.kernel.jobs.enqueue(t.kernel.db, 'plan.chase', {}); await t.work(); return (await t.kernel.mail.list(t.kernel.db, 50)).filter(({ kind, body }) => kind === 'plan.chase' && body.includes('nachgereicht')); };
  expect(await mails()).toHaveLength(0);
  // those of 2019 have no day: whoever may release is asked for one, once in three months
  const undated = async () => (await t.kernel.mail.list(t.kernel.db, 50)).filter(({ kind, body }) => kind === 'plan.chase' && body.includes('noch keinen Termin')).length;
  const asked = await undated();
  expect(asked).toBeGreaterThan(0);
  t.clock.set('2026-12-02T09:00:00Z');
  expect((await mails()).map(({ recipient }) => recipient)).toEqual(['tom.richter@example.org']);
  expect(await mails()).toHaveLength(1);
  t.clock.set('2026-12-09T09:00:00Z');
  expect(await mails()).toHaveLength(2);
  expect(await undated()).toBe(asked);
  writer = await signedIn(t, 'designer');
  for (const path of ['/amt/rat', '/amt/plan']) expect(words((await writer.get(path)).body)).toContain('Die Zahlen werden nachgereicht.');
});

it('proposes a place of the monitor for a new question by its words, and none where nothing fits', () => {
  const de = t.kernel.i18n.translator('de');
  for (const { id } of questions) expect([id, suggestTopic(de(`plan.question.${id}`), de)]).toEqual([id, id]);
  expect(suggestTopic('Wann öffnet das Freibad?', de)).toBeUndefined();
});

it('a step for an office that the city does not have stops the start, in words', () => {
  expect(() => readRules(councilFolder('halle'), new Set(['parken']))).toThrow(/nobody could sign for "geschaeftsbereich"/);
});

it('an answer goes out with all it promises or not at all, and its paper names the day of each signature', async () => {
  const at = '/amt/rat/viii-2026-00003';
  const on = async (day: string) => { t.clock.set(`${day}T09:00:00Z`); return { w: await signedIn(t, 'designer'), office: await signedIn(t, 'leadParking'), dep: await signedIn(t, 'department'), may: await signedIn(t, 'mayor') }; };
  const post = async (browser: TestBrowser, path: string, fields: Record<string, string>) => { await browser.get(at); return browser.post(path, fields); };
  const step = (browser: TestBrowser, stand: string, schritt: string, grund = '') => post(browser, `${at}/schritt`, { stand, schritt, grund });
  const draft = (stand: string, year: string) => ({ stand, schritt: 'entwerfen', 'thema.1': '2019-6', 'zusage.0': 'Ein Bericht folgt.', 'bis.0.day': '1', 'bis.0.month': '2', 'bis.0.year': year, 'wozu.0': 'plan' });
  const first = await on('2027-01-20');
  await first.w.get('/amt/rat/neu');
  await first.w.post('/amt/rat/neu', { ...enquiry, reference: 'VIII/2026/00003', questions: 'Was wurde eingestellt?' });
  expect((await post(first.w, `${at}/entwurf`, draft('0', '2027'))).statusCode).toBe(303);
  for (const browser of [first.office, first.dep, first.may]) expect((await step(browser, '1', 'mitzeichnen')).statusCode).toBe(303);
  // the day of the promise has passed before anybody published
  const late = await on('2027-02-03');
  const refused = await step(late.w, '1', 'veroeffentlichen');
  expect([refused.statusCode, refused.body.includes('nimmt eine Zusage nicht an')]).toEqual([409, true]);
  const left = async () => (await t.ownerPool.query(`select (select count(*)::int from council.publication where slug = 'viii-2026-00003') as published, (select count(*)::int from plan.fact where subject like '%viii-2026-00003%') as promised`)).rows[0];
  expect(await left()).toEqual({ published: 0, promised: 0 });
  expect((await step(late.may, '1', 'zurueckgeben', 'Neuer Tag')).statusCode).toBe(303);
  expect((await post(late.w, `${at}/entwurf`, { ...draft('2', '2028') })).statusCode).toBe(303);
  expect((await step(late.office, '3', 'mitzeichnen')).statusCode).toBe(303);
  const last = await on('2027-02-05');
  for (const browser of [last.dep, last.may]) expect((await step(browser, '3', 'mitzeichnen')).statusCode).toBe(303);
  expect((await step(last.w, '3', 'veroeffentlichen')).statusCode).toBe(303);
  expect(await left()).toEqual({ published: 1, promised: 1 });
  const { text } = await readPdf((await t.browser().get('/rat/viii-2026-00003/antwort.pdf')).rawPayload);
  expect(text).toMatch(/Fachbereich 3\. Februar 2027.*Geschäftsbereich 5\. Februar 2027.*Oberbürgermeister 5\. Februar 2027/);
  expect(text).toContain('Ein Bericht folgt. Bis 1. Februar 2028.');
});

it('more papers than a page holds are found on the next one', async () => {
  const lead = await signedIn(t, 'leadParking');
  await lead.get('/amt/rat/neu');
  for (let n = 1; n <= 21; n += 1) expect((await lead.post('/amt/rat/neu', { ...enquiry, reference: `VIII/2026/01${String(n).padStart(3, '0')}`, questions: 'Und nun?' })).statusCode).toBe(303);
  const [first, second] = [(await lead.get('/amt/rat')).body, (await lead.get('/amt/rat?seite=2')).body];
  expect([first.includes('href="/amt/rat?seite=2#antworten"'), first.includes('VI/2019/04886'), second.includes('VI/2019/04886')]).toEqual([true, false, true]);
  for (const page of ['2', '0', 'x']) expect((await t.browser().get(`/rat?seite=${page}`)).statusCode).toBe(200);
});
