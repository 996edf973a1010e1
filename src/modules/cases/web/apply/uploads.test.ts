import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestBrowser, TestKernel } from '../../../../kernel/testing/test-kernel.ts';
import { jpegBytes, pdfBytes, pngBytes } from '../../../forms/uploads/samples.testing.ts';
import { answersOf, begin, postFiles, startApply } from './testing.ts';

let app: TestKernel;
let browser: TestBrowser;
let draft: string;
beforeAll(async () => {
  app = await startApply();
});
afterAll(() => app.close());

/** Every test begins on the page with the file. */
beforeEach(async () => {
  browser = app.browser();
  draft = await begin(browser);
  for (const [page, fields] of [['halter', answersOf.halter], ['tier', answersOf.dangerous]] as const) {
    await browser.get(`${draft}/${page}`);
    await browser.post(`${draft}/${page}`, fields);
  }
});

const send = (fields: Record<string, string>, content: Uint8Array | undefined, filename = 'nachweis.pdf', type?: string) =>
  postFiles(app, browser, `${draft}/erlaubnis`, fields, content ? [{ field: 'nachweis', filename, content, ...(type ? { type } : {}) }] : []);
const answers = async () => (await app.ownerPool.query('select answers from forms.draft where id = $1', [draft.split('/')[3]])).rows[0]?.answers;
const uploads = async () => (await app.ownerPool.query('select id, filename, mime, sha256, size::int from forms.upload where draft_id = $1', [draft.split('/')[3]])).rows;

describe('an upload', () => {
  test('goes with the page: the file is an answer, its type is the content’s', async () => {
    expect((await send({ nummer: '4711' }, pdfBytes, '../../etc/Nachweis "1".pdf', 'text/html')).headers.location).toBe(`${draft}/seite-pruefen`);
    const [upload] = await uploads();
    expect(upload).toMatchObject({ mime: 'application/pdf', size: pdfBytes.length });
    expect(upload.filename).not.toContain('/');
    expect((await answers()).nachweis.value).toMatchObject({ id: upload.id, mime: 'application/pdf', sha256: upload.sha256 });
    expect(await app.kernel.objects.has(upload.sha256)).toBe(true);
    // the page shows it; posting on without touching it keeps it
    expect((await browser.get(`${draft}/erlaubnis`)).body).toContain('nachweis.remove');
    expect((await send({ nummer: '4711', nachweis: upload.id }, undefined)).headers.location).toBe(`${draft}/seite-pruefen`);
    expect((await uploads()).length).toBe(1);
  });

  test('survives a mistake elsewhere on the page', async () => {
    const wrong = await send({ nummer: '' }, pngBytes, 'bild.png');
    expect(wrong.statusCode).toBe(422);
    const [upload] = await uploads();
    expect(wrong.body).toContain(`name="nachweis" value="${upload.id}"`);
    expect(wrong.body).toContain('bild.png');
    expect((await send({ nummer: '1', nachweis: upload.id }, undefined)).headers.location).toBe(`${draft}/seite-pruefen`);
  });

  test('can be removed and is then gone', async () => {
    const content = Buffer.concat([pdfBytes.subarray(0, -6), Buffer.from('% removed\n%%EOF\n')]);
    await send({ nummer: '4711' }, content);
    const [upload] = await uploads();
    expect((await send({ nummer: '4711', nachweis: upload.id, 'nachweis.remove': upload.id }, undefined)).headers.location).toBe(`${draft}/erlaubnis`);
    expect(await uploads()).toEqual([]);
    expect((await answers()).nachweis).toBeUndefined();
    expect(await app.kernel.objects.has(upload.sha256)).toBe(false);
    expect((await browser.get(`${draft}/pruefen`)).headers.location).toBe(`${draft}/erlaubnis`);
  });

  test('is replaced by a new one', async () => {
    await send({ nummer: '4711' }, pdfBytes);
    const [first] = await uploads();
    await send({ nummer: '4711', nachweis: first.id }, pngBytes, 'neu.png');
    const rows = await uploads();
    expect(rows.map((row) => row.filename)).toEqual(['neu.png']);
  });

  test('an object that another draft needs stays', async () => {
    const content = Buffer.concat([pdfBytes.subarray(0, -6), Buffer.from('% shared\n%%EOF\n')]);
    await send({ nummer: '4711' }, content);
    const [upload] = await uploads();
    const [firstBrowser, firstDraft] = [browser, draft];
    browser = app.browser();
    draft = await begin(browser);
    for (const [page, fields] of [['halter', answersOf.halter], ['tier', answersOf.dangerous]] as const) {
      await browser.get(`${draft}/${page}`);
      await browser.post(`${draft}/${page}`, fields);
    }
    await send({ nummer: '4711' }, content);
    await firstBrowser.get(`${firstDraft}/abbrechen`);
    await firstBrowser.post(`${firstDraft}/abbrechen`);
    expect(await app.kernel.objects.has(upload.sha256)).toBe(true);
    await browser.get(`${draft}/abbrechen`);
    await browser.post(`${draft}/abbrechen`);
    expect(await app.kernel.objects.has(upload.sha256)).toBe(false);
  });

  test('stays with the case after sending', async () => {
    await send({ nummer: '4711' }, pdfBytes);
    const [upload] = await uploads();
    await browser.get(`${draft}/seite-pruefen`);
    await browser.post(`${draft}/seite-pruefen`, {});
    await browser.get(`${draft}/pruefen`);
    expect((await browser.post(`${draft}/absenden`)).headers.location).toBe(`${draft}/fertig`);
    app.clock.advance({ days: 31 });
    await app.kernel.jobs.enqueue(app.kernel.db, 'forms.upkeep', {});
    await app.work();
    expect(await uploads()).toEqual([]);
    expect(await app.kernel.objects.has(upload.sha256)).toBe(true);
    const frozen = (await app.ownerPool.query('select frozen from cases.submission order by created_at desc limit 1')).rows[0].frozen;
    expect(frozen.uploads).toEqual([{ id: upload.id, field: 'nachweis', filename: 'nachweis.pdf', mime: 'application/pdf', sha256: upload.sha256, size: pdfBytes.length }]);
  });
});

/** A PNG of a few bytes that would fill gigabytes once opened. */
const hugePng = Buffer.concat([pngBytes.subarray(0, 16), Buffer.from([0, 0, 0x80, 0, 0, 0, 0x80, 0]), pngBytes.subarray(24)]);

describe('the name of an upload', () => {
  test.each([
    ['../../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system32\\x.pdf', 'x.pdf'],
    ['/etc/shadow', 'shadow'],
    ['C:\\Users\\eva\\nachweis.pdf', 'nachweis.pdf'],
    ['nachweis\u202efdp.exe', 'nachweisfdp.exe'],
    ['nach\u0001weis.pdf', 'nachweis.pdf'],
    ['<img src=x onerror=alert(1)>.pdf', '<img src=x onerror=alert(1)>.pdf'],
    [`${'x'.repeat(300)}.pdf`, 'x'.repeat(120)],
    ['Müller – Nachweis №1.pdf', 'Müller – Nachweis №1.pdf'],
  ])('%j is a word to recognise it by, never a path and never markup', async (given, stored) => {
    expect((await send({ nummer: '4711' }, pdfBytes, given)).statusCode).toBe(303);
    const [upload] = await uploads();
    expect(upload.filename).toBe(stored);
    const shown = await browser.get(`${draft}/erlaubnis`);
    expect(shown.body).not.toContain('<img src=x');
    expect(await app.kernel.objects.has(upload.sha256)).toBe(true);
  });
});

describe('hostile uploads', () => {
  test.each([
    ['SVG called PNG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'bild.png', 'image/png'],
    ['HTML called PDF', Buffer.from('<!doctype html><script>alert(1)</script>'), 'seite.pdf', 'application/pdf'],
    ['ZIP bomb called PDF', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(4000)]), 'bombe.pdf', 'application/pdf'],
    ['PDF that is also a ZIP', Buffer.concat([pdfBytes, Buffer.from('PK\x05\x06'), Buffer.alloc(18)]), 'beides.pdf', 'application/pdf'],
    ['a kind this field does not take', jpegBytes, 'foto.jpg', 'image/jpeg'],
    ['a cut picture', pngBytes.subarray(0, -5), 'halb.png', 'image/png'],
    ['a JPEG that is a web page too', Buffer.concat([jpegBytes.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 40]), Buffer.from('<html><script>alert(1)</script></html>'), jpegBytes.subarray(2)]), 'foto.png', 'image/png'],
    ['a picture of a billion points', hugePng, 'riesig.png', 'image/png'],
    ['a program called PDF', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'bescheid.pdf', 'application/pdf'],
    ['a Word file called PDF', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(200)]), 'brief.pdf', 'application/pdf'],
    ['plain text called PDF', Buffer.from('Hallo'), 'brief.pdf', 'application/pdf'],
    ['PDF that is cut off', Buffer.from('%PDF-1.7\n1 0 obj'), 'halb.pdf', 'application/pdf'],
    ['larger than the field allows', Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(1_000_001, 0x20), Buffer.from('\n%%EOF\n')]), 'gross.pdf', 'application/pdf'],
  ])('%s is refused in words, and nothing stays', async (_name, content, filename, type) => {
    const response = await send({ nummer: '4711' }, content, filename, type);
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain('data-st-error-summary');
    expect(response.body).toContain('#f-nachweis');
    expect(response.body).toContain('value="4711"');
    expect(await uploads()).toEqual([]);
    const { createHash } = await import('node:crypto');
    expect(await app.kernel.objects.has(createHash('sha256').update(content).digest('hex'))).toBe(false);
  });

  test('a file for a field that takes none is thrown away', async () => {
    const content = Buffer.concat([pdfBytes.subarray(0, -6), Buffer.from('% elsewhere\n%%EOF\n')]);
    const response = await postFiles(app, browser, `${draft}/erlaubnis`, { nummer: '4711' }, [{ field: 'nummer', filename: 'x.pdf', content }]);
    expect(response.statusCode).toBe(422);
    const { createHash } = await import('node:crypto');
    expect(await app.kernel.objects.has(createHash('sha256').update(content).digest('hex'))).toBe(false);
  });

  test("the id of somebody else's upload is no answer", async () => {
    await send({ nummer: '4711' }, pdfBytes);
    const [upload] = await uploads();
    browser = app.browser();
    draft = await begin(browser);
    for (const [page, fields] of [['halter', answersOf.halter], ['tier', answersOf.dangerous]] as const) {
      await browser.get(`${draft}/${page}`);
      await browser.post(`${draft}/${page}`, fields);
    }
    expect((await send({ nummer: '4711', nachweis: upload.id }, undefined)).statusCode).toBe(422);
    expect((await answers()).nachweis).toBeUndefined();
  });

  test('without the form token nothing is taken; into a foreign draft nothing stays', async () => {
    const content = Buffer.concat([pdfBytes.subarray(0, -6), Buffer.from('% stranger\n%%EOF\n')]);
    const forged = await postFiles(app, browser, `${draft}/erlaubnis`, { nummer: '1' }, [{ field: 'nachweis', filename: 'x.pdf', content }], 'falsch');
    expect(forged.statusCode).toBe(403);
    const stranger = app.browser();
    const start = await stranger.get('/antrag/hund');
    const token = /name="_csrf" value="([^"]+)"/.exec(start.body)?.[1] ?? '';
    const foreign = await postFiles(app, stranger, `${draft}/erlaubnis`, { nummer: '1' }, [{ field: 'nachweis', filename: 'x.pdf', content }], token);
    expect(foreign.statusCode).toBe(404);
    const { createHash } = await import('node:crypto');
    expect(await app.kernel.objects.has(createHash('sha256').update(content).digest('hex'))).toBe(false);
  });
});

test('content deleted elsewhere while it is sent again is never an answer without bytes', async () => {
  const content = Buffer.concat([pdfBytes.subarray(0, -6), Buffer.from('% racing\n%%EOF\n')]);
  await send({ nummer: '4711' }, content);
  const [first] = await uploads();
  const racing = { browser, draft };
  browser = app.browser();
  draft = await begin(browser);
  for (const [page, fields] of [['halter', answersOf.halter], ['tier', answersOf.dangerous]] as const) {
    await browser.get(`${draft}/${page}`);
    await browser.post(`${draft}/${page}`, fields);
  }
  await racing.browser.get(`${racing.draft}/abbrechen`);
  const [sent] = await Promise.all([send({ nummer: '4711' }, content), racing.browser.post(`${racing.draft}/abbrechen`)]);
  expect((await uploads()).length).toBe(sent.statusCode === 303 ? 1 : 0);
  expect(await app.kernel.objects.has(first.sha256)).toBe(sent.statusCode === 303);
});
