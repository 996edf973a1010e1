import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { TestBrowser } from '../../../kernel/testing/test-kernel.ts';
import { demoStaff, staffPrincipal } from '../../directory/index.ts';
import { citizenId, clerk, createCasesTest, ok, secondClerk, stranger, type CasesTest } from '../cases.testing.ts';

const people = ['clerk', 'lead', 'stranger', 'operator', 'designer', 'auditor', 'citizen', 'nobody'] as const;
type Who = (typeof people)[number];

let t: CasesTest;
const as = {} as Record<Who, TestBrowser>;
beforeAll(async () => {
  t = await createCasesTest();
  for (const who of people) as[who] = t.browser();
  const staff = { clerk: demoStaff.clerkParking, lead: demoStaff.leadParking, stranger: demoStaff.clerkTaxes, operator: demoStaff.operator, designer: demoStaff.designer, auditor: demoStaff.auditor };
  for (const [who, person] of Object.entries(staff)) await as[who as Who].signInAs(staffPrincipal({ ...person, offices: [...person.offices] }));
  await as.citizen.signInAs({ kind: 'citizen', id: citizenId, name: 'Lena Marie Sommer' });
}, 120_000);
afterAll(() => t.close());

/** A case that waits for a clerk. */
async function inReview(input: Parameters<CasesTest['submit']>[0] = {}): Promise<string> {
  const id = await t.submit({ age: 10, ...input });
  await t.workAll();
  expect((await t.file(id)).state).toBe('review');
  return id;
}

const at = (id: string, step = '') => `/amt/vorgaenge/${id}${step && `/${step}`}`;
const revisionOf = async (id: string) => String((await t.file(id)).revision);
const step = async (who: Who, id: string, name: string, fields: Record<string, string> = {}) => as[who].post(at(id, name), { revision: await revisionOf(id), ...fields });
const one = async (query: string, values: unknown[]) => (await t.ownerPool.query(query, values)).rows[0] as Record<string, string>;

/** A case of the parking office with everything that has an address of its own. */
async function everything() {
  const id = await inReview({ accountId: null, sessionId: uuidv7() });
  const upload = { id: uuidv7(), field: 'nachweis', filename: 'Nachweis "1".pdf', mime: 'application/pdf', sha256: '', size: 0 };
  const { content } = await storedPdf();
  Object.assign(upload, content);
  await t.ownerPool.query(`update cases.submission set frozen = jsonb_set(frozen, '{uploads}', $2::jsonb) where case_id = $1`, [id, JSON.stringify([upload])]);
  expect((await step('clerk', id, 'entscheiden', { ergebnis: 'rejected', gruende: 'Zu jung.' })).statusCode).toBe(303);
  await t.workAll();
  const document = (await one(`select id from cases.document where case_id = $1 and kind = 'letter'`, [id]))['id']!;
  const print = (await one('select id from cases.print_item where case_id = $1', [id]))['id']!;
  return { id, document, print, upload: upload.id };
}

async function storedPdf() {
  const row = await one(`select sha256, size::int from cases.document where mime = 'application/pdf' limit 1`, []);
  return { content: { sha256: row['sha256']!, size: Number(row['size']) } };
}

const caseRoutes = ['/amt/vorgaenge/:id', '/amt/vorgaenge/:id/dokumente/:document', '/amt/vorgaenge/:id/anlagen/:upload', ...['uebernehmen', 'abgeben', 'frage', 'antwort', 'frage-zuruecknehmen', 'vermerk', 'pruefung', 'selbst', 'zahlung', 'entscheiden'].map((name) => `/amt/vorgaenge/:id/${name}`), '/amt/druck/:id'];
const listRoutes = ['/amt/suche', '/amt/druck', '/amt/antrag', '/amt/antrag/:key'];

describe('who may open what', () => {
  const routes = () => t.kernel.http.routes().filter(({ path }) => path === '/amt' || listRoutes.includes(path) || caseRoutes.includes(path));

  it('names every route of the staff side of cases', () => {
    const foreign = /^\/amt\/(akten|kasse|personen|post|anmelden|einladung)(\/|$)/;
    const known = t.kernel.http.routes().map(({ path }) => path).filter((path) => /^\/amt(\/|$)/.test(path) && !foreign.test(path));
    expect([...new Set(known)].sort()).toEqual(['/amt', ...listRoutes, ...caseRoutes].sort());
  });

  it('holds route by route, for every role and office', async () => {
    const whole = await everything();
    const open = await inReview();
    const wrong: string[] = [];
    for (const who of people) {
      for (const route of routes()) {
        const id = route.path.startsWith('/amt/druck') ? whole.print : route.method === 'POST' ? open : whole.id;
        const path = route.path.replace(':id', id).replace(':document', whole.document).replace(':upload', whole.upload).replace(':key', 'probe-frei');
        // right people's posts are told to change nothing: an old revision, an empty text
        const answer = route.method === 'GET' ? await as[who].get(path) : await as[who].post(path, route.path === '/amt/druck/:id' && (who === 'clerk' || who === 'lead') ? { _csrf: 'none' } : { revision: '1', ergebnis: 'granted', an: '' });
        const location = String(answer.headers.location ?? '');
        const verdict = /^\/amt\/anmelden/.test(location) ? 'login' : answer.statusCode >= 500 ? 'broken' : answer.statusCode === 404 ? 'unknown' : answer.statusCode === 403 ? 'forbidden' : 'in';
        const works = who === 'clerk' || who === 'lead';
        const expected = who === 'citizen' || who === 'nobody' ? 'login' : works ? (route.path === '/amt/druck/:id' ? 'forbidden' : 'in') : route.path === '/amt' ? 'in' : who === 'stranger' ? (caseRoutes.includes(route.path) ? 'unknown' : 'in') : 'forbidden';
        if (verdict !== expected) wrong.push(`${who} ${route.method} ${route.path}: ${verdict} (${answer.statusCode} ${location}), expected ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
    expect((await one('select done_at from cases.print_item where id = $1', [whole.print]))['done_at']).toBeNull();
    expect(await t.file(open)).toMatchObject({ state: 'review', assignedTo: null });
  });

  it('hides another office’s cases from lists, counts, search and print list', async () => {
    const whole = await everything();
    const open = await inReview();
    for (const [id, view] of [[open, 'offen'], [whole.id, 'entschieden']] as const) {
      const { number } = await t.file(id);
      const mine = await as.clerk.get(`/amt?ansicht=${view}&nummer=${number}`);
      expect(mine.body).toContain(at(id));
      const theirs = await as.stranger.get(`/amt?ansicht=${view}&nummer=${number}`);
      expect(theirs.body).not.toContain(at(id));
      expect((await as.clerk.get(`/amt/suche?nummer=${number.toLowerCase()}`)).headers.location).toBe(at(id));
      expect((await as.stranger.get(`/amt/suche?nummer=${number}`)).headers.location).toBe(`/amt?nummer=${number}`);
    }
    const all = await as.stranger.get('/amt?ansicht=entschieden');
    expect(all.body).toContain('Nichts zu tun');
    expect(all.body).not.toContain('/amt/vorgaenge/');
    expect((await as.clerk.get('/amt/druck')).body).toContain(`/amt/druck/${whole.print}`);
    expect((await as.stranger.get('/amt/druck')).body).not.toContain('/amt/vorgaenge/');
    expect((await as.operator.get('/amt')).body).not.toContain('/amt/vorgaenge/');
  });
});

describe('the page of a case', () => {
  it('says why it fell out, what was said and what was found, and keeps the notes inside', async () => {
    const id = await inReview();
    expect((await step('clerk', id, 'vermerk', { vermerk: '<script>alert(1)</script> Rückruf' })).statusCode).toBe(303);
    const page = await as.clerk.get(at(id));
    for (const text of ['Die Person ist zu jung.', 'Lena Marie Sommer', 'Was geprüft wurde', 'Verlauf', 'role="rowheader"', '&lt;script>alert(1)']) expect(page.body).toContain(text);
    expect(page.body).not.toContain('<script>alert');
    // no text on this page takes the clerk for the applicant
    expect(page.body).toContain('bei der Antragstellung angegeben');
    expect(page.body).not.toContain('von Ihnen angegeben');
    expect((await as.citizen.get(`/konto/vorgaenge/${id}`)).body).not.toContain('Rückruf');
    expect((await as.clerk.get('/amt')).body).toContain('Die Person ist zu jung.');
  });

  it('names the other open cases about the same subject, of this office only', async () => {
    const [first, second, foreign, closed] = [await inReview(), await inReview(), await inReview(), await inReview()];
    await t.ownerPool.query(`update cases.case set subject_ref = 'sache-1' where id = any($1)`, [[first, second, foreign, closed]]);
    await t.ownerPool.query(`update cases.case set office = 'steuern' where id = $1`, [foreign]);
    await t.ownerPool.query(`update cases.case set state = 'rejected' where id = $1`, [closed]);
    const page = (await as.clerk.get(at(first))).body;
    expect(page).toContain('noch ein anderer Vorgang offen');
    expect(page).toContain(`href="${at(second)}"`);
    for (const id of [foreign, closed]) expect(page).not.toContain(at(id));
    expect((await as.citizen.get(`/konto/vorgaenge/${first}`)).body).not.toContain(second);
    expect((await as.clerk.get(at(await inReview()))).body).not.toContain('noch ein anderer Vorgang offen');
  });

  it('is in the reader’s language, with what comes from the package', async () => {
    const id = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    for (const who of ['clerk', 'citizen'] as const) {
      const path = who === 'clerk' ? at(id) : `/konto/vorgaenge/${id}`;
      expect((await as[who].get(path)).body).toContain('Probegebühr, ');
      as[who].cookies.set('__Host-sprache', 'en');
      const english = (await as[who].get(path)).body;
      as[who].cookies.delete('__Host-sprache');
      expect(english).toContain('Trial fee, ');
      expect(english).not.toContain('Probegebühr');
    }
  });

  it('gives uploads as downloads and letters to read', async () => {
    const whole = await everything();
    const upload = await as.clerk.get(at(whole.id, `anlagen/${whole.upload}`));
    expect(upload.headers['content-disposition']).toMatch(/^attachment/);
    expect(upload.headers['x-content-type-options']).toBe('nosniff');
    const letter = await as.clerk.get(at(whole.id, `dokumente/${whole.document}`));
    expect(letter.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    // a document of one case is not to be had under another
    const other = await inReview();
    for (const path of [`dokumente/${whole.document}`, `anlagen/${whole.upload}`]) expect((await as.clerk.get(at(other, path))).statusCode).toBe(404);
  });
});

describe('a clerk', () => {
  it('takes, hands over within the office only, and gives back', async () => {
    const id = await inReview();
    expect((await step('clerk', id, 'uebernehmen')).headers.location).toBe(at(id));
    expect((await t.file(id)).assignedTo).toBe(clerk.id);
    expect((await as.clerk.get('/amt?ansicht=meine')).body).toContain(at(id));
    expect((await as.lead.get('/amt?ansicht=meine')).body).not.toContain(at(id));
    for (const [person, found] of [[clerk.id, true], [secondClerk.id, false], ['frei', false]] as const) expect((await as.lead.get(`/amt?person=${person}`)).body.includes(at(id)), person).toBe(found);
    const refused = await step('clerk', id, 'abgeben', { an: stranger.id });
    expect(refused.body).toContain('Diese Person arbeitet nicht in diesem Amt.');
    expect((await step('clerk', id, 'abgeben', { an: secondClerk.id })).statusCode).toBe(303);
    expect((await t.file(id)).assignedTo).toBe(secondClerk.id);
    for (const name of ['uebernehmen', 'abgeben']) expect((await step('clerk', id, name, { an: clerk.id })).body).toContain('Diesen Vorgang bearbeitet schon jemand anderes.');
    expect((await as.clerk.get(at(id))).body).not.toContain(at(id, 'abgeben'));
    expect((await step('lead', id, 'abgeben', { an: '' })).statusCode).toBe(303);
    expect((await t.file(id)).assignedTo).toBeNull();
  });

  it('may, as lead, take away and hand over what others work on', async () => {
    const id = await inReview();
    await step('clerk', id, 'uebernehmen');
    expect((await step('lead', id, 'abgeben', { an: secondClerk.id })).statusCode).toBe(303);
    expect((await t.file(id)).assignedTo).toBe(secondClerk.id);
    await step('lead', id, 'abgeben', { an: clerk.id });
    expect((await step('lead', id, 'uebernehmen')).statusCode).toBe(303);
    expect((await t.file(id)).assignedTo).toBe(secondClerk.id);
  });

  it('asks, and gets an empty question back with a friendly word', async () => {
    const id = await inReview();
    const empty = await step('clerk', id, 'frage', { frage: '   ', art: 'yes_no' });
    expect(empty.body).toContain('Bitte schreiben Sie Ihre Frage.');
    expect(empty.body).toMatch(/<title>Fehler/);
    expect((await step('clerk', id, 'frage', { frage: 'Sind Sie umgezogen?', art: 'yes_no' })).statusCode).toBe(303);
    expect(await t.file(id)).toMatchObject({ state: 'waiting_applicant' });
    expect((await as.clerk.get('/amt?ansicht=antwort')).body).toContain(at(id));
    const asked = await as.clerk.get(at(id));
    expect(asked.body).toContain('Sind Sie umgezogen?');
    expect(asked.body).not.toContain('Frage an Sie');
    // nothing can be decided while the applicant is asked, whatever is posted
    for (const name of ['entscheiden', 'frage', 'pruefung', 'selbst']) expect((await step('clerk', id, name, { ergebnis: 'granted', frage: 'x' })).body).toContain('in diesem Stand');
    expect((await t.file(id)).state).toBe('waiting_applicant');
  });

  it('sees the letter before, decides once, and loses no reasons to a mistake', async () => {
    const id = await inReview();
    const before = await t.file(id);
    const preview = await step('clerk', id, 'entscheiden', { ergebnis: 'rejected', gruende: 'Grund <&>', schritt: 'vorschau' });
    expect(preview.headers['content-type']).toBe('application/pdf');
    expect((await step('stranger', id, 'entscheiden', { ergebnis: 'rejected', gruende: 'Grund', schritt: 'vorschau' })).statusCode).toBe(404);
    expect(await t.file(id)).toEqual(before);
    const chosen = await step('clerk', id, 'entscheiden', { gruende: 'Meine Gründe' });
    expect(chosen.body).toContain('Bitte wählen Sie, ob Sie bewilligen oder ablehnen.');
    expect(chosen.body).toContain('Meine Gründe</textarea>');
    expect((await step('clerk', id, 'entscheiden', { ergebnis: 'rejected', gruende: ' ' })).body).toContain('Bitte begründen Sie die Ablehnung.');
    expect((await step('clerk', id, 'entscheiden', { ergebnis: 'rejected', gruende: 'x'.repeat(9000) })).body).toContain('Der Text ist zu lang.');
    expect((await t.file(id)).state).toBe('review');
    expect((await step('clerk', id, 'entscheiden', { ergebnis: 'granted' })).statusCode).toBe(303);
    expect(await t.file(id)).toMatchObject({ state: 'granted', decidedBy: clerk.id, automatic: false });
    for (const name of ['entscheiden', 'uebernehmen', 'abgeben', 'frage', 'pruefung', 'selbst']) expect((await step('clerk', id, name, { ergebnis: 'rejected', gruende: 'doch nicht', frage: 'x', an: '' })).body).toContain('in diesem Stand');
    expect((await t.file(id)).outcome).toBe('granted');
  });

  it('reads why a decision did not come about, and keeps what was written', async () => {
    t.probe.answer = () => ({ result: 'doubt', reasons: ['strange'], outputs: { code: 'C-2', good: true } });
    const id = await inReview({ age: 30 });
    t.probe.effectFails = 'PROBE_TAKEN';
    const refused = await step('clerk', id, 'entscheiden', { ergebnis: 'granted', gruende: 'Meine Gründe' });
    t.probe.effectFails = false;
    expect(refused.statusCode).toBe(422);
    for (const words of ['Die Entscheidung ist nicht zustande gekommen.', 'hat sich etwas geändert (probe_taken)', 'Es ist nichts entschieden', 'Meine Gründe', 'href="#nicht-entschieden"']) expect(refused.body).toContain(words);
    await t.workAll();
    expect((await as.clerk.get(at(id))).body).toContain('Es ist nichts entschieden');
    t.probe.answer = () => ok;
    expect((await step('clerk', id, 'entscheiden', { ergebnis: 'granted' })).statusCode).toBe(303);
    expect((await as.clerk.get(at(id))).body).not.toContain('Es ist nichts entschieden');
  });

  it('checks again, stops waiting for a register, books a payment', async () => {
    const again = await inReview();
    expect((await step('clerk', again, 'pruefung')).statusCode).toBe(303);
    expect((await t.file(again)).state).toBe('checking');
    await t.workAll();
    expect((await t.file(again)).state).toBe('review');

    t.probe.answer = () => ({ result: 'unavailable', neighbour: 'registers.zone.resident' });
    const waiting = await t.submit();
    await t.work();
    t.probe.answer = () => ok;
    expect((await t.file(waiting)).state).toBe('waiting_register');
    expect((await as.clerk.get('/amt?ansicht=register')).body).toContain(at(waiting));
    expect((await step('clerk', waiting, 'selbst')).statusCode).toBe(303);
    expect((await t.file(waiting)).state).toBe('review');

    const unpaid = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    expect((await t.file(unpaid)).state).toBe('waiting_payment');
    expect((await step('clerk', unpaid, 'zahlung')).statusCode).toBe(303);
    await t.workAll();
    expect((await t.file(unpaid)).state).toBe('granted');
    expect((await step('clerk', unpaid, 'zahlung')).body).toContain('Hier ist nichts zu zahlen.');
  });

  it('ticks off a letter once', async () => {
    const whole = await everything();
    expect((await as.stranger.post(`/amt/druck/${whole.print}`)).statusCode).toBe(404);
    await as.clerk.get('/amt/druck');
    const tomorrow = await as.clerk.post(`/amt/druck/${whole.print}`, { tag: '2099-01-01' });
    expect(tomorrow.statusCode).toBe(422);
    expect(tomorrow.body).toContain(`href="#f-tag-${whole.print}"`);
    expect(tomorrow.body).toContain('value="2099-01-01"');
    expect((await as.clerk.post(`/amt/druck/${whole.print}`)).headers.location).toBe('/amt/druck');
    expect((await as.clerk.post(`/amt/druck/${whole.print}`)).statusCode).toBe(404);
    expect((await as.clerk.get('/amt/druck')).body).not.toContain(`/amt/druck/${whole.print}`);
  });
});

describe('two clerks at once', () => {
  it('overwrite nothing: the second reads what happened', async () => {
    const id = await inReview();
    const revision = await revisionOf(id);
    const answers = await Promise.all((['clerk', 'lead'] as const).map((who) => as[who].post(at(id, 'entscheiden'), { revision, ergebnis: who === 'clerk' ? 'granted' : 'rejected', gruende: 'Grund' })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409]);
    expect(answers.find(({ statusCode }) => statusCode === 409)!.body).toContain('Jemand anderes war schneller');
    expect(Number((await one('select count(*) n from cases.decision where case_id = $1', [id]))['n'])).toBe(1);
    for (const name of ['uebernehmen', 'abgeben', 'frage', 'pruefung', 'selbst']) expect((await as.lead.post(at(id, name), { revision, frage: 'x', an: '' })).statusCode, name).toBe(409);
  });
});

describe('hostile input', () => {
  it('finds nothing and breaks nothing', async () => {
    const id = await inReview();
    const revision = await revisionOf(id);
    for (const query of ['seite=-1', 'seite=1e9', 'seite=x', 'ansicht=__proto__', 'ansicht=offen&ansicht=meine', 'frist=%27', 'leistung=%27%20or%201=1', `nummer=${'9'.repeat(300)}`, 'nummer=%25', 'nummer=%00', 'leistung=%00', 'person=%00', 'person=frei%27', 'nummer[]=1', 'seite=10000']) {
      expect((await as.clerk.get(`/amt?${query}`)).statusCode, query).toBeLessThan(500);
      expect((await as.clerk.get(`/amt/suche?${query}`)).statusCode, query).toBeLessThan(500);
    }
    expect((await as.clerk.get('/amt?nummer=%3Cscript%3Ealert(1)%3C/script%3E')).body).not.toContain('<script>alert');
    expect((await as.clerk.get('/amt/suche?nummer=//boese.example')).headers.location).toMatch(/^\/amt\?/);
    for (const path of ['nonsense', '%00', '..%2f..', `${id}/dokumente/..%2f`, `${id}/anlagen/${id}`, uuidv7()]) expect((await as.clerk.get(`/amt/vorgaenge/${path}`)).statusCode, path).toBe(404);
    await as.clerk.get(at(id));
    const posts: [string, Record<string, string | string[]>][] = [
      ['entscheiden', { revision, ergebnis: 'withdrawn' }], ['entscheiden', { revision, ergebnis: ['granted', 'rejected'] }], ['entscheiden', { ergebnis: 'granted' }], ['entscheiden', { revision: '-1', ergebnis: 'granted' }],
      ['entscheiden', { revision: 'NaN', ergebnis: 'granted' }], ['frage', { revision, frage: 'x', art: 'shell' }], ['abgeben', { revision, an: 'root' }], ['vermerk', { vermerk: 'x'.repeat(30_000) }], ['vermerk', { vermerk: 'a\u0000b' }],
    ];
    for (const [name, fields] of posts) {
      const { statusCode } = await as.clerk.post(at(id, name), fields);
      expect(statusCode >= 400 && statusCode < 500, `${name} ${JSON.stringify(fields).slice(0, 60)}: ${statusCode}`).toBe(true);
    }
    expect((await as.clerk.post(at(id, 'entscheiden'), { _csrf: 'stolen', revision, ergebnis: 'granted' })).statusCode).toBe(403);
    expect(await t.file(id)).toMatchObject({ state: 'review', revision: Number(revision) });
  });
});

describe('a hundred thousand cases', () => {
  it('lie in an inbox that still opens at once', async () => {
    await t.ownerPool.query(`insert into cases.case (id, number, service, version_hash, office, channel, lang, received_at, received_on, due_on, state, revision, updated_at)
      select gen_random_uuid(), 'X' || n, 'probe-frei', (select version_hash from cases.case limit 1), case when n % 4 = 0 then 'parken' else 'steuern' end, 'online', 'de', now(), date '2026-11-01', date '2026-11-01' + (n % 60), (array['review', 'waiting_applicant', 'granted', 'granted', 'granted'])[1 + n % 5], 1, now()
      from generate_series(1, 100000) n`);
    await t.ownerPool.query('analyze cases.case');
    for (const view of ['offen', 'meine', 'entschieden']) {
      await as.clerk.get(`/amt?ansicht=${view}`);
      const times: number[] = [];
      for (let n = 0; n < 5; n++) {
        const began = performance.now();
        const page = await as.clerk.get(`/amt?ansicht=${view}&seite=${n + 1}`);
        times.push(performance.now() - began);
        expect(page.statusCode).toBe(200);
        expect((page.body.match(/\/amt\/vorgaenge\//g) ?? []).length).toBeLessThanOrEqual(50);
      }
      expect(Math.min(...times), `${view}: ${times.map(Math.round).join(', ')} ms`).toBeLessThan(500);
    }
  }, 60_000);
});
