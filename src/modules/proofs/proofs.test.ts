import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestKernel, type TestBrowser, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { promise } from '../../kernel/evidence/log.testing.ts';
import { verifyFiles } from '../../kernel/evidence/verify/folder.ts';
import type { Finding } from '../../kernel/evidence/verify/finding.ts';
import { COSIGNATURE, formatVerifierKey, parseVerifierKey, signatureLine, signerKey } from '../../standards/tlog/index.ts';
import { proofsModule } from './index.ts';

let test: TestKernel;
let key: string;
const browsers: Record<string, TestBrowser> = {};
const witness = signerKey('zeuge.example', Buffer.alloc(32, 3), COSIGNATURE);
beforeAll(async () => {
  test = await createTestKernel({ modules: [proofsModule], env: { EVIDENCE_WITNESSES: formatVerifierKey(witness) } });
  for (const name of ['nobody', 'citizen', 'staff']) browsers[name] = test.browser();
  await browsers['citizen']!.signInAs({ kind: 'citizen', id: '00000000-0000-7000-8000-000000000001', name: 'Lena' });
  await browsers['staff']!.signInAs({ kind: 'staff', id: '00000000-0000-7000-8000-000000000002', name: 'Kim', offices: [], roles: [], permissions: [] } as never);
});
afterAll(() => test.close());

const open = ['/nachweis', '/nachweis/verify.mjs', '/api/v1/log/checkpoint', '/api/v1/log/keys', '/api/v1/log/tile/*', '/api/v1/log/cosignatures'];
const get = (path: string) => browsers['nobody']!.get(path);

it('explains itself before there is anything, and answers 404 for what is not there yet', async () => {
  expect((await get('/nachweis')).body).toContain('Noch kein Eintrag');
  for (const path of ['checkpoint', 'tile/0/000.p/1', 'tile/entries/000.p/1']) expect((await get(`/api/v1/log/${path}`)).statusCode).toBe(404);
  await promise(test, 300);
  await test.work();
  key = (await test.kernel.evidence.keys())[0]!.verifierKey;
});

describe('the routes', () => {
  it('stand in this table, and are open to everybody', async () => {
    expect([...new Set(test.kernel.http.routes().map(({ path }) => path))].sort()).toEqual([...open].sort());
    for (const route of test.kernel.http.routes().filter(({ method }) => method === 'GET')) {
      for (const [name, browser] of Object.entries(browsers)) expect((await browser.get(route.path.replace('*', '0/000'))).statusCode, `${name} ${route.path}`).toBe(200);
    }
  });

  it('set no cookie on public files and say how long they keep', async () => {
    const checkpoint = await test.browser().get('/api/v1/log/checkpoint');
    expect(checkpoint.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=2' });
    const tile = await test.browser().get('/api/v1/log/tile/0/000');
    expect(tile.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'cache-control': 'public, max-age=31536000, immutable' });
    expect([checkpoint.headers['set-cookie'], tile.headers['set-cookie']]).toEqual([undefined, undefined]);
  });

  it('know each tile by one address only', async () => {
    for (const path of ['0/0', '00/000', '0/000.p/0', '0/000.p/256', '0/..%2f..%2fsecret', '0/000%00', '64/000', '0/999', 'entries/001.p/045', 'x']) expect((await get(`/api/v1/log/tile/${path}`)).statusCode, path).toBe(404);
  });

  it('give a stranger everything needed to check the log', async () => {
    const found: Finding[] = [];
    const run = verifyFiles({ read: async (path) => { const answer = await get(`/api/v1/log/${path}`); return answer.statusCode === 200 ? answer.rawPayload : undefined; } }, { keys: [parseVerifierKey(key)!] });
    for (;;) {
      const next = await run.next();
      if (next.done) { expect(next.value.entries).toBe(300); break; }
      found.push(next.value);
    }
    expect(found).toEqual([]);
    expect((await get('/api/v1/log/keys')).body).toContain(`\n${key}\n`);
  });

  it('hold nothing personal: entries are kind, time and commitment', async () => {
    const bundle = (await get('/api/v1/log/tile/entries/000')).rawPayload;
    const first = bundle.subarray(2, 2 + bundle.readUInt16BE(0)).toString();
    expect(first).toMatch(/^\{"at":"2026-11-24T09:00:00\.000Z","commitment":"[0-9a-f]{64}","kind":"case\.submitted","v":1\}$/);
    expect(bundle.toString('latin1')).not.toContain('case 0');
  });

  it('take a cosignature of a known witness, and nothing else', async () => {
    const text = (await get('/api/v1/log/checkpoint')).body.split('\n\n')[0]! + '\n';
    const post = (payload: unknown) => test.kernel.http.app.inject({ method: 'POST', url: '/api/v1/log/cosignatures', payload: payload as object });
    const line = signatureLine(text, witness, 1_790_000_000);
    expect((await post({ size: 300, line: signatureLine(text, signerKey('fremd.example', Buffer.alloc(32, 4), COSIGNATURE), 1) })).statusCode).toBe(403);
    expect((await post({ size: 299, line })).statusCode).toBe(409);
    for (const bad of [{}, { size: -1, line }, { size: 300, line: `${line}\n${line}` }, { size: 300, line: 'x'.repeat(600) }, [], 'x']) expect((await post(bad)).statusCode, JSON.stringify(bad)).toBe(typeof bad === 'string' ? 415 : 400);
    expect(JSON.parse((await post({ size: 300, line })).body)).toEqual({ answer: 'taken' });
    expect((await get('/api/v1/log/checkpoint')).body).toContain(line);
  });
});

it('the page shows state, keys and the program, in both languages', async () => {
  await test.kernel.evidence.rotateKey();
  for (const [lang, words] of [['de', ['Öffentliche Schlüssel', 'zeuge.example', 'In Gebrauch seit']], ['en', ['Public keys', 'zeuge.example', 'In use since']]] as const) {
    const { body } = await test.kernel.http.app.inject({ method: 'GET', url: '/nachweis', headers: { cookie: `__Host-sprache=${lang}`, host: 'localhost:8080' } });
    for (const word of [...words, key.split('+')[1]!, '300']) expect(body, lang).toContain(word);
    expect(body).not.toMatch(/proofs\.[a-z]+[._]|undefined|\[object/);
  }
  const program = await get('/nachweis/verify.mjs');
  expect(program.body).toContain('no dependencies');
  expect(program.headers['content-disposition']).toMatch(/^attachment/);
});
