import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { citizen, everyone, staff } from '../access/access.ts';
import type { Module } from '../kernel.ts';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { page, redirect } from './types.ts';

const seen: unknown[] = [];
const probe: Module = {
  name: 'probe',
  register({ http }) {
    const form = () => page({ title: 'Probe', main: <form method="post">x</form> });
    http.route({ method: 'GET', path: '/probe', summary: 'probe', access: everyone, handler: (ctx) => page({ title: 'Probe', main: <input type="hidden" name="_csrf" value={ctx.csrf} /> }) });
    http.route({ method: 'POST', path: '/probe', summary: 'probe', access: everyone, body: z.object({ name: z.string().max(10).optional() }), handler: (ctx) => (seen.push(ctx.body), redirect('/probe')) });
    http.route({ method: 'POST', path: '/probe/upload', summary: 'probe', access: everyone, upload: { maxBytes: 1000, maxFiles: 1 }, handler: (ctx) => (seen.push(ctx.files), redirect('/probe')) });
    http.route({ method: 'GET', path: '/probe/citizen', summary: 'probe', access: citizen, handler: form });
    http.route({ method: 'GET', path: '/probe/staff', summary: 'probe', access: staff('figures.read'), handler: form });
    http.route({ method: 'GET', path: '/api/v1/probe', summary: 'probe', access: citizen, handler: form });
    http.route({ method: 'GET', path: '/probe/thing/:key', summary: 'probe', access: everyone, params: z.object({ key: z.string() }), handler: form });
    http.route({ method: 'GET', path: '/probe/limited', summary: 'probe', access: everyone, rateLimit: { max: 2, seconds: 60 }, handler: form });
    http.route({ method: 'GET', path: '/probe/bug', summary: 'probe', access: everyone, handler: () => { throw new Error('secret detail of Frau Sommer'); } });
    http.route({ method: 'GET', path: '/probe/open-redirect', summary: 'probe', access: everyone, handler: () => redirect('//evil.example') });
  },
};

describe('the kernel’s guards', () => {
  let test: TestKernel;
  beforeAll(async () => {
    test = await createTestKernel({ modules: [probe] });
  });
  afterAll(() => test.close());

  it('sends strict headers and no inline script', async () => {
    const answer = await test.browser().get('/probe');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(String(answer.headers['set-cookie'])).toMatch(/__Host-stadttor=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax/);
    expect(answer.body).not.toMatch(/<script(?![^>]* src=)|style="| on\w+="/);
  });

  it('takes a form with its token and refuses it without, with another’s and from another site', async () => {
    const browser = test.browser();
    await browser.get('/probe');
    expect((await browser.post('/probe', { name: 'ok' })).statusCode).toBe(303);
    expect((await browser.post('/probe', { name: 'ok', _csrf: 'forged' })).statusCode).toBe(403);
    const other = test.browser();
    await other.get('/probe');
    expect((await other.post('/probe', { _csrf: test.kernel.keys.sign('csrf', browser.cookies.get('__Host-stadttor')!) })).statusCode).toBe(403);
    const cookie = browser.cookies.get('__Host-stadttor')!;
    const send = (headers: Record<string, string>) => test.kernel.http.app.inject({ method: 'POST', url: '/probe', headers: { cookie: `__Host-stadttor=${cookie}`, host: 'localhost:8080', 'content-type': 'application/x-www-form-urlencoded', ...headers }, payload: `_csrf=${test.kernel.keys.sign('csrf', cookie)}&name=x` });
    expect((await send({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(303);
    expect((await send({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await send({ 'sec-fetch-site': 'same-site' })).statusCode).toBe(403);
    expect((await send({ origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await send({ origin: 'http://localhost:8080' })).statusCode).toBe(303);
  });

  it.each([
    ['broken percent signs', 'name=%zz'],
    ['invalid UTF-8', 'name=%ff%fe'],
    ['NUL', 'name=%00'],
    ['thousands of fields', Array.from({ length: 3000 }, (_, i) => `f${i}=`).join('&')],
    ['a value that does not fit', `name=${'x'.repeat(11)}`],
  ])('answers 400 to %s', async (_what, payload) => {
    const browser = test.browser();
    await browser.get('/probe');
    const token = test.kernel.keys.sign('csrf', browser.cookies.get('__Host-stadttor')!);
    const answer = await test.kernel.http.app.inject({ method: 'POST', url: '/probe', headers: { cookie: `__Host-stadttor=${browser.cookies.get('__Host-stadttor')}`, 'content-type': 'application/x-www-form-urlencoded' }, payload: `_csrf=${token}&${payload}` });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('Das hat nicht geklappt');
  });

  it('answers 415 to other content types and 413 to an oversized body', async () => {
    const send = (type: string, payload: string) => test.kernel.http.app.inject({ method: 'POST', url: '/probe', headers: { 'content-type': type }, payload });
    expect((await send('application/json', '{"name":1}')).statusCode).toBe(415);
    expect((await send('application/xml', '<a/>')).statusCode).toBe(415);
    expect((await send('application/x-www-form-urlencoded', `name=${'x'.repeat(300_000)}`)).statusCode).toBe(413);
    expect((await send('application/json', '{broken')).statusCode).toBe(400);
  });

  it('stores an upload only behind the form token and up to the limit', async () => {
    const browser = test.browser();
    await browser.get('/probe');
    const cookie = `__Host-stadttor=${browser.cookies.get('__Host-stadttor')}`;
    const token = test.kernel.keys.sign('csrf', browser.cookies.get('__Host-stadttor')!);
    const send = (parts: string[]) => test.kernel.http.app.inject({ method: 'POST', url: '/probe/upload', headers: { cookie, 'content-type': 'multipart/form-data; boundary=B' }, payload: `${parts.map((part) => `--B\r\n${part}\r\n`).join('')}--B--\r\n` });
    const field = `content-disposition: form-data; name="_csrf"\r\n\r\n${token}`;
    const upload = (bytes: string) => `content-disposition: form-data; name="f"; filename="../../etc/passwd"\r\ncontent-type: text/plain\r\n\r\n${bytes}`;
    expect((await send([upload('x'), field])).statusCode).toBe(403);
    expect((await send([field, upload('x'.repeat(2000))])).statusCode).toBe(413);
    expect((await send([field, upload('hello')])).statusCode).toBe(303);
    expect(seen.at(-1)).toMatchObject([{ field: 'f', filename: 'passwd', size: 5 }]);
  });

  it('answers 400 to a multipart form that is cut off, has no boundary or no form at all, and keeps nothing of it', async () => {
    const browser = test.browser();
    await browser.get('/probe');
    const cookie = `__Host-stadttor=${browser.cookies.get('__Host-stadttor')}`;
    const field = `--B\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${test.kernel.keys.sign('csrf', browser.cookies.get('__Host-stadttor')!)}\r\n`;
    const before = seen.length;
    const send = async (payload: string, type = 'multipart/form-data; boundary=B') => (await test.kernel.http.app.inject({ method: 'POST', url: '/probe/upload', headers: { cookie, 'content-type': type }, payload })).statusCode;
    expect(await send(field, 'multipart/form-data')).toBe(400);
    for (const cut of [field, `${field}--B\r\ncontent-disp`, `${field}--B\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nabc`]) expect(await send(cut), cut.slice(-40)).toBe(400);
    expect(await send(`${field}--B\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\n1\r\n--B--\r\n`)).toBe(400);
    expect(await send(`${field}${'--B\r\ncontent-disposition: form-data; name="y"\r\n\r\n1\r\n'.repeat(400)}--B--\r\n`)).toBe(413);
    expect(await send(`${field}${'--B\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n'.repeat(2)}--B--\r\n`)).toBe(413);
    expect(await send('')).toBe(403);
    expect(seen.length).toBe(before);
    expect(await test.kernel.objects.has(createHash('sha256').update('abc').digest('hex'))).toBe(false);
  });

  it('knows nothing under a key with NUL in it', async () => {
    expect((await test.browser().get('/probe/thing/a%00b')).statusCode).toBe(404);
    expect((await test.browser().get('/probe/thing/ab')).statusCode).toBe(200);
  });

  it('asks for the log-in, refuses the wrong role, hides what is not there', async () => {
    const browser = test.browser();
    const asked = await browser.get('/probe/citizen');
    expect([asked.statusCode, asked.headers.location]).toEqual([303, '/konto/anmelden?weiter=%2Fprobe%2Fcitizen']);
    expect((await browser.get('/probe/staff')).headers.location).toBe('/amt/anmelden?weiter=%2Fprobe%2Fstaff');
    expect((await browser.get('/api/v1/probe')).statusCode).toBe(401);
    await browser.signInAs({ kind: 'citizen', id: '00000000-0000-7000-8000-000000000001', name: 'Lena' });
    expect((await browser.get('/probe/citizen')).statusCode).toBe(200);
    expect((await browser.get('/probe/staff')).statusCode).toBe(303);
    await browser.signInAs({ kind: 'staff', id: '00000000-0000-7000-8000-000000000101', name: 'Kim', role: 'clerk', permissions: ['cases.work'], offices: ['parken'] });
    expect((await browser.get('/probe/staff')).statusCode).toBe(403);
    expect((await browser.get('/nowhere')).statusCode).toBe(404);
  });

  it('limits attempts per visitor', async () => {
    const browser = test.browser();
    const codes = [];
    for (let i = 0; i < 3; i += 1) codes.push((await browser.get('/probe/limited')).statusCode);
    expect(codes).toEqual([200, 200, 429]);
    test.clock.advance({ minutes: 2 });
    expect((await browser.get('/probe/limited')).statusCode).toBe(200);
  });

  it('shows a calm page for a bug and never its message', async () => {
    const answer = await test.browser().get('/probe/bug');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('Sommer');
    expect((await test.browser().get('/probe/open-redirect')).statusCode).toBe(500);
  });

  it.each(['//evil.example', '/\\evil.example', '/\t/evil.example', '/\n/evil.example', 'https://evil.example', ''])('never leaves the site when the language changes: %j', async (zurueck) => {
    const answer = await test.browser().post('/sprache', { sprache: 'en', zurueck });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/']);
  });

  it('ends a session after its life, however busy somebody is', async () => {
    const browser = test.browser();
    await browser.signInAs({ kind: 'citizen', id: '00000000-0000-7000-8000-000000000001', name: 'Lena' });
    for (let minutes = 50; minutes < 12 * 60; minutes += 50) {
      test.clock.advance({ minutes: 50 });
      expect((await browser.get('/probe/citizen')).statusCode, `${minutes} minutes`).toBe(200);
    }
    test.clock.advance({ minutes: 50 });
    expect((await browser.get('/probe/citizen')).statusCode).toBe(303);
  });

  it('ends a session after its idle time', async () => {
    const browser = test.browser();
    await browser.signInAs({ kind: 'citizen', id: '00000000-0000-7000-8000-000000000001', name: 'Lena' });
    test.clock.advance({ minutes: 61 });
    expect((await browser.get('/probe/citizen')).statusCode).toBe(303);
  });
});
