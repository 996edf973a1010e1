import { afterEach, expect, it } from 'vitest';
import { startDemoRegisters } from './demo.ts';
import { readConfig } from './kernel/config/config.ts';

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
