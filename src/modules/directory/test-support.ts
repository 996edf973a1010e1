import { expect } from 'vitest';
import { createTestKernel, type TestBrowser, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { directoryModule } from './index.ts';

/** For this module's tests: a house with the directory in it, and what its visitors do again and again. */
export const startHouse = (options: { env?: Record<string, string> } = {}) => createTestKernel({ modules: [directoryModule], ...options });

export const goodPassword = 'drei blaue Kähne am Ufer';

/** The newest mail to this address, with the path of its link. Runs the jobs first. */
export async function newestMail(house: TestKernel, to: string): Promise<{ kind: string; body: string; path: string } | undefined> {
  await house.work();
  const row = (await house.kernel.mail.list(house.kernel.db, 500)).find((mail) => mail.recipient === to);
  if (!row) return undefined;
  return { kind: row.kind, body: row.body, path: /http:\/\/localhost:8080(\/\S+)/.exec(row.body)?.[1] ?? '' };
}

/** An account by the front door: form, mail, link, button. */
export async function registerAccount(house: TestKernel, email: string, password = goodPassword): Promise<void> {
  const browser = house.browser();
  await browser.get('/konto/registrieren');
  expect((await browser.post('/konto/registrieren', { email, password })).headers.location).toBe('/konto/registrieren/gesendet');
  const mail = await newestMail(house, email);
  await browser.get(mail!.path);
  expect((await browser.post(mail!.path)).headers.location).toBe('/konto/anmelden?hinweis=bestaetigt');
}

/** Through the log-in page; answers where it leads. */
export async function logIn(browser: TestBrowser, email: string, password = goodPassword): Promise<string | undefined> {
  await browser.get('/konto/anmelden');
  return location(await browser.post('/konto/anmelden', { email, password }));
}

export async function logInStaff(browser: TestBrowser, email: string, password: string, code: string): Promise<string | undefined> {
  await browser.get('/amt/anmelden');
  return location(await browser.post('/amt/anmelden', { email, password, code }));
}

export const location = (response: { headers: Record<string, unknown> }) => response.headers['location'] as string | undefined;

/** The page without what must differ between two visitors: form tokens. */
export const comparable = (body: string) => body.replace(/name="_csrf" value="[^"]*"/g, '');
