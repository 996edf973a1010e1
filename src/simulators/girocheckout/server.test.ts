import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildRequest, readAnswer, readMessage, type Call, type CallValues, type Project } from '../../standards/girocheckout/index.ts';
import { demoProjects, startGirocheckoutSimulator, type GirocheckoutSimulator, type SimulatorOptions } from './index.ts';

const project: Project = { merchantId: '1000001', projectId: '10032', passwords: ['simulation'] };
let simulator: GirocheckoutSimulator;
let shop: Server;
let shopUrl: string;
let notified: string[];
let refusals: number;

beforeEach(async () => {
  notified = [];
  refusals = 0;
  shop = createServer((request, response) => {
    notified.push(`${request.method} ${request.url}`);
    response.writeHead(refusals-- > 0 ? 503 : 200).end();
  });
  await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await simulator.close();
  await new Promise((done) => shop.close(done));
});

const start = async (options: Partial<SimulatorOptions> = {}) => (simulator = await startGirocheckoutSimulator({ projects: demoProjects(), notifyDelay: [0, 0], ...options }));

async function post<C extends Call>(call: C, values: CallValues<C>, multipart = false) {
  const request = buildRequest(project, call, values, { sourceId: 'test;' });
  if (!request.ok) throw new Error(JSON.stringify(request.problems));
  const form = new FormData();
  for (const [name, value] of request.fields) form.set(name, value);
  const response = await fetch(simulator.url + request.path, { method: 'POST', ...(multipart ? { body: form } : { body: request.body, headers: { 'content-type': request.contentType } }) });
  return readAnswer(project, call, await response.bytes(), response.headers.get('hash'));
}

async function open(multipart = false) {
  const read = await post('paypage/init', {
    merchantTxId: 'p-1-x', amount: 100_000_000, currency: 'EUR', purpose: '42 <Müller>', single: 2, test: true, successUrl: `${shopUrl}/ok`, failUrl: `${shopUrl}/fail`, backUrl: `${shopUrl}/back`, notifyUrl: `${shopUrl}/notify?key=1`,
  }, multipart);
  if (!read.ok) throw new Error(JSON.stringify(read));
  return read.answer;
}
const press = (url: string, doing: string, choice = '10040') => fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ tun: doing, projekt: choice }) });

describe('over HTTP', () => {
  it.each([['urlencoded', false], ['multipart', true]])('%s: from the call to the notify', async (_, multipart) => {
    await start();
    const { url, reference } = await open(multipart);
    const page = await fetch(url);
    const html = await page.text();
    expect(html).toContain('1.000.000,00 €');
    expect(html).toContain('42 &lt;Müller&gt;');
    expect(html).toMatch(/Simulation\.<\/strong> Hier wird kein Geld bewegt/);
    expect(html).not.toContain('<script');
    expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${shopUrl};`);
    const paid = await press(url, 'pay');
    expect(paid.status).toBe(303);
    const redirect = new URL(paid.headers.get('location') ?? '');
    expect(redirect.pathname).toBe('/ok');
    await expect.poll(() => notified).toHaveLength(1);
    expect(notified[0]).toMatch(/^GET \/notify\?key=1&gcPaymethod=40&/);
    expect(readMessage(project, 'paypage', notified[0]?.split('?')[1] ?? '')).toEqual(readMessage(project, 'paypage', redirect.search));
    expect(await post('transaction/status', { reference }, multipart)).toMatchObject({ ok: true, answer: { outcome: 'paid', amount: 100_000_000 } });
    expect((await press(url, 'pay')).status).toBe(409);
    expect(await (await fetch(url)).text()).toContain('Diese Zahlung ist erledigt');
  });

  it('writes the header as the vendor\'s PHP client looks for it: "hash" in small letters', async () => {
    await start();
    const request = buildRequest(project, 'paypage/projects', {});
    const { hostname, port } = new URL(simulator.url);
    const { connect } = await import('node:net');
    const raw = await new Promise<string>((done) => {
      const socket = connect(Number(port), hostname, () => socket.write(`POST /girocheckout/api/v2/paypage/projects HTTP/1.0\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${request.ok ? request.body.length : 0}\r\n\r\n${request.ok ? request.body : ''}`));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => done(text));
    });
    expect(raw).toMatch(/\r\nhash: [0-9a-f]{32}\r\n/);
  });

  it('repeats a notify until it is taken, in quick motion', async () => {
    // half an hour in a fifth of a second
    await start({ speed: 9_000 });
    refusals = 3;
    await press((await open()).url, 'pay');
    await expect.poll(() => notified.length, { timeout: 10_000 }).toBe(4);
    await new Promise((done) => setTimeout(done, 500));
    expect(notified).toEqual(Array.from({ length: 4 }, () => notified[0]));
  });

  it('plays the faults of the line', async () => {
    await start({ faults: [{ kind: 'reset_after', times: 1 }, { kind: 'status', status: 502, times: 2 }] });
    expect(await post('paypage/projects', {})).toEqual({ ok: false, key: 'girocheckout.error.hash_missing' });
    expect(await post('paypage/projects', {})).toEqual({ ok: false, key: 'girocheckout.error.hash_missing' });
    expect((await post('paypage/projects', {})).ok).toBe(true);
    simulator.provider.faults.clear();
    simulator.provider.faults.add({ kind: 'cut_off', times: 1 });
    await expect(post('paypage/projects', {})).rejects.toThrow();
    simulator.provider.faults.add({ kind: 'silent', times: 1 });
    await expect(fetch(`${simulator.url}paypage/projects`, { method: 'POST', signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/);
    await simulator.down();
    await expect(post('paypage/projects', {})).rejects.toThrow();
    await simulator.up();
    expect((await post('paypage/projects', {})).ok).toBe(true);
  });

  it('is not put off by nonsense', async () => {
    await start();
    const { url } = await open();
    const get = async (path: string, init?: RequestInit) => (await fetch(new URL(path, simulator.origin), init)).status;
    expect(await get('/girocheckout/api/v2/paypage/init')).toBe(405);
    expect(await get('/bezahlseite/6d2d31b6-c23f-47c4-8f6c-1a0495f35f0f')).toBe(404);
    expect(await get('/nirgends')).toBe(404);
    expect((await press(url, 'explode')).status).toBe(400);
    expect((await press(url, 'pay', '9')).status).toBe(422);
    expect(await get('/girocheckout/api/v2/paypage/init', { method: 'POST', body: 'x'.repeat(1_000_001) })).toBe(413);
    expect(await get('/girocheckout/api/v2/paypage/init', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).toBe(200);
  });
});

describe('control API', () => {
  const control = async (path: string, method = 'GET', body?: unknown, type = 'application/json') => {
    const response = await fetch(`${simulator.origin}steuerung/${path}`, { method, ...(method === 'GET' ? {} : { headers: { 'content-type': type }, body: JSON.stringify(body) }) });
    return { status: response.status, json: (await response.json()) as unknown };
  };
  it('sets and clears faults, plays the payer, shows payments and books', async () => {
    await start();
    const { reference } = await open();
    expect(await control('stoerungen', 'POST', { kind: 'lost', payment: reference })).toEqual({ status: 200, json: [{ kind: 'lost', payment: reference }] });
    expect((await control('stoerungen', 'POST', { kind: 'nonsense' })).status).toBe(422);
    expect((await control('stoerungen', 'POST', { kind: 'lost' }, 'text/plain')).status).toBe(415);
    expect(await control('zahler', 'POST', { reference, act: 'pay', projectId: '10014' })).toMatchObject({ status: 200, json: { ok: true } });
    expect((await control('zahler', 'POST', { reference, act: 'pay' })).status).toBe(409);
    expect((await control('zahler', 'POST', { reference, act: 'steal' })).status).toBe(422);
    expect((await control('zahlungen')).json).toMatchObject([{ reference, merchantTxId: 'p-1-x', result: '4000', attempts: [{ method: 'paypal', result: '4000' }] }]);
    expect((await control('buch')).json).toMatchObject([{ kind: 'sale', amount: 100_000_000, merchantTxId: 'p-1-x' }]);
    expect((await control('stoerungen', 'DELETE')).json).toEqual([]);
    await expect.poll(async () => (await control('meldungen')).json).toEqual({ ausstehend: 0 });
    expect((await control('nirgends')).status).toBe(404);
    expect(JSON.stringify([await control('zahlungen'), await (await fetch(simulator.origin)).text()])).not.toContain('simulation"');
    expect(notified).toEqual([]);
  });
});
