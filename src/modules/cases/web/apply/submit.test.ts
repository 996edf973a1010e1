import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestBrowser, TestKernel } from '../../../../kernel/testing/test-kernel.ts';
import { savePage } from '../../../forms/index.ts';
import { submitApplication } from '../../use-cases/submit-application.ts';
import { begin, clerk, fillIn, holder, startApply } from './testing.ts';

let app: TestKernel;
beforeAll(async () => {
  app = await startApply();
});
afterAll(() => app.close());

const idOf = (draft: string) => draft.split('/')[3]!;
const counts = async () => (await app.ownerPool.query(`select (select count(*)::int from cases.case) cases, (select count(*)::int from cases.submission) submissions, (select count(*)::int from evidence.entry where kind = 'case.submitted') evidence, (select coalesce(sum(n), 0)::int from kernel.counter where name = 'forms.submit') counted`)).rows[0];

async function ready(): Promise<{ browser: TestBrowser; draft: string }> {
  const browser = app.browser();
  await browser.signInAs(holder);
  const draft = await begin(browser);
  await fillIn(browser, draft);
  await browser.get(`${draft}/pruefen`);
  return { browser, draft };
}

test('sixteen posts at once make one case, and all are answered alike', async () => {
  const { browser, draft } = await ready();
  const before = await counts();
  const responses = await Promise.all(Array.from({ length: 16 }, () => browser.post(`${draft}/absenden`)));
  for (const response of responses) {
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(`${draft}/fertig`);
  }
  const after = await counts();
  expect(after).toEqual({ cases: before.cases + 1, submissions: before.submissions + 1, evidence: before.evidence + 1, counted: before.counted + 1 });
});

test('a repeated post leads to the same confirmation', async () => {
  const { browser, draft } = await ready();
  await browser.post(`${draft}/absenden`);
  const first = (await browser.get(`${draft}/fertig`)).body;
  const before = await counts();
  expect((await browser.post(`${draft}/absenden`)).headers.location).toBe(`${draft}/fertig`);
  expect(await counts()).toEqual(before);
  const number = /V\d{2}-[0-9-]+[0-9A-Z]?/.exec(first)?.[0] ?? 'none';
  expect((await browser.get(`${draft}/fertig`)).body).toContain(number);
});

test('sending and saving at the same time: what is sent is what the case has', async () => {
  const { browser, draft } = await ready();
  await Promise.all([browser.post(`${draft}/absenden`), browser.post(`${draft}/halter`, { 'name.given': 'Spät', 'name.family': 'Geändert' })]);
  const row = (await app.ownerPool.query('select answers, submitted_case from forms.draft where id = $1', [idOf(draft)])).rows[0];
  const frozen = (await app.ownerPool.query('select frozen from cases.submission where case_id = $1', [row.submitted_case])).rows[0].frozen;
  expect(frozen.answers).toEqual(row.answers);
});

test('a fault in the middle leaves nothing behind, and the next try succeeds', async () => {
  const { browser, draft } = await ready();
  const before = await counts();
  const append = app.kernel.evidence.append;
  app.kernel.evidence.append = () => Promise.reject(new Error('evidence is down'));
  expect((await browser.post(`${draft}/absenden`)).statusCode).toBe(500);
  app.kernel.evidence.append = append;
  expect(await counts()).toEqual(before);
  expect((await browser.post(`${draft}/absenden`)).headers.location).toBe(`${draft}/fertig`);
  expect((await counts()).cases).toBe(before.cases + 1);
});

test('only the owner sends', async () => {
  const { draft } = await ready();
  await expect(submitApplication(app.kernel, { draftId: idOf(draft), owner: { kind: 'staff', id: holder.id }, lang: 'de' })).rejects.toMatchObject({ status: 404 });
  await expect(submitApplication(app.kernel, { draftId: idOf(draft), owner: { kind: 'account', id: clerk.id }, lang: 'de' })).rejects.toMatchObject({ status: 404 });
  await expect(submitApplication(app.kernel, { draftId: idOf(draft), owner: { kind: 'account', id: holder.id }, lang: 'de', service: 'anderes' })).rejects.toMatchObject({ status: 404 });
});

test('only the owner saves: not another account, not staff of the same id, not the same id of another kind', async () => {
  const { draft } = await ready();
  const before = (await app.ownerPool.query('select answers, revision from forms.draft where id = $1', [idOf(draft)])).rows[0];
  for (const owner of [{ kind: 'account', id: clerk.id }, { kind: 'staff', id: holder.id }, { kind: 'session', id: holder.id }] as const) {
    const result = await savePage(app.kernel, { draftId: idOf(draft), owner, page: 'halter', raw: { 'name.given': 'Fremd', 'name.family': 'Fremd' }, files: [], lang: 'de', assurance: 'basis', fromReview: false });
    expect(result).toEqual({ kind: 'gone' });
  }
  expect((await app.ownerPool.query('select answers, revision from forms.draft where id = $1', [idOf(draft)])).rows[0]).toEqual(before);
});

test('the case knows whose it is', async () => {
  const { browser, draft } = await ready();
  await browser.post(`${draft}/absenden`);
  const row = (await app.ownerPool.query('select c.account_id, c.session_id, c.entered_by, c.channel from cases.case c join forms.draft d on d.submitted_case = c.id where d.id = $1', [idOf(draft)])).rows[0];
  expect(row).toEqual({ account_id: holder.id, session_id: null, entered_by: null, channel: 'online' });
});
