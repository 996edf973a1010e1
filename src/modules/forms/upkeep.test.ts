import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { catalogueModule, publishPackage } from '../catalogue/index.ts';
import { demoCitizens, directoryModule } from '../directory/index.ts';
import { counters, formsModule } from './index.ts';
import { insertDraft, type Draft } from './store.ts';

let app: TestKernel;
let versionHash: string;
const account = demoCitizens.lena.id;

beforeAll(async () => {
  app = await createTestKernel({ modules: [catalogueModule, directoryModule, formsModule] });
  await app.start();
  versionHash = await publishTiny();
});
afterAll(() => app.close());

async function publishTiny(): Promise<string> {
  const text = (de: string) => `{de: ${de}, en: ${de}}`;
  const letter = `{subject: ${text('Post')}, blocks: [{type: paragraph, text: ${text('Post')}}]}`;
  const result = await publishPackage(app.kernel, {
    problems: [],
    files: {
      'service.yaml': `key: klein\nkind: online\ntitle: ${text('Klein')}\nsummary: ${text('Klein')}\nfee: {free: true, source: Demo-Annahme}\nlegal: [{title: ${text('Satzung')}, source: Demo-Annahme}]\noffice: steuern\nlanguages: [de, en]\nsource: nicht belegt\n`,
      'form.yaml': `pages: [{id: eins, title: ${text('Eins')}, fields: [{id: wort, type: text, label: ${text('Wort')}}]}]\n`,
      'process.yaml': `anonymous: allowed\nfee: {collect: none}\ndecision: {automatic: false}\nletters: {granted: ${letter}, rejected: ${letter}}\nfiling: {position: "32.2-AG", retention_years: 1, source: Demo-Annahme}\n`,
    },
  }, 'test');
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message.en).join('; '));
  return result.hash;
}

async function draft(owner: Draft['owner'], more: Partial<Draft> = {}): Promise<string> {
  const id = uuidv7();
  const now = app.clock.now();
  await insertDraft(app.kernel.db, { id, service: 'klein', versionHash, owner, channel: 'online', subjectRef: null, answers: {}, reached: [], done: [], lang: 'de', revision: 0, createdAt: now, updatedAt: now, submitted: null, ...more });
  return id;
}
const exists = async (id: string) => (await app.ownerPool.query('select 1 from forms.draft where id = $1', [id])).rowCount === 1;
const mails = async () => (await app.ownerPool.query(`select recipient, body from kernel.mail where kind = 'forms.draft_expiring'`)).rows;
const daily = async () => {
  await app.kernel.jobs.enqueue(app.kernel.db, 'forms.upkeep', {});
  await app.work();
};

test('a draft lives 30 days after the last edit; its owner is told a week before, once', async () => {
  const mine = await draft({ kind: 'account', id: account });
  const visitors = await draft({ kind: 'session', id: uuidv7() });
  app.clock.advance({ days: 22 });
  await daily();
  expect(await mails()).toEqual([]);
  app.clock.advance({ days: 2 });
  await daily();
  await daily();
  const sent = await mails();
  expect(sent.length).toBe(1);
  expect(sent[0].body).toContain(`/antrag/klein/${mine}/pruefen`);
  expect(sent[0].body).toContain('24. Dezember 2026');
  app.clock.advance({ days: 5 });
  await daily();
  expect([await exists(mine), await exists(visitors)]).toEqual([true, true]);
  app.clock.advance({ days: 2 });
  await daily();
  expect([await exists(mine), await exists(visitors)]).toEqual([false, false]);
});

test('thirty days are thirty days, to the hour', async () => {
  const id = await draft({ kind: 'session', id: uuidv7() });
  app.clock.advance({ days: 29, hours: 23 });
  await daily();
  expect(await exists(id)).toBe(true);
  app.clock.advance({ hours: 2 });
  await daily();
  expect(await exists(id)).toBe(false);
});

test('a draft somebody comes back to in the very moment it is to be deleted stays', async () => {
  const id = await draft({ kind: 'session', id: uuidv7() });
  app.clock.advance({ days: 31 });
  const saving = await app.ownerPool.connect();
  try {
    await saving.query('begin');
    await saving.query('update forms.draft set updated_at = $2 where id = $1', [id, app.clock.now()]);
    const upkeep = daily();
    await new Promise((done) => setTimeout(done, 300));
    await saving.query('commit');
    await upkeep;
  } finally {
    saving.release();
  }
  expect(await exists(id)).toBe(true);
});

test('the account sees its drafts, gets them in its export, and erasure leaves none', async () => {
  const at = app.clock.now().toISOString();
  const id = await draft({ kind: 'account', id: account }, { answers: { wort: { value: 'Geheimnis', provenance: { source: 'applicant', label: 'x', assurance: 'basis', at } } } });
  const browser = app.browser();
  await browser.signInAs({ kind: 'citizen', id: account, name: 'Demo' });
  const exported = await app.kernel.privacy.exportAll(app.kernel.db, account);
  expect(JSON.stringify(exported['forms'])).toContain('Geheimnis');
  const hash = (await app.kernel.objects.put(Buffer.from(`upload of ${id}`))).sha256;
  await app.ownerPool.query(`insert into forms.upload (id, draft_id, field, filename, mime, sha256, size, created_at) values ($1, $2, 'x', 'x.pdf', 'application/pdf', $3, 1, now())`, [uuidv7(), id, hash]);
  const part = app.kernel.privacy.parts().find(({ module }) => module === 'forms')!;
  await app.kernel.db.transaction().execute((tx) => part.erase(tx, account));
  await app.work();
  expect(await exists(id)).toBe(false);
  expect(await app.kernel.objects.has(hash)).toBe(false);
});

test('figures: no data is no figure; conversion, drop-off and satisfaction follow the counters', async () => {
  const { indicators, db } = app.kernel;
  const period = { from: app.clock.today(), to: app.clock.today() };
  const ask = (key: string) => indicators.get(key)!.query(db, period, { service: 'klein' });
  expect(await indicators.get('forms.satisfaction')!.rows!(db, period, {})).toEqual([]);
  for (const key of ['forms.starts', 'forms.conversion', 'forms.dropoff', 'forms.satisfaction']) expect(await ask(key), key).toBeNull();
  await indicators.count(db, counters.start, 'klein', 4);
  await indicators.count(db, counters.submit, 'klein', 1);
  await indicators.count(db, counters.reach, 'klein/eins', 4);
  await indicators.count(db, counters.page, 'klein/eins', 3);
  await indicators.count(db, counters.satisfaction, 'klein/submit/5', 3);
  await indicators.count(db, counters.satisfaction, 'klein/abort/1', 1);
  // another service whose key begins alike does not count
  await indicators.count(db, counters.reach, 'kleiner/eins', 100);
  expect(await ask('forms.starts')).toBe(4);
  expect(await ask('forms.conversion')).toBe(25);
  expect(await ask('forms.dropoff')).toBe(25);
  expect(await ask('forms.satisfaction')).toBe(4);
  expect(await indicators.get('forms.dropoff')!.rows!(db, period, { service: 'klein' })).toMatchObject([{ label: 'eins', value: 25 }]);
  // over all services a page is named in words; of one that is gone, only the key is left
  expect(await indicators.get('forms.dropoff')!.rows!(db, period, {})).toEqual([{ label: 'kleiner/eins', value: 100 }, { label: 'klein/eins', title: { de: 'Klein: Eins', en: 'Klein: Eins' }, value: 25 }]);
  expect(indicators.get('forms.satisfaction')!.rowsUnit).toBe('count');
  const rows = await indicators.get('forms.satisfaction')!.rows!(db, period, { service: 'klein' });
  expect(rows.find(({ label }) => label === 'forms.satisfaction.submit.5')?.value).toBe(3);
});
