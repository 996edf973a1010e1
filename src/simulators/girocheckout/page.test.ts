import type { Browser } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../../test/support/browser.ts';
import { createProvider, demoProjects, startGirocheckoutSimulator, type GirocheckoutSimulator } from './index.ts';
import { euroText } from './page.ts';
import { merchant } from './merchant.testing.ts';
import { sign } from './wire.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
let simulator: GirocheckoutSimulator;

beforeAll(async () => {
  browser = await launchBrowser();
  simulator = await startGirocheckoutSimulator({ projects: demoProjects() });
});
afterAll(async () => {
  await browser?.close();
  await simulator?.close();
});

function open(id: string): string {
  const fields: [string, string][] = [['merchantId', '1000001'], ['projectId', '10032'], ['merchantTxId', id], ['amount', '3070'], ['currency', 'EUR'], ['purpose', '4200000000061'], ['description', 'Eine Gebühr'], ['single', '2'], ['test', '1'], ['successUrl', `${simulator.origin}?ok=1`], ['backUrl', `${simulator.origin}?back=1`], ['failUrl', `${simulator.origin}?fail=1`]];
  const body = new URLSearchParams([...fields, ['hash', sign('simulation', fields.map(([, value]) => value).join(''))]]).toString();
  simulator.provider.call('paypage/init', 'application/x-www-form-urlencoded', Buffer.from(body));
  return `${simulator.origin}bezahlseite/${simulator.provider.payments().at(-1)?.reference}`;
}

it('is paid by clicks, without JavaScript', { timeout: 60_000 }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'de-DE' });
  const page = await context.newPage();
  await page.goto(open('p-1-x'));
  await page.getByLabel('Kreditkarte').check();
  await page.getByRole('button', { name: 'Jetzt bezahlen' }).click();
  await page.waitForURL(/ok=1&gcPaymethod=11/);
  expect(simulator.provider.books.held('p-1-x')).toBe(3070);
  await page.goto(open('p-2-x'));
  await page.getByRole('button', { name: 'Abbrechen' }).click();
  await page.waitForURL(/fail=1&.*gcResultPayment=4502/);
  await page.goto(open('p-3-x'));
  await page.getByText('Was sonst geschehen kann').click();
  await page.getByRole('button', { name: 'Bezahlen und Fenster schließen' }).click();
  expect(await page.getByRole('heading').innerText()).toBe('Sie haben die Seite verlassen');
  expect(simulator.provider.books.held('p-3-x')).toBe(3070);
  await page.goto(open('p-4-x'));
  await page.getByRole('link', { name: 'Zurück, ohne zu bezahlen' }).click();
  await page.waitForURL(/back=1/);
  await context.close();
});

it('has no axe violation and no sideways scrolling, on phone and screen', { timeout: 120_000 }, async () => {
  const [fresh, paid] = [open('p-5-x'), open('p-6-x')];
  simulator.provider.act(paid.slice(-36), 'pay');
  for (const width of [320, 1280]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true, locale: 'de-DE' });
    const page = await context.newPage();
    for (const url of [fresh, paid, simulator.origin, `${simulator.origin}nirgends`]) {
      await page.goto(url);
      for (const more of await page.locator('summary').all()) await more.click();
      await page.evaluate(axeSource);
      const found = await page.evaluate(async () => {
        const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe;
        const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
      expect(found, `${url} at ${width} px`).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${url} at ${width} px`).toBeLessThanOrEqual(width);
    }
    await context.close();
  }
});

it('shows only the methods the merchant allows', async () => {
  const { provider, open: init } = merchant();
  const payment = provider.payment(await init({ paymethods: [11, 40] }));
  expect(payment && provider.choices(payment).map(({ name }) => name)).toEqual(['Wero', 'Kreditkarte']);
  const none = createProvider({ world: { now: () => 0, random: () => 0, after: () => undefined, get: async () => 200 }, projects: [] });
  expect(none.act('x', 'pay')).toEqual({ ok: false, reason: 'unknown_page' });
});

it.each([[10, '0,10'], [3070, '30,70'], [100_000_000, '1.000.000,00'], [5, '0,05']])('%i cents read %s', (cents, text) => expect(euroText(cents)).toBe(`${text} €`));
