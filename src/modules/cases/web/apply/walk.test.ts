import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestKernel } from '../../../../kernel/testing/test-kernel.ts';
import { answersOf, begin, fillIn, holder, other, packageFiles, publish, startApply } from './testing.ts';

let app: TestKernel;
beforeAll(async () => {
  app = await startApply();
});
afterAll(() => app.close());

const count = async (name: string, dimension: string) => Number((await app.ownerPool.query('select coalesce(sum(n), 0) n from kernel.counter where name = $1 and dimension = $2', [name, dimension])).rows[0].n);
const draftRow = async (draft: string) => (await app.ownerPool.query('select * from forms.draft where id = $1', [draft.split('/')[3]])).rows[0];

/** The small package with a title for the review, words for an empty page, and a fee that hangs on an answer. */
async function publishPriced(key: string, choose: string): Promise<void> {
  const files = packageFiles({ key, subject: true });
  files['service.yaml'] = files['service.yaml']!.replace(
    'fee: {free: true, source: Demo-Annahme}',
    `fee: {amounts: [{from: 2024-01-01, cents: 1200, label: tame, source: Demo-Annahme, assumption: true}, {from: 2024-01-01, cents: 9000, label: wild, source: Demo-Annahme, assumption: true}]}`,
  );
  files['process.yaml'] = files['process.yaml']!.replace('fee: {collect: none}', `checks: [{id: seltenheit, use: test.rare, with: {}}]\nfee: {collect: after_decision, choose: [${choose}]}`);
  files['form.yaml'] = files['form.yaml']!.replace(
    '    fields:\n      - {id: name',
    '    review_title: {de: Angaben zur Person, en: About the person}\n    intro: {de: Wir haben es ausgefüllt., en: We filled it in.}\n    intro_empty: {de: Bitte füllen Sie es aus., en: Please fill it in.}\n    fields:\n      - {id: name',
  );
  files['form.yaml'] = files['form.yaml']!.replace(', prefill: subject.colour, locked: true', ', required: false');
  await publish(app, files);
}

describe('what is applied for', () => {
  const byAnswer = `{when: 'answers.farbe == "rot"', amount: wild}, {amount: tame}`;
  const begun = async (key: string) => {
    const browser = app.browser();
    const draft = await begin(browser, key, { nummer: 'D-1', code: 'geheim' });
    return { browser, draft };
  };
  const applied = (body: string) => /id="beantragt"[\s\S]*?<form/.exec(body)?.[0].replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') ?? '';

  test('stands above the button: the service, the thing, and the fee these answers lead to', async () => {
    await publishPriced('teuer', byAnswer);
    const { browser, draft } = await begun('teuer');
    await fillIn(browser, draft);
    const review = await browser.get(`${draft}/pruefen`);
    expect(applied(review.body)).toMatch(/Leistung Hund anmelden .*D-1, grün .*Kosten 12,00 € Demo-Annahme/);
    await browser.get(`${draft}/halter`);
    await browser.post(`${draft}/halter`, { ...answersOf.halter, farbe: 'rot' });
    expect(applied((await browser.get(`${draft}/pruefen`)).body)).toContain('Kosten 90,00 €');
  });

  test('says that the fee comes later where it hangs on the checks', async () => {
    await publishPriced('spaeter', `{when: checks.seltenheit.rare, amount: wild}, {amount: tame}`);
    const { browser, draft } = await begun('spaeter');
    await fillIn(browser, draft);
    expect(applied((await browser.get(`${draft}/pruefen`)).body)).toContain('Kosten steht nach der Prüfung fest');
  });

  test('has the title for the review where the page asks a question', async () => {
    const { browser, draft } = await begun('teuer');
    await fillIn(browser, draft);
    const review = await browser.get(`${draft}/pruefen`);
    expect(review.body).toContain('Angaben zur Person');
    expect(review.body).not.toContain('Wer hält den Hund?');
  });
});

test('a page on which nothing came filled in does not say so', async () => {
  await publishPriced('leer', '{amount: tame}');
  const browser = app.browser();
  const empty = await begin(browser, 'leer', { nummer: 'D-1', code: 'geheim' });
  const shown = await browser.get(`${empty}/halter`);
  expect(shown.body).toContain('Bitte füllen Sie es aus.');
  expect(shown.body).not.toContain('Wir haben es ausgefüllt.');
  await app.ownerPool.query(`update forms.draft set answers = '{"name": {"value": {"given": "Eva", "family": "Beispiel"}, "provenance": {"source": "account", "label": "forms.provenance.applicant", "assurance": "basis", "at": "2026-11-24T10:00:00Z"}}}' where id = $1`, [empty.split('/')[3]]);
  const filled = await browser.get(`${empty}/halter`);
  expect(filled.body).toContain('Wir haben es ausgefüllt.');
  expect(filled.body).not.toContain('Bitte füllen Sie es aus.');
});

describe('a whole walk without JavaScript', () => {
  test('start, pages, review, sending, confirmation', async () => {
    const browser = app.browser();
    const start = await browser.get('/antrag/hund');
    expect(start.statusCode).toBe(200);
    expect(start.body).toContain('Chipnummer des Hundes');
    expect(start.body).toContain('kostenlos');
    const draft = await begin(browser);
    expect(await count('forms.start', 'hund')).toBe(1);

    expect((await browser.get(`${draft}/halter`)).body).toContain('Wer hält den Hund?');
    expect((await browser.post(`${draft}/halter`, answersOf.halter)).headers.location).toBe(`${draft}/tier`);
    await browser.get(`${draft}/tier`);
    expect((await browser.post(`${draft}/tier`, answersOf.tame)).headers.location).toBe(`${draft}/seite-pruefen`);
    await browser.get(`${draft}/seite-pruefen`);
    expect((await browser.post(`${draft}/seite-pruefen`, { bemerkung: 'Er heißt <b>Rex</b>.' })).headers.location).toBe(`${draft}/pruefen`);

    const review = await browser.get(`${draft}/pruefen`);
    expect(review.body).toContain('Eva von der Heide');
    expect(review.body).toContain('&lt;b>Rex');
    expect(review.body).not.toContain('Nummer der Erlaubnis');
    expect(review.body).toContain('Nehmen Sie sich Zeit');
    const sent = await browser.post(`${draft}/absenden`);
    expect(sent.headers.location).toBe(`${draft}/fertig`);
    const done = await browser.get(`${draft}/fertig`);
    const row = await draftRow(draft);
    expect(done.body).toContain(row.submitted_number);
    expect(done.body).toContain(`${draft}/kopie`);
    const cases = await app.ownerPool.query('select service, channel, session_id, account_id from cases.case where id = $1', [row.submitted_case]);
    expect(cases.rows).toEqual([{ service: 'hund', channel: 'online', session_id: row.owner_id, account_id: null }]);
    for (const page of ['halter', 'tier', 'pruefen', 'zum-absenden']) expect(await count('forms.page', `hund/${page}`), page).toBe(1);
    expect(await count('forms.page', 'hund/erlaubnis')).toBe(0);
    expect(await count('forms.submit', 'hund')).toBe(1);
  });

  test('after sending every way back leads to the confirmation', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    await fillIn(browser, draft);
    await browser.get(`${draft}/pruefen`);
    await browser.post(`${draft}/absenden`);
    for (const path of ['halter', 'tier', 'pruefen', 'abbrechen']) expect((await browser.get(`${draft}/${path}`)).headers.location, path).toBe(`${draft}/fertig`);
    expect((await browser.post(`${draft}/halter`, { 'name.given': 'Anders', 'name.family': 'Neu' })).headers.location).toBe(`${draft}/fertig`);
    expect((await browser.post(`${draft}/abbrechen`)).headers.location).toBe(`${draft}/fertig`);
    expect((await draftRow(draft)).answers.name.value.given).toBe('Eva');
  });

  test('the copy is an accessible PDF with every answer and its source', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    await fillIn(browser, draft);
    await browser.get(`${draft}/pruefen`);
    expect((await browser.get(`${draft}/kopie`)).headers.location).toBe(`${draft}/pruefen`);
    await browser.post(`${draft}/absenden`);
    const copy = await browser.get(`${draft}/kopie`);
    expect(copy.statusCode).toBe(200);
    expect(copy.headers['content-type']).toBe('application/pdf');
    expect(copy.headers['content-disposition']).toContain('attachment');
    expect(copy.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect(copy.rawPayload.toString('latin1')).toContain('pdfuaid');
  });
});

describe('mistakes', () => {
  test('answer 422 with a summary and what was typed; nothing of the page is stored', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    await browser.get(`${draft}/halter`);
    await browser.post(`${draft}/halter`, answersOf.halter);
    await browser.get(`${draft}/tier`);
    const wrong = await browser.post(`${draft}/tier`, { 'seit.day': '31', 'seit.month': '2', 'seit.year': '2026', gefaehrlich: 'ja' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('data-st-error-summary');
    expect(wrong.body).toContain('value="31"');
    expect(wrong.body).toContain('<title>Fehler:');
    expect((await draftRow(draft)).answers.gefaehrlich).toBeUndefined();
    expect((await draftRow(draft)).done).toEqual(['halter']);
  });

  test('unknown and inherited names are ignored', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    await browser.get(`${draft}/halter`);
    const response = await browser.post(`${draft}/halter`, { ...answersOf.halter, gefaehrlich: 'ja', submitted_case: 'x', __proto__x: 'y', constructor: 'z', 'name.title': 'Dr.' });
    expect(response.headers.location).toBe(`${draft}/tier`);
    expect(Object.keys((await draftRow(draft)).answers)).toEqual(['name']);
    expect((await draftRow(draft)).answers.name.value).toEqual({ given: 'Eva', family: 'von der Heide' });
  });
});

describe('the path', () => {
  test('does not let anybody jump ahead, and stores nothing of it', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    for (const path of ['tier', 'erlaubnis', 'seite-pruefen', 'pruefen', 'gibtesnicht']) expect((await browser.get(`${draft}/${path}`)).headers.location, path).toBe(`${draft}/halter`);
    await browser.get(`${draft}/halter`);
    for (const [page, fields] of [['tier', answersOf.tame], ['erlaubnis', { nummer: '4711' }], ['gibtesnicht', { x: 'y' }]] as const) {
      expect((await browser.post(`${draft}/${page}`, fields)).headers.location, page).toBe(`${draft}/halter`);
    }
    expect((await browser.post(`${draft}/absenden`)).headers.location).toBe(`${draft}/halter`);
    expect((await draftRow(draft)).answers).toEqual({});
  });

  test('sends nothing before every page was seen, also where nothing on it is compulsory', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    for (const [page, fields] of [['halter', answersOf.halter], ['tier', answersOf.tame]] as const) {
      await browser.get(`${draft}/${page}`);
      await browser.post(`${draft}/${page}`, fields);
    }
    expect((await browser.post(`${draft}/absenden`)).headers.location).toBe(`${draft}/seite-pruefen`);
    expect((await draftRow(draft)).submitted_case).toBeNull();
  });

  test('shows a conditional page with its reason and drops its answers when it leaves the path', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    await browser.get(`${draft}/halter`);
    await browser.post(`${draft}/halter`, answersOf.halter);
    expect((await browser.post(`${draft}/tier`, answersOf.dangerous)).headers.location).toBe(`${draft}/erlaubnis`);
    const page = await browser.get(`${draft}/erlaubnis`);
    expect(page.body).toContain('Weil Ihr Hund als gefährlich gilt.');
    expect(page.body).toContain('multipart/form-data');
    await app.ownerPool.query(`update forms.draft set answers = jsonb_set(answers, '{nummer}', '{"value": "4711", "provenance": {"source": "applicant", "label": "x", "assurance": "none", "at": "2026-11-24T09:00:00.000Z"}}') where id = $1`, [draft.split('/')[3]]);
    expect((await browser.post(`${draft}/tier`, answersOf.tame)).headers.location).toBe(`${draft}/seite-pruefen`);
    expect((await browser.post(`${draft}/erlaubnis`, { nummer: '1' })).headers.location).toBe(`${draft}/seite-pruefen`);
    await browser.post(`${draft}/seite-pruefen`, {});
    expect((await browser.get(`${draft}/pruefen`)).body).not.toContain('4711');
    await browser.post(`${draft}/absenden`);
    const frozen = (await app.ownerPool.query('select frozen from cases.submission where case_id = $1', [(await draftRow(draft)).submitted_case])).rows[0].frozen;
    expect(Object.keys(frozen.answers).sort()).toEqual(['gefaehrlich', 'name', 'seit']);
    expect(frozen.contentHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('whoever changes one answer from the review page comes back to it', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    await fillIn(browser, draft);
    const page = await browser.get(`${draft}/tier?zurueck=pruefen`);
    expect(page.body).toContain('name="_zurueck"');
    expect((await browser.post(`${draft}/tier`, { ...answersOf.tame, _zurueck: 'pruefen' })).headers.location).toBe(`${draft}/pruefen`);
    // a change that opens a new page leads there first
    expect((await browser.post(`${draft}/tier`, { ...answersOf.dangerous, _zurueck: 'pruefen' })).headers.location).toBe(`${draft}/erlaubnis?zurueck=pruefen`);
    expect((await browser.get(`${draft}/pruefen`)).headers.location).toBe(`${draft}/erlaubnis`);
  });
});

describe('versions and owners', () => {
  test('a draft finishes on the version it began with', async () => {
    const files = packageFiles({ key: 'pinned', title: 'Alte Fassung' });
    await publish(app, files);
    const browser = app.browser();
    const draft = await begin(browser, 'pinned');
    await publish(app, { ...files, 'service.yaml': files['service.yaml']!.replaceAll('Alte Fassung', 'Neue Fassung'), 'form.yaml': files['form.yaml']!.replaceAll('Ihr Hund', 'Ihre Katze') });
    expect((await browser.get('/antrag/pinned')).body).toContain('Neue Fassung');
    await browser.get(`${draft}/halter`);
    await browser.post(`${draft}/halter`, answersOf.halter);
    const page = await browser.get(`${draft}/tier`);
    expect(page.body).toContain('Ihr Hund');
    expect(page.body).toContain('Alte Fassung');
  });

  test("somebody else's draft does not exist", async () => {
    const mine = app.browser();
    await mine.signInAs(holder);
    const draft = await begin(mine);
    const theirs = app.browser();
    await theirs.signInAs(other);
    const nobody = app.browser();
    for (const stranger of [theirs, nobody]) {
      await stranger.get('/antrag/hund');
      for (const path of ['halter', 'pruefen', 'fertig', 'kopie', 'abbrechen']) expect((await stranger.get(`${draft}/${path}`)).statusCode, path).toBe(404);
      for (const path of ['halter', 'absenden', 'abbrechen']) expect((await stranger.post(`${draft}/${path}`, answersOf.halter)).statusCode, path).toBe(404);
    }
    expect((await mine.get(draft.replace('/hund/', '/pinned/') + '/halter')).statusCode).toBe(404);
    expect((await mine.get('/antrag/hund/keine-uuid/halter')).statusCode).toBe(404);
    expect((await draftRow(draft)).answers).toEqual({});
  });

  test('what a visitor began is theirs after the login, and nobody else’s', async () => {
    const newcomer = { ...other, id: '00000000-0000-7000-8000-00000000dddd' };
    const browser = app.browser();
    const draft = await begin(browser);
    await browser.get(`${draft}/halter`);
    await browser.post(`${draft}/halter`, answersOf.halter);
    const before = (await draftRow(draft)).owner_id as string;
    await app.kernel.db.transaction().execute((tx) => app.kernel.sessions.signedIn(tx, { id: before, principal: { kind: 'anonymous' }, assurance: 'none', device: '', createdAt: new Date(), lastSeenAt: new Date() }, { id: before, principal: newcomer, assurance: 'basis', device: '', createdAt: new Date(), lastSeenAt: new Date() }));
    expect((await browser.get(`${draft}/tier`)).statusCode).toBe(404);
    const mine = app.browser();
    await mine.signInAs(newcomer);
    expect((await mine.get(`${draft}/tier`)).statusCode).toBe(200);
    expect((await mine.get('/antrag/hund')).body).toContain(`${draft}/pruefen`);
  });
});

describe('giving up', () => {
  test('deletes everything and asks one voluntary question', async () => {
    const browser = app.browser();
    const draft = await begin(browser);
    await browser.get(`${draft}/abbrechen`);
    expect((await browser.post(`${draft}/abbrechen`)).headers.location).toBe('/rueckmeldung/hund');
    expect(await draftRow(draft)).toBeUndefined();
    expect(await count('forms.abort', 'hund')).toBe(1);
    expect((await browser.get(`${draft}/halter`)).statusCode).toBe(404);
    await browser.get('/rueckmeldung/hund');
    expect((await browser.post('/rueckmeldung', { dienst: 'hund', anlass: 'abort', note: '4' })).headers.location).toBe('/rueckmeldung');
    expect(await count('forms.satisfaction', 'hund/abort/4')).toBe(1);
    expect((await browser.post('/rueckmeldung', { dienst: 'hund', anlass: 'abort', note: '6' })).statusCode).toBe(400);
    expect((await browser.post('/rueckmeldung', { dienst: 'gibtesnicht', anlass: 'abort', note: '1' })).statusCode).toBe(404);
    expect((await browser.get('/rueckmeldung')).statusCode).toBe(200);
  });

  test('one person cannot make the satisfaction figure', async () => {
    const browser = app.browser();
    await browser.get('/rueckmeldung/hund');
    for (let turn = 0; turn < 15; turn++) await browser.post('/rueckmeldung', { dienst: 'hund', anlass: 'submit', note: '1' });
    expect(await count('forms.satisfaction', 'hund/submit/1')).toBeLessThanOrEqual(10);
  });
});
