import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '../../../../kernel/ids/index.ts';
import type { TestBrowser, TestKernel } from '../../../../kernel/testing/test-kernel.ts';
import { anyForm } from '../../../forms/domain/testing.ts';
import { pdfBytes } from '../../../forms/uploads/samples.testing.ts';
import { holder, packageFiles, postFiles, publish, startApply, type TestFile } from './testing.ts';

/** Any form that a package can hold, filled in with anything by a browser without JavaScript: through the real routes. */
let app: TestKernel;
beforeAll(async () => {
  app = await startApply();
  app.kernel.parts.subject('dog.holder', {
    fields: { chip: 'string', born: 'date', dangerous: 'bool' },
    texts: { heading: 'Welcher Hund?', help: 'x', number: 'Nummer', code: 'Code', none: 'x', counter: 'x' },
    listFor: async () => [{ ref: 'hund-1', label: 'Hund 1' }],
    redeem: async () => undefined,
    load: async () => ({ chip: '276098100000000', born: '2020-05-01', dangerous: false }),
    nameOf: ({ chip }) => String(chip),
    belongsTo: async (_db, ref) => ref === 'hund-1',
    refuse: async () => undefined,
  });
});
afterAll(() => app.close());

interface Field { id: string; type: string }
interface Form { pages: { id: string; fields: Field[] }[]; conditions: Record<string, unknown> }

const suffixes: Record<string, string[]> = { date: ['.day', '.month', '.year'], person_name: ['.given', '.family'], address: ['.street', '.number', '.addition', '.postcode', '.city'] };
const namesOf = ({ id, type }: Field): string[] => (suffixes[type] ?? ['']).map((suffix) => `${id}${suffix}`);

/** What somebody sensible would answer, so that the walk comes to its end. */
const sensible: Record<string, Record<string, string>> = {
  text: { '': 'Hallo' }, longtext: { '': 'Eins\nZwei' }, person_name: { '.given': 'Eva', '.family': 'von der Heide' }, date: { '.day': '1', '.month': '2', '.year': '2020' }, email: { '': 'eva@example.org' },
  phone: { '': '0345 1234567' }, address: { '.street': 'Weg', '.number': '1', '.postcode': '06108', '.city': 'Halle' }, licence_plate: { '': 'HAL-AB 12' }, number: { '': '5' }, yes_no: { '': 'ja' },
  radios: { '': 'a' }, checkboxes: { '': 'a' }, select: { '': 'b' }, declaration: { '': 'ja' },
};
const sensibleAnswers = (fields: readonly Field[]) => Object.fromEntries(fields.flatMap(({ id, type }) => Object.entries(sensible[type] ?? {}).map(([suffix, value]) => [`${id}${suffix}`, value])));

const typed = fc.oneof(
  fc.constantFrom('ja', 'nein', 'a', 'b', 'z', '1', '31', '2', '2026', '99999999999999999999', '-1', '1,5', 'HAL-AB 1', '0345 12345', 'a@b.de', '06108', 'Eva', '', ' ', '<script>alert(1)</script>', '{{7*7}}', '\u202e', '🐕', 'x'.repeat(5000)),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0')),
  fc.array(fc.constantFrom('a', 'b', 'x', ''), { maxLength: 3 }),
);
const upload = fc.oneof(fc.constant(pdfBytes as Uint8Array), fc.uint8Array({ maxLength: 60 }), fc.constantFrom(Buffer.from('<svg onload=alert(1)>'), Buffer.from('PK\x03\x04'), Buffer.from('%PDF-1.7')));
const filename = fc.oneof(fc.constantFrom('a.pdf', '../../etc/passwd', 'a".pdf', 'x'.repeat(400), '..', 'CON', 'bild.svg'), fc.string({ maxLength: 10 }).map((text) => text.replace(/["\r\n\\]/g, '_')));

test('never a fault: every page renders and judges what it is given, and what is sent in the end is whole', { timeout: 240_000 }, async () => {
  let finished = 0;
  await fc.assert(
    fc.asyncProperty(anyForm, fc.array(typed, { minLength: 30, maxLength: 30 }), fc.array(fc.tuple(filename, upload), { minLength: 4, maxLength: 4 }), async (generated, values, files) => {
      const form = generated as unknown as Form;
      const key = `beliebig-${uuidv7().slice(-12)}`;
      await publish(app, { ...packageFiles({ key }), 'form.yaml': JSON.stringify(form), 'process.yaml': packageFiles({ key })['process.yaml']!.replace('anonymous: allowed', 'anonymous: allowed\nsubject: dog.holder') });
      const browser = app.browser();
      await browser.signInAs(holder);
      expect((await browser.get(`/antrag/${key}`)).statusCode).toBe(200);
      const begun = await browser.post(`/antrag/${key}`, { gegenstand: 'hund-1' });
      expect(begun.statusCode).toBe(303);
      let at = String(begun.headers.location);
      const draft = at.split('/').slice(0, 4).join('/');
      let next = 0;
      for (let guard = 0; !at.endsWith('/pruefen') && guard < 40; guard += 1) {
        const page = form.pages.find(({ id }) => `${draft}/${id}` === at.split('?')[0] || `${draft}/seite-${id}` === at.split('?')[0])!;
        const names = page.fields.flatMap(namesOf);
        const anything = Object.fromEntries([...names, '__proto__', 'unbekannt'].map((name) => [name, values[next++ % values.length]!]));
        expect((await browser.get(at)).statusCode).toBe(200);
        const odd = await send(browser, at, page.fields, anything, files);
        expect([303, 422]).toContain(odd.statusCode);
        if (odd.statusCode === 422) {
          expect(odd.body).toContain('data-st-error-summary');
          expect(odd.body).not.toContain('<script>alert');
          expect((await browser.get(at)).statusCode).toBe(200);
        }
        const good = await send(browser, at, page.fields, sensibleAnswers(page.fields), files.map(() => ['a.pdf', pdfBytes] as [string, Uint8Array]));
        expect(good.statusCode, `${at}: ${good.body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 400)}`).toBe(303);
        at = String(good.headers.location);
      }
      expect((await browser.get(`${draft}/pruefen`)).statusCode).toBe(200);
      const sent = await Promise.all([browser.post(`${draft}/absenden`), browser.post(`${draft}/absenden`)]);
      for (const answer of sent) expect([answer.statusCode, answer.headers.location]).toEqual([303, `${draft}/fertig`]);
      expect((await browser.get(`${draft}/fertig`)).statusCode).toBe(200);
      const { rows } = await app.ownerPool.query('select s.frozen, d.answers from forms.draft d join cases.submission s on s.case_id = d.submitted_case where d.id = $1', [draft.split('/')[3]]);
      expect(rows).toHaveLength(1);
      const known = new Set(form.pages.flatMap(({ fields }) => fields.map(({ id }) => id)));
      for (const id of Object.keys(rows[0].frozen.answers)) expect(known.has(id)).toBe(true);
      finished += 1;
    }),
    { numRuns: 20 },
  );
  expect(finished).toBeGreaterThanOrEqual(20);
});

/** As a browser does: multipart where the page has a file. */
function send(browser: TestBrowser, at: string, fields: readonly Field[], answers: Record<string, string | string[]>, files: readonly (readonly [string, Uint8Array])[]) {
  const fileFields = fields.filter(({ type }) => type === 'file');
  if (fileFields.length === 0) return browser.post(at, answers);
  const single = Object.fromEntries(Object.entries(answers).filter(([name]) => name !== '__proto__' && !fileFields.some(({ id }) => id === name)).map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : value]));
  const parts = fileFields.map(({ id }, index): TestFile => ({ field: id, filename: files[index % files.length]![0], content: files[index % files.length]![1], type: 'application/pdf' }));
  return postFiles(app, browser, at, single, parts);
}
