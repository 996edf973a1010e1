import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serviceCommand } from '../src/cli/service.ts';
import { projectRoot } from '../src/kernel/root.ts';
import { createTestKernel, type TestBrowser, type TestKernel } from '../src/kernel/testing/test-kernel.ts';
import { currentService, publishPackage } from '../src/modules/catalogue/index.ts';
import { demoCitizens } from '../src/modules/directory/index.ts';
import { modules } from '../src/modules/index.ts';

/**
 * An online service is a folder, not code: dog tax written here, by hand, into an empty folder, and then everything a
 * service can do, without a word of it in src/. It is not the dog tax of services/: other pages, an own decision, a fee.
 */
const files = {
  'service.yaml': `key: zweithund-anmelden
kind: online
title: {de: Zweiten Hund anmelden, en: Register a second dog}
summary: {de: Ein zweiter Hund ist eingezogen., en: A second dog has moved in.}
documents: [{de: Chipnummer, en: Chip number}]
fee:
  amounts:
    - {from: 2020-01-01, cents: 900, label: marke, title: {de: Hundemarke, en: Dog tag}, source: "Testsatzung § 1", assumption: true}
    - {from: 2026-01-01, cents: 1150, label: marke, title: {de: Hundemarke, en: Dog tag}, source: "Testsatzung § 1, neue Fassung", assumption: true}
    - {from: 2026-01-01, cents: 500, label: ermaessigt, title: {de: Hundemarke ermäßigt, en: Dog tag (reduced)}, source: "Testsatzung § 2", assumption: true}
legal: [{title: {de: Testsatzung, en: Test by-law}}]
office: steuern
life_situations: [tiere]
synonyms: [Fiffi]
languages: [de, en]
source: nicht belegt
`,
  'form.yaml': `pages:
  - id: halter
    title: {de: Wer hält den Hund?, en: Who keeps the dog?}
    fields:
      - {id: name, type: person_name, label: {de: Ihr Name, en: Your name}, prefill: {family: account.family_name, given: account.given_names}}
      - {id: alter, type: number, label: {de: Wie alt ist der Hund?, en: How old is the dog?}, min: 0, max: 30}
  - id: tierheim
    title: {de: Aus dem Tierheim, en: From the shelter}
    when: alt
    fields:
      - {id: heim, type: yes_no, label: {de: Kommt der Hund aus einem Tierheim?, en: Does the dog come from a shelter?}}
  - id: hund
    title: {de: Der Hund, en: The dog}
    fields:
      - {id: rufname, type: text, label: {de: Rufname, en: Name}, max_length: 40}
      - {id: chip, type: text, label: {de: Chipnummer, en: Chip number}, pattern: "[0-9]{15}", pattern_error: {de: Bitte 15 Ziffern., en: Please 15 digits.}, max_length: 15}
conditions:
  alt:
    cel: answers.alter >= 8
    why: {de: Weil der Hund acht Jahre oder älter ist., en: Because the dog is eight or older.}
`,
  'process.yaml': `anonymous: forbidden
rules:
  - {id: kein_welpe, ok: answers.alter > 0, reason: dog.puppy, text: {de: Der Hund ist kein Jahr alt., en: The dog is not a year old.}}
fee:
  collect: after_decision
  choose: [{when: answers.heim, amount: ermaessigt}, {amount: marke}]
decision: {automatic: true, legal_basis: Testsatzung § 3}
letters:
  granted:
    subject: {de: "{{ answers.rufname }} ist angemeldet", en: "{{ answers.rufname }} is registered"}
    blocks:
      - {type: paragraph, text: {de: "Der Chip hat die Nummer {{ answers.chip }}.", en: "The chip has the number {{ answers.chip }}."}}
      - {type: paragraph, text: {de: "Bitte zahlen Sie {{ eur(fee.cents) }} ({{ fee.reference }}).", en: "Please pay {{ eur(fee.cents) }} ({{ fee.reference }})."}}
  rejected:
    subject: {de: Nicht angemeldet, en: Not registered}
    blocks: [{type: paragraph, text: "{{ decision.text }}"}]
filing: {position: "20.5-HST", retention_years: 10, source: Test}
deadline_workdays: {days: 3, source: Test}
`,
  'examples/alt-aus-dem-heim.yaml': `name: Ein alter Hund aus dem Heim
today: 2026-11-24
answers: {name: {family: Beispiel, given: Eva}, alter: 9, heim: true, rufname: Rex, chip: "276098000000001"}
expect: {outcome: granted, fee_cents: 500}
`,
  'examples/welpe.yaml': `name: Ein Welpe
today: 2026-11-24
answers: {name: {family: Beispiel, given: Eva}, alter: 0, rufname: Rex, chip: "276098000000001"}
expect: {outcome: fallout, reasons: [dog.puppy], fee_cents: 1150, skipped_pages: [tierheim]}
`,
};

const key = 'zweithund-anmelden';
let house: TestKernel;
let folder: string;
let lena: TestBrowser;

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'packages-')), key);
  mkdirSync(join(folder, 'examples'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  house = await createTestKernel({ modules });
  await house.start();
  lena = house.browser();
  await lena.signInAs({ kind: 'citizen', id: demoCitizens.lena.id, name: 'Lena' });
});
afterAll(async () => {
  await house.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

/** Answers page after page as a person would; returns the address of the last. */
async function walk(answers: Record<string, Record<string, string>>): Promise<string> {
  await lena.get(`/antrag/${key}`);
  let at = String((await lena.post(`/antrag/${key}`)).headers.location);
  for (let step = 0; step < 6 && !at.endsWith('/pruefen'); step += 1) {
    await lena.get(at);
    const answer = await lena.post(at, answers[at.split('/').at(-1)!] ?? {});
    expect(answer.statusCode, `${at}: ${answer.body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 400)}`).toBe(303);
    at = String(answer.headers.location);
  }
  return at;
}

const send = async (review: string) => {
  await lena.get(review);
  await lena.post(review.replace(/pruefen$/, 'absenden'));
  await house.work();
  return (await house.ownerPool.query<{ id: string; outcome: string | null; state: string; reasons: string[] }>('select id, outcome, state, reasons from cases.case order by received_at desc, number desc limit 1')).rows[0]!;
};

it('has no mistake for the command line, and its examples come out as they say', async () => {
  const lines: string[] = [];
  expect(await serviceCommand(['check', folder], { say: (line) => void lines.push(line), env: {}, cwd: projectRoot }), lines.join('\n')).toBe(0);
  expect(await publishPackage(house.kernel, folder, 'test')).toMatchObject({ ok: true, key, isNew: true });
  expect((await currentService(house.kernel, key))!.compiled.stored.examples).toHaveLength(2);
  expect(lines).toEqual([`${folder}: in Ordnung, 2 Beispiele kommen heraus wie erwartet.`]);
});

it('is found, explained, filled in, sent, decided and answered, to the letter in the mailbox', async () => {
  expect((await lena.get('/suche?q=fiffi')).body).toContain(`/leistungen/${key}`);
  expect((await lena.get(`/leistungen/${key}`)).body).toContain('11,50');
  const review = await walk({ halter: { 'name.given': 'Lena Marie', 'name.family': 'Sommer', alter: '9' }, tierheim: { heim: 'ja' }, hund: { rufname: 'Hasso', chip: '276098000000002' } });
  expect((await lena.get(review)).body).toContain('aus Ihrem Konto');
  const sent = await send(review);
  expect(sent).toMatchObject({ state: 'granted', outcome: 'granted' });
  const mailbox = await lena.get('/postfach');
  expect(mailbox.body).toContain('Hasso ist angemeldet');
  const message = /\/postfach\/[0-9a-f-]{36}/.exec(mailbox.body)![0];
  const letter = await lena.get(`${message}/dokument`);
  expect(letter.headers['content-type']).toBe('application/pdf');
  expect(letter.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  const page = await lena.get(`/konto/vorgaenge/${sent.id}`);
  expect(page.body).toContain('5,00');
  expect(page.body).toContain('Testsatzung § 2');
  const kinds = (await house.ownerPool.query<{ kind: string }>('select kind from evidence.entry order by kind')).rows.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['case.submitted', 'case.decided', 'letter.provided', 'letter.retrieved']));
});

it('falls out by its own rule, in its own words, at the fee of the day', async () => {
  const review = await walk({ halter: { 'name.given': 'Lena Marie', 'name.family': 'Sommer', alter: '0' }, hund: { rufname: 'Wau', chip: '276098000000003' } });
  const sent = await send(review);
  expect(sent).toMatchObject({ state: 'review', reasons: ['kein_welpe:dog.puppy'] });
});

it('takes no answer its form does not allow', async () => {
  await lena.get(`/antrag/${key}`);
  const at = String((await lena.post(`/antrag/${key}`)).headers.location);
  await lena.get(at);
  expect((await lena.post(at, { 'name.given': 'Lena', 'name.family': 'Sommer', alter: '31' })).statusCode).toBe(422);
  expect(String((await lena.post(at.replace(/[^/]+$/, 'tierheim'), { heim: 'ja' })).headers.location)).toBe(at);
});
