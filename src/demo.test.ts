import { afterEach, expect, it } from 'vitest';
import { startDemoPayments, startDemoRegisters } from './demo.ts';
import { readConfig } from './kernel/config/config.ts';
import { buildRequest, readAnswer } from './standards/girocheckout/index.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function registersWith(env: Record<string, string>) {
  const config = readConfig({ NODE_ENV: 'test', ...env });
  closers.push(await startDemoRegisters(config));
  return config.registers;
}

it('the demo has registers of its own, over HTTP, behind a token nobody knows', async () => {
  const { url, token } = await registersWith({ STADTTOR_DEMO: 'on' });
  const ask = (bearer: string) => fetch(new URL('fahrzeuge/abfrage', url), { method: 'POST', headers: { authorization: `Bearer ${bearer}` }, body: JSON.stringify({ office: 'parken', purpose: 'test', reference: 'T-1', plate: 'HAL-LS 90' }) });
  expect(await (await ask(token!)).json()).toMatchObject({ result: 'treffer' });
  expect((await ask('demo-register')).status).toBe(401);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
});

it('configured registers and other modes are left alone', async () => {
  expect(await registersWith({ STADTTOR_DEMO: 'on', REGISTERS_URL: 'https://register.example/', REGISTERS_TOKEN: 'x' })).toEqual({ url: 'https://register.example/', token: 'x' });
  expect((await registersWith({ STADTTOR_DEMO: 'off' })).url).toBeUndefined();
  expect((await registersWith({ STADTTOR_DEMO: 'on', STADTTOR_CITY: 'nirgends' })).url).toBeUndefined();
});

it('the demo has a payment platform, over HTTP, behind a password nobody knows; a configured one is left alone', async () => {
  const config = readConfig({ STADTTOR_DEMO: 'on' });
  closers.push(await startDemoPayments(config));
  const { url, projects, pageOrigins } = config.girocheckout!;
  const ask = async (password: string) => {
    const by = { ...projects[0]!, passwords: [password] as [string] };
    const request = buildRequest(by, 'paypage/init', { merchantTxId: 'p-1-x', amount: 10, currency: 'EUR', purpose: 'Test', test: true });
    if (!request.ok) throw new Error('not built');
    const response = await fetch(url + request.path, { method: 'POST', headers: { 'content-type': request.contentType }, body: request.body });
    return readAnswer(by, 'paypage/init', await response.bytes(), response.headers.get('hash'));
  };
  expect(await ask(projects[0]!.passwords[0])).toMatchObject({ ok: true, answer: { url: expect.stringContaining(`${pageOrigins[0]}/bezahlseite/`) } });
  expect((await ask('simulation')).ok).toBe(false);
  for (const env of [{ STADTTOR_DEMO: 'off' }, { GIROCHECKOUT_URL: 'https://pay.example/v2/', GIROCHECKOUT_PROJECTS: '[{"merchantId":"1","projectId":"2","passwords":["x"]}]' }]) {
    const other = readConfig(env);
    const before = other.girocheckout;
    await startDemoPayments(other);
    expect(other.girocheckout).toEqual(before);
  }
});
