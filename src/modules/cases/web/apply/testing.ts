import * as z from 'zod';
import type { Module } from '../../../../kernel/kernel.ts';
import { createTestKernel, type TestBrowser, type TestKernel } from '../../../../kernel/testing/test-kernel.ts';
import { catalogueModule, publishPackage } from '../../../catalogue/index.ts';
import { directoryModule } from '../../../directory/index.ts';
import { formsModule } from '../../../forms/index.ts';
import { paymentsModule } from '../../../payments/index.ts';
import { registerApply } from './index.ts';

/** The applicant's way alone; what becomes of a case is tested where cases are. */
const applyModule: Module = {
  name: 'apply-test',
  register(kernel) {
    kernel.jobs.define('cases.check', z.object({ caseId: z.uuid() }), async () => undefined);
    registerApply(kernel);
    kernel.parts.check('test.rare', { inputs: {}, outputs: { rare: 'bool' }, reasons: [], run: async () => ({ result: 'ok', outputs: { rare: true } }) });
    kernel.parts.subject('test.thing', {
      fields: { number: 'string', colour: 'string' },
      texts: { heading: 'Welches Ding?', help: 'Nummer und Code stehen im Brief.', number: 'Nummer', code: 'Code', none: 'Kein Ding in Ihrem Konto.', counter: 'Nummer und Code stehen im Brief der Person.' },
      listFor: async (_db, accountId) => own[accountId] ?? [],
      redeem: async (_db, number, code) => (number === 'D-1' && code === 'geheim' ? 'thing-1' : undefined),
      load: async (_db, ref) => (ref.startsWith('thing') ? { number: 'D-1', colour: 'grün' } : undefined),
      nameOf: ({ number, colour }) => `${number}, ${colour}`,
      belongsTo: async (_db, ref, accountId) => (own[accountId] ?? []).some((thing) => thing.ref === ref),
      refuse: async (_db, ref) => (ref === 'thing-late' || spent.has(ref) ? { key: 'Das Ding ist seit {days} Tagen abgelaufen.', params: { days: '99' } } : undefined),
    });
  },
};

export const holder = { kind: 'citizen' as const, id: '00000000-0000-7000-8000-00000000aaaa', name: 'Eva Beispiel' };
export const other = { kind: 'citizen' as const, id: '00000000-0000-7000-8000-00000000bbbb', name: 'Otto Anders' };
export const clerk = { kind: 'staff' as const, id: '00000000-0000-7000-8000-00000000cccc', name: 'Kim Amt', role: 'clerk', permissions: ['cases.work' as const, 'cases.counter' as const], offices: ['steuern'] };

/** Things that time has run out for. */
export const spent = new Set<string>();

const own: Record<string, { ref: string; label: string }[]> = {
  [holder.id]: [{ ref: 'thing-1', label: 'Ding 1' }, { ref: 'thing-two', label: 'Ding 3' }, { ref: 'thing-late', label: 'Ding 2' }],
  [other.id]: [{ ref: 'thing-mine', label: 'Ding 4' }],
};

export async function startApply(): Promise<TestKernel> {
  const test = await createTestKernel({ modules: [catalogueModule, directoryModule, formsModule, paymentsModule, applyModule] });
  await publish(test, packageFiles());
  return test;
}

export async function publish(test: TestKernel, files: Record<string, string>): Promise<string> {
  const result = await publishPackage(test.kernel, { files, problems: [] }, 'test');
  if (!result.ok) throw new Error(result.problems.map((problem) => `${problem.file}:${problem.line} ${problem.message.en}`).join('\n'));
  return result.hash;
}

const text = (de: string) => `{de: ${JSON.stringify(de)}, en: ${JSON.stringify(de)}}`;

/** A small package: name, dog, permission only for dangerous dogs, one last optional page. */
export function packageFiles(options: { key?: string; title?: string; subject?: boolean; anonymous?: boolean } = {}): Record<string, string> {
  const { key = 'hund', title = 'Hund anmelden', subject = false, anonymous = true } = options;
  return {
    'service.yaml': `
key: ${key}
kind: online
title: ${text(title)}
summary: ${text('Melden Sie Ihren Hund an.')}
documents: [${text('Chipnummer des Hundes')}]
fee: {free: true, source: Demo-Annahme}
legal: [{title: ${text('Satzung')}, source: Demo-Annahme}]
office: steuern
languages: [de, en]
source: {title: Demo-Annahme, date: 2026-11-24}
`,
    'form.yaml': `
pages:
  - id: halter
    title: ${text('Wer hält den Hund?')}
    fields:
      - {id: name, type: person_name, label: ${text('Ihr Name')}, legal_basis: Satzung, prefill: {family: account.family_name, given: account.given_names}}
${subject ? `      - {id: farbe, type: text, label: ${text('Farbe')}, prefill: subject.colour, locked: true}` : ''}
  - id: tier
    title: ${text('Ihr Hund')}
    fields:
      - {id: seit, type: date, label: ${text('Seit wann haben Sie den Hund?')}, max: today}
      - {id: gefaehrlich, type: yes_no, label: ${text('Gilt der Hund als gefährlich?')}}
  - id: erlaubnis
    title: ${text('Erlaubnis')}
    when: ist_gefaehrlich
    fields:
      - {id: nummer, type: text, label: ${text('Nummer der Erlaubnis')}}
      - {id: nachweis, type: file, label: ${text('Nachweis')}, accept: [pdf, png], max_mb: 1}
  - id: pruefen
    title: ${text('Noch etwas?')}
    fields:
      - {id: bemerkung, type: longtext, label: ${text('Bemerkung')}, required: false}
conditions:
  ist_gefaehrlich: {cel: answers.gefaehrlich, why: ${text('Weil Ihr Hund als gefährlich gilt.')}}
`,
    'process.yaml': `
anonymous: ${anonymous ? 'allowed' : 'forbidden'}
${subject ? 'subject: test.thing' : ''}
fee: {collect: none}
decision: {automatic: true, legal_basis: § 155 Abs. 4 AO}
letters:
  granted: {subject: ${text('Angemeldet')}, blocks: [{type: paragraph, text: ${text('Angemeldet.')}}]}
  rejected: {subject: ${text('Abgelehnt')}, blocks: [{type: paragraph, text: ${text('Abgelehnt.')}}]}
filing: {position: "20.5-HST", retention_years: 10, source: Demo-Annahme}
deadline_workdays: {days: 10, source: Demo-Annahme}
`,
  };
}

/** Opens the start page and begins; returns the address of the draft. */
export async function begin(browser: TestBrowser, key = 'hund', fields: Record<string, string> = {}): Promise<string> {
  await browser.get(`/antrag/${key}`);
  const response = await browser.post(`/antrag/${key}`, fields);
  const to = String(response.headers.location ?? '');
  const found = /^(\/antrag\/[^/]+\/[^/]+)\//.exec(to);
  if (response.statusCode !== 303 || !found) throw new Error(`Beginning answered ${response.statusCode} ${to}`);
  return found[1]!;
}

export const answersOf = {
  halter: { 'name.given': 'Eva', 'name.family': 'von der Heide' },
  tame: { 'seit.day': '1', 'seit.month': '11', 'seit.year': '2026', gefaehrlich: 'nein' },
  dangerous: { 'seit.day': '1', 'seit.month': '11', 'seit.year': '2026', gefaehrlich: 'ja' },
};

/** Fills in everything for a tame dog, up to the review page. */
export async function fillIn(browser: TestBrowser, draft: string): Promise<void> {
  for (const [page, fields] of [['halter', answersOf.halter], ['tier', answersOf.tame], ['seite-pruefen', { bemerkung: '' }]] as const) {
    await browser.get(`${draft}/${page}`);
    const response = await browser.post(`${draft}/${page}`, fields);
    if (response.statusCode !== 303) throw new Error(`${page} answered ${response.statusCode}`);
  }
}

export interface TestFile {
  field: string;
  filename: string;
  type?: string;
  content: Uint8Array;
}

/** Posts a multipart form as a browser without JavaScript does. */
export async function postFiles(test: TestKernel, browser: TestBrowser, path: string, fields: Record<string, string>, files: TestFile[], token?: string) {
  const shown = await browser.get(path);
  const csrf = token ?? /name="_csrf" value="([^"]+)"/.exec(shown.body)?.[1] ?? '';
  const boundary = 'grenze-0123456789';
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries({ _csrf: csrf, ...fields })) parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  for (const { field, filename, type = 'application/octet-stream', content } of files) {
    parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${filename}"\r\ncontent-type: ${type}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return test.kernel.http.app.inject({
    method: 'POST',
    url: path,
    headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '), host: 'localhost:8080', 'content-type': `multipart/form-data; boundary=${boundary}`, 'sec-fetch-site': 'same-origin' },
    payload: Buffer.concat(parts),
  });
}
