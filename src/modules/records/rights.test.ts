import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Permission } from '../../kernel/access/access.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import type { TestBrowser } from '../../kernel/testing/test-kernel.ts';
import type { Level } from './domain/types.ts';
import { colleague, createRecordsTest, leadRights, smallPdf, type RecordsTest, type StaffPrincipal } from './records.testing.ts';
import { changeAccess, openCaseFile, openFile, refer } from './use-cases/staff-work.ts';
import { uploadDocuments } from './use-cases/upload.ts';
import { viewerOf } from './rights.ts';

let t: RecordsTest;
beforeAll(async () => {
  t = await createRecordsTest();
});
afterAll(() => t.close());

const officeKeys = ['parken', 'steuern', 'gewerbe', 'kfz'];
const positions = ['32.2-AG', '20.6', '32.1-GE'];

interface DocumentItem { id: string; word: string }
interface CaseItem { id: string; number: string; word: string; level: Level; documents: DocumentItem[] }
interface FileItem { id: string; number: string; word: string; position: string; office: string; level: Level; shared: string[]; cases: CaseItem[] }

const level = fc.constantFrom<Level>('normal', 'normal', 'confidential');
const fileSpec = fc.record({
  position: fc.constantFrom(...positions), office: fc.constantFrom(...officeKeys), level, shared: fc.subarray(officeKeys, { maxLength: 2 }),
  // who may read it changes after it was filled
  later: fc.option(fc.record({ level, shared: fc.subarray(officeKeys, { maxLength: 2 }) }), { freq: 3 }),
  cases: fc.array(fc.record({ level, documents: fc.integer({ min: 1, max: 2 }) }), { minLength: 1, maxLength: 2 }),
});
const person = fc.record({
  offices: fc.subarray(officeKeys, { maxLength: 2 }),
  permissions: fc.subarray(['records.read', 'records.work', 'records.confidential', 'records.manage'] satisfies Permission[]),
}).map(({ offices, permissions }) => ({ offices, permissions: permissions.length === 1 ? (['records.read', ...permissions] as Permission[]) : permissions }));

/** The policy in plain words, written a second time: this is what the pages are held against. */
function maySee(who: { offices: string[]; permissions: Permission[] }, file: FileItem, own: Level = 'normal'): boolean {
  const confidential = file.level === 'confidential' || own === 'confidential';
  return who.permissions.includes('records.read') && [file.office, ...file.shared].some((office) => who.offices.includes(office)) && (!confidential || who.permissions.includes('records.confidential'));
}

let serial = 0;
/** A word that stands in one place only, and is found as a whole. */
const secret = () => `zq${String.fromCharCode(...[...String(++serial).padStart(5, '0')].map((digit) => 97 + Number(digit)))}xv`;

async function build(specs: Spec[]): Promise<{ files: FileItem[]; common: string }> {
  const files: FileItem[] = [];
  const common = secret();
  const { kernel } = t;
  for (const spec of specs) {
    const owner = viewerOf(colleague([spec.office], leadRights));
    const word = secret();
    const opened = await openFile(kernel, owner, { position: spec.position, office: spec.office, title: `Akte ${word} ${common}`, level: 'normal' });
    if (!opened.ok) throw new Error(opened.key);
    const file: FileItem = { id: opened.id, number: '', word, position: spec.position, office: spec.office, level: spec.level, shared: spec.shared.filter((office) => office !== spec.office), cases: [] };
    await changeAccess(kernel, owner, file.id, { level: spec.level, shared: spec.shared });
    for (const one of spec.cases) {
      const caseWord = secret();
      const made = await openCaseFile(kernel, owner, file.id, { title: `Vorgang ${caseWord} ${common}`, level: one.level });
      if (!made.ok) throw new Error(made.key);
      const words = Array.from({ length: one.documents }, secret);
      const uploads = await Promise.all(words.map(async (text, at) => {
        const content = at === 0 ? smallPdf(`Inhalt ${text}`) : new TextEncoder().encode(`Inhalt ${text}`);
        return { field: 'dateien', filename: `${text}.${at === 0 ? 'pdf' : 'txt'}`, claimedMime: '', head: content.subarray(0, 4096), ...(await kernel.objects.put(content)) };
      }));
      await uploadDocuments(kernel, owner, made.id, uploads, { title: '', kind: 'letter', day: kernel.clock.today() });
      const rows = await t.rows<{ id: string; title: string }>('select id, title from records.document where case_file_id = $1', [made.id]);
      file.cases.push({ id: made.id, number: '', word: caseWord, level: one.level, documents: rows.map(({ id, title }) => ({ id, word: title.split('.')[0]! })) });
    }
    files.push(file);
  }
  await t.workAll();
  for (const [at, spec] of specs.entries()) {
    const file = files[at]!;
    if (!spec.later) continue;
    await changeAccess(kernel, viewerOf(colleague([spec.office], leadRights)), file.id, spec.later);
    Object.assign(file, { level: spec.later.level, shared: spec.later.shared.filter((office) => office !== spec.office) });
  }
  for (const file of files) {
    file.number = (await t.rows<{ number: string }>('select number from records.file where id = $1', [file.id]))[0]!.number;
    for (const one of file.cases) one.number = (await t.rows<{ number: string }>('select number from records.case_file where id = $1', [one.id]))[0]!.number;
  }
  // every case file points to the next, whoever may see that
  const all = files.flatMap((file) => file.cases.map((one) => ({ file, one })));
  const everything = viewerOf(colleague(officeKeys, leadRights));
  for (const [at, { one }] of all.entries()) await refer(kernel, everything, one.id, all[(at + 1) % all.length]!.one.number, '');
  return { files, common };
}

type Spec = typeof fileSpec extends fc.Arbitrary<infer R> ? R : never;
type Person = typeof person extends fc.Arbitrary<infer R> ? R : never;

/** A world in which every rule hides something from one of these people; chance alone might spare a rule. */
const telling: Spec[] = [
  { position: '32.2-AG', office: 'parken', level: 'normal', shared: [], later: null, cases: [{ level: 'normal', documents: 2 }, { level: 'confidential', documents: 1 }] },
  { position: '20.6', office: 'steuern', level: 'confidential', shared: ['gewerbe'], later: null, cases: [{ level: 'normal', documents: 2 }] },
  { position: '32.1-GE', office: 'gewerbe', level: 'normal', shared: ['parken'], later: { level: 'confidential', shared: [] }, cases: [{ level: 'normal', documents: 1 }] },
];
const tellers: Person[] = [
  { offices: ['parken'], permissions: ['records.read', 'records.work'] },
  { offices: ['gewerbe'], permissions: ['records.read'] },
  { offices: ['gewerbe', 'parken'], permissions: ['records.read', 'records.work', 'records.confidential'] },
  { offices: ['kfz'], permissions: ['records.read', 'records.work', 'records.confidential'] },
];

it('no list, count, hit, preview, export or error shows what policy hides, and all of them show what it allows', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fileSpec, { minLength: 3, maxLength: 4 }), fc.array(person, { minLength: 2, maxLength: 2 }), async (specs, people) => {
      const { files, common } = await build(specs);
      for (const who of people) await examine(files, common, colleague(who.offices, who.permissions));
    }),
    { numRuns: 5, seed: 20261125, examples: [[telling, tellers]] },
  );
});

async function examine(files: FileItem[], common: string, who: StaffPrincipal): Promise<void> {
  const browser = await t.as(who);
  const hidden = new Set<string>();
  const shown = new Set<string>();
  for (const file of files) {
    (maySee(who, file) ? shown : hidden).add(file.word);
    for (const one of file.cases) for (const word of [one.word, ...one.documents.map((document) => document.word)]) (maySee(who, file, one.level) ? shown : hidden).add(word);
  }
  const clean = (answer: { body: string }, where: string) => {
    for (const word of hidden) if (answer.body.toLowerCase().includes(word)) throw new Error(`${where} shows the hidden ${word} to ${JSON.stringify(who)}`);
    return answer.body;
  };
  const nothing = browserlessly((await browser.get(`/amt/akten/akte/${uuidv7()}`)).body);
  if (!who.permissions.includes('records.read')) {
    for (const path of ['/amt/akten', `/amt/akten/akte/${files[0]!.id}`, `/amt/akten/plan/${positions[0]}`]) expect((await browser.get(path)).statusCode).toBe(403);
    return;
  }
  clean(await browser.get('/amt/akten'), 'the plan');
  // a word of all of them: what is counted is what may be seen
  const mine = files.flatMap((file) => [maySee(who, file), ...file.cases.map((one) => maySee(who, file, one.level))]).filter(Boolean).length;
  const all = clean(await browser.get(String((await browser.post('/amt/akten/suche', { q: common })).headers['location'])), 'search for all');
  expect(all).toContain(mine === 0 ? 'Nichts gefunden' : mine === 1 ? 'Ein Treffer, den' : `${mine} Treffer, die`);
  for (const position of positions) {
    const body = clean(await browser.get(`/amt/akten/plan/${position}`), `position ${position}`);
    const mine = files.filter((file) => file.position === position);
    for (const file of mine) expect(body.includes(file.word), `${file.word} in its list`).toBe(maySee(who, file));
    // the count is of all worlds built so far: it must be what the policy says, no more and no less
    const [{ n }] = (await t.rows<{ n: number }>(`select count(*)::int as n from records.file where position = $1 and (office = any($2) or shared && $2) and (level = 'normal' or $3)`, [position, who.offices, who.permissions.includes('records.confidential')])) as [{ n: number }];
    if (n > 0) expect(body).toContain(`<caption>${n === 1 ? 'Eine Akte' : `${n} Akten`}</caption>`);
    else expect(body).toContain('Hier liegt noch nichts');
  }
  for (const file of files) {
    await check(browser, `/amt/akten/akte/${file.id}`, maySee(who, file), file.word, nothing, clean);
    for (const one of file.cases) {
      const may = maySee(who, file, one.level);
      await check(browser, `/amt/akten/vorgang/${one.id}`, may, one.word, nothing, clean);
      await check(browser, `/amt/akten/vorgang/${one.id}/export`, may, one.word, nothing, clean);
      for (const document of one.documents) {
        await check(browser, `/amt/akten/dokument/${document.id}`, may, document.word, nothing, clean);
        for (const path of ['fassung/1', 'fassung/1/seite/1']) {
          const answer = await browser.get(`/amt/akten/dokument/${document.id}/${path}`);
          if (!may) expect(answer.statusCode).toBe(404);
          else if (path === 'fassung/1') expect(answer.statusCode).toBe(200);
        }
        await found(browser, document.word, may, clean);
      }
      await found(browser, one.word, may, clean);
      await found(browser, one.number, may, clean, one.word);
      if (who.permissions.includes('records.work')) {
        const answer = await browser.post(`/amt/akten/vorgang/${one.id}/vermerk`, { text: 'Vermerk' });
        expect(answer.statusCode).toBe(!may ? 404 : who.offices.includes(file.office) ? 303 : 403);
        // pointing to what one may not see is the same as pointing to nothing
        const own = files.flatMap((other) => other.cases.filter((candidate) => candidate.id !== one.id && maySee(who, other, candidate.level) && who.offices.includes(other.office))).at(0);
        if (own && !may) {
          const refused = clean(await browser.post(`/amt/akten/vorgang/${own.id}/verweis`, { nummer: one.number, notiz: '' }), 'a refused reference');
          expect(refused).toContain('finden wir keinen Vorgang');
        }
      }
    }
    await found(browser, file.word, maySee(who, file), clean);
    await found(browser, file.number, maySee(who, file), clean, file.word);
  }
}

/** Pages differ in tokens and in their own address; nothing else may tell a hidden thing from one that never was. */
const browserlessly = (body: string) => body.replace(/name="_csrf" value="[^"]*"/g, '').replace(/name="zurueck" value="[^"]*"/g, '');

async function check(browser: TestBrowser, path: string, may: boolean, word: string, nothing: string, clean: (answer: { body: string }, where: string) => string): Promise<void> {
  const answer = await browser.get(path);
  expect(answer.statusCode, path).toBe(may ? 200 : 404);
  clean(answer, path);
  if (may) expect(answer.body).toContain(word);
  else expect(browserlessly(answer.body)).toBe(nothing);
}

async function found(browser: TestBrowser, typed: string, may: boolean, clean: (answer: { body: string }, where: string) => string, word = typed): Promise<void> {
  const posted = await browser.post('/amt/akten/suche', { q: typed });
  const answer = await browser.get(String(posted.headers['location']));
  // what was typed stands in the box again
  const body = clean({ body: answer.body.replaceAll(typed, '·') }, `search for ${typed}`);
  if (may) expect(body.includes('Nichts gefunden'), typed).toBe(false);
  else expect(answer.body, typed).toContain('Nichts gefunden');
  if (may && word !== typed) expect(answer.body).toContain(word);
}
