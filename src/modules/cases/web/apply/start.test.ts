import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestKernel } from '../../../../kernel/testing/test-kernel.ts';
import { answersOf, begin, clerk, fillIn, holder, other, packageFiles, publish, spent, startApply } from './testing.ts';

let app: TestKernel;
beforeAll(async () => {
  app = await startApply();
  await publish(app, packageFiles({ key: 'ding', subject: true }));
  await publish(app, packageFiles({ key: 'konto-noetig', anonymous: false }));
  await publish(app, { 'service.yaml': packageFiles({ key: 'auf-papier' })['service.yaml']!.replace('kind: online', `kind: paper\nhow: [{de: Formular ausfüllen, en: Fill in the form}]`) });
});
afterAll(() => app.close());

const drafts = async () => Number((await app.ownerPool.query('select count(*) n from forms.draft')).rows[0].n);
const draftOf = async (path: string) => (await app.ownerPool.query('select * from forms.draft where id = $1', [path.split('/')[3]])).rows[0];

describe('the start page', () => {
  test('knows only services that are online here', async () => {
    const browser = app.browser();
    expect((await browser.get('/antrag/gibtesnicht')).statusCode).toBe(404);
    expect((await browser.get('/antrag/auf-papier')).headers.location).toBe('/leistungen/auf-papier');
    expect((await browser.post('/antrag/auf-papier')).statusCode).toBe(404);
    expect((await browser.get('/antrag/hund')).statusCode).toBe(200);
    // looking costs nothing: no session and no draft
    expect(await drafts()).toBe(0);
  });

  test('sends visitors to the login where an account is needed', async () => {
    const browser = app.browser();
    const page = await browser.get('/antrag/konto-noetig');
    expect(page.body).toContain('/konto/anmelden?weiter=%2Fantrag%2Fkonto-noetig');
    expect(page.body).not.toContain('action="/antrag/konto-noetig"');
    await browser.get('/antrag/hund');
    expect((await browser.post('/antrag/konto-noetig')).headers.location).toBe('/antrag/konto-noetig');
    await browser.signInAs(holder);
    expect(await begin(browser, 'konto-noetig')).toContain('/antrag/konto-noetig/');
  });
});

describe('the subject', () => {
  test('of an account is chosen from its own list; values come filled in with their source', async () => {
    const browser = app.browser();
    await browser.signInAs(holder);
    const page = await browser.get('/antrag/ding');
    expect(page.body).toContain('Ding 1');
    expect(page.body).not.toContain('grün');
    // what nothing would come of is named with the reason, and not to be chosen
    expect(page.body).toMatch(/Ding 2<\/strong><br\/?>Das Ding ist seit 99 Tagen abgelaufen\./);
    expect(page.body).not.toContain('value="thing-late"');
    expect((await browser.post('/antrag/ding', {})).statusCode).toBe(422);
    const draft = await begin(browser, 'ding', { gegenstand: 'thing-1' });
    const shown = await browser.get(`${draft}/halter`);
    expect(shown.body).toContain('grün');
    expect(shown.body).toContain('aus dem Register');
    expect(shown.body).not.toContain('name="farbe"');
    // a locked value cannot be changed
    await browser.post(`${draft}/halter`, { ...answersOf.halter, farbe: 'rot' });
    expect((await draftOf(draft)).answers.farbe).toMatchObject({ value: 'grün', provenance: { source: 'subject' } });
  });

  test('that has an open case of theirs already: they are told before they begin, with the way to it', async () => {
    const browser = app.browser();
    await browser.signInAs(holder);
    expect((await browser.get('/antrag/ding')).body).not.toContain('läuft schon');
    const draft = await begin(browser, 'ding', { gegenstand: 'thing-1' });
    await fillIn(browser, draft);
    await browser.get(`${draft}/pruefen`);
    await browser.post(`${draft}/absenden`);
    const { rows: [file] } = await app.ownerPool.query('select id, number from cases.case where subject_ref = $1', ['thing-1']);
    const page = (await browser.get('/antrag/ding')).body;
    expect(page).toContain('Ein Antrag dazu läuft schon');
    expect(page).toContain(`href="/konto/vorgaenge/${file.id}"`);
    expect(page).toContain('action="/antrag/ding"');
    const stranger = app.browser();
    await stranger.signInAs(other);
    for (const visitor of [stranger, app.browser()]) expect((await visitor.get('/antrag/ding')).body).not.toContain(file.number);
    await app.ownerPool.query(`update cases.case set state = 'withdrawn' where id = $1`, [file.id]);
    expect((await browser.get('/antrag/ding')).body).not.toContain('läuft schon');
  });

  test("somebody else's is not theirs to choose", async () => {
    const browser = app.browser();
    await browser.signInAs(other);
    await browser.get('/antrag/ding');
    expect((await browser.post('/antrag/ding', { gegenstand: 'thing-1' })).statusCode).toBe(422);
    const nobody = app.browser();
    await nobody.get('/antrag/ding');
    expect((await nobody.post('/antrag/ding', { gegenstand: 'thing-1' })).statusCode).toBe(422);
  });

  test('opens with number and code; a wrong pair says nothing about which was wrong', async () => {
    const browser = app.browser();
    await browser.get('/antrag/ding');
    const wrongCode = await browser.post('/antrag/ding', { nummer: 'D-1', code: 'falsch' });
    const wrongNumber = await browser.post('/antrag/ding', { nummer: 'D-2', code: 'geheim' });
    expect(wrongCode.statusCode).toBe(422);
    expect(wrongCode.body).toContain('Nummer und Code passen nicht zusammen.');
    expect(wrongNumber.body.replaceAll('D-2', 'D-1')).toBe(wrongCode.body);
    expect(wrongCode.body).not.toContain('falsch');
    const draft = await begin(browser, 'ding', { nummer: ' D-1 ', code: 'geheim' });
    expect((await draftOf(draft)).subject_ref).toBe('thing-1');
  });

  test('what is typed is what is meant, whatever radio is set', async () => {
    const browser = app.browser();
    await browser.signInAs(other);
    await browser.get('/antrag/ding');
    const draft = await begin(browser, 'ding', { gegenstand: 'thing-mine', nummer: 'D-1', code: 'geheim' });
    expect((await draftOf(draft)).subject_ref).toBe('thing-1');
    // half of it, or a wrong pair, never falls back to the radio
    const half = await browser.post('/antrag/ding', { gegenstand: 'thing-mine', nummer: 'D-1' });
    expect(half.statusCode).toBe(422);
    expect(half.body).toMatch(/value="andere" checked/);
    expect((await browser.post('/antrag/ding', { gegenstand: 'thing-mine', nummer: 'D-1', code: 'falsch' })).statusCode).toBe(422);
    expect((await draftOf(await begin(browser, 'ding', { gegenstand: 'thing-mine' }))).subject_ref).toBe('thing-mine');
  });

  test('is chosen beforehand only where there is no choice', async () => {
    const browser = app.browser();
    await browser.signInAs(other);
    expect((await browser.get('/antrag/ding')).body).toMatch(/value="thing-mine" checked/);
    const several = app.browser();
    await several.signInAs(holder);
    expect((await several.get('/antrag/ding')).body).not.toMatch(/ checked/);
  });

  test('a friendly no comes before the form', async () => {
    const browser = app.browser();
    await browser.signInAs(holder);
    await browser.get('/antrag/ding');
    const before = await drafts();
    const refused = await browser.post('/antrag/ding', { gegenstand: 'thing-late' });
    expect(refused.statusCode).toBe(200);
    expect(refused.body).toContain('Das geht online gerade nicht');
    expect(await drafts()).toBe(before);
  });

  test('of an application begun in time is looked at again before it is sent', async () => {
    const browser = app.browser();
    await browser.signInAs(other);
    app.clock.advance({ minutes: 1 });
    const draft = await begin(browser, 'ding', { gegenstand: 'thing-mine' });
    // the account tells its drafts apart
    await app.ownerPool.query("insert into directory.account (id, email, password_hash, lang, verified_at, created_at) values ($1, 'otto@example.org', 'x', 'de', now(), now())", [other.id]);
    expect((await browser.get('/konto')).body).toContain('Hund anmelden: D-1, grün');
    expect((await browser.get('/antrag/ding')).body).toContain(`${draft}/pruefen`);
    expect((await browser.get('/antrag/ding')).body).toContain('ist noch nicht abgesendet: D-1, grün.');
    spent.add('thing-mine');
    const start = await browser.get('/antrag/ding');
    expect(start.body).not.toContain(`${draft}/pruefen`);
    expect(start.body).not.toContain('name="gegenstand"');
    expect((await browser.post('/antrag/ding')).body).toContain('Bitte geben Sie »Nummer« an.');
    const review = await browser.get(`${draft}/pruefen`);
    expect(review.body).toContain('Das Ding ist seit 99 Tagen abgelaufen.');
    expect(review.body).toContain(`${draft}/abbrechen`);
    expect(review.body).not.toContain('/absenden');
    spent.clear();
  });

  test('guessing ends after five attempts, per visitor and per number', async () => {
    app.clock.advance({ minutes: 16 });
    const browser = app.browser();
    await browser.get('/antrag/ding');
    for (let turn = 0; turn < 5; turn++) await browser.post('/antrag/ding', { nummer: `D-${turn + 10}`, code: 'falsch' });
    const blocked = await browser.post('/antrag/ding', { nummer: 'D-1', code: 'geheim' });
    expect(blocked.statusCode).toBe(422);
    expect(blocked.body).toContain('zu viele Versuche');
    app.clock.advance({ minutes: 16 });
    expect((await browser.post('/antrag/ding', { nummer: 'D-1', code: 'geheim' })).statusCode).toBe(303);
  });
});

describe('staff write for somebody', () => {
  test('on the same pages, with the way it came and themselves as the source', async () => {
    const browser = app.browser();
    await browser.signInAs(clerk, 'niedrig');
    expect((await browser.get('/antrag/konto-noetig')).headers.location).toBe('/amt/antrag/konto-noetig');
    const start = await browser.get('/amt/antrag/konto-noetig');
    expect(start.body).toContain('Am Telefon');
    // the page speaks to the clerk
    expect(start.body).not.toContain('Online-Antrag');
    expect(start.body).not.toContain('Das brauchen Sie');
    expect(start.body).not.toContain('Chipnummer des Hundes');
    const begun = await browser.post('/amt/antrag/konto-noetig', { kanal: 'phone' });
    const draft = String(begun.headers.location).replace(/\/halter$/, '');
    await fillIn(browser, draft);
    const row = await draftOf(draft);
    expect(row).toMatchObject({ owner_kind: 'staff', owner_id: clerk.id, channel: 'phone' });
    expect(row.answers.name.provenance).toMatchObject({ source: 'clerk', assurance: 'niedrig' });
    await browser.get(`${draft}/pruefen`);
    expect((await browser.post(`${draft}/absenden`)).headers.location).toBe(`${draft}/fertig`);
    const file = (await app.ownerPool.query('select channel, entered_by, account_id from cases.case where id = $1', [(await draftOf(draft)).submitted_case])).rows[0];
    expect(file).toEqual({ channel: 'phone', entered_by: clerk.id, account_id: null });
    expect((await browser.get(`${draft}/fertig`)).body).toContain('/amt/vorgaenge/');
  });

  test('nobody can pretend to be the counter, and a draft of staff is theirs alone', async () => {
    const citizen = app.browser();
    await citizen.signInAs(holder);
    expect((await citizen.get('/amt/antrag/hund')).statusCode).toBe(303);
    const draft = await begin(citizen, 'hund', { kanal: 'paper' });
    expect((await draftOf(draft)).channel).toBe('online');
    const auditor = app.browser();
    await auditor.signInAs({ ...clerk, permissions: [] });
    expect((await auditor.get('/amt/antrag/hund')).statusCode).toBe(403);
    const staff = app.browser();
    await staff.signInAs(clerk);
    expect((await staff.get(`${draft}/halter`)).statusCode).toBe(404);
  });

  test('an unknown way of coming in becomes the counter, never online', async () => {
    const browser = app.browser();
    await browser.signInAs(clerk);
    await browser.get('/amt/antrag/hund');
    const begun = await browser.post('/amt/antrag/hund', { kanal: 'online' });
    expect((await draftOf(String(begun.headers.location))).channel).toBe('counter');
  });
});
