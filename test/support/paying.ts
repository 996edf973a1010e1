import { expect } from 'vitest';
import type { Visitor } from './browser.ts';

const simulated = /\/bezahlseite\//;

/** Presses a button of the provider's page; `where` is what the address looks like afterwards. */
async function onProvider({ page }: Visitor, button: string, where: RegExp): Promise<void> {
  if (!(await page.getByRole('button', { name: button }).isVisible())) await page.locator('summary').first().click();
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(where);
  await page.waitForLoadState('load');
}

async function choose(me: Visitor, method: string): Promise<void> {
  await me.page.getByRole('radio', { name: method, exact: true }).check();
  await me.press('Weiter');
}

/**
 * From the button "Jetzt bezahlen" to the receipt, the way people do it: no choice, later, the provider is down, cancelled, a
 * second tab, paid, and back to the page of the payment once more.
 */
export async function payFee(me: Visitor): Promise<void> {
  const { page } = me;
  await me.press('Jetzt bezahlen');
  const pay = page.url();
  expect(pay).toMatch(/\/bezahlen\/[\w-]{22}$/);
  expect(await me.text()).toContain('30,70 €');
  await me.inspect();
  // nothing chosen: said beside the choice
  await me.press('Weiter');
  expect(await me.text()).toContain('Bitte wählen Sie, wie Sie bezahlen möchten.');
  await me.inspect();
  // by transfer, and back
  await choose(me, 'Überweisung');
  expect(await me.text()).toContain('Bitte überweisen Sie nichts');
  await me.inspect();
  await me.press('Andere Zahlart wählen');
  // to the provider and straight back: pay later
  await choose(me, 'Wero');
  expect(page.url()).toMatch(simulated);
  await me.inspect();
  const provider = page.url();
  const { origin } = new URL(provider);
  await page.getByRole('link', { name: 'Zurück, ohne zu bezahlen' }).click();
  await page.waitForURL(pay);
  expect(await me.text()).toContain('Sie haben schon eine Zahlung begonnen');
  await me.inspect();
  // a second tab leads to the same page
  await choose(me, 'Wero');
  expect(page.url()).toBe(provider);
  // cancelled there: nothing was charged
  await onProvider(me, 'Abbrechen', /\/stand$/);
  expect(page.url()).not.toContain('gc');
  expect(await me.text()).toContain('Sie haben die Zahlung abgebrochen');
  await me.inspect();
  await me.press('Zur Zahlung');
  // the provider is down: kindly said, the transfer is still there
  const faults = `${origin}/steuerung/stoerungen`;
  await page.request.post(faults, { data: { kind: 'status', status: 503, call: 'paypage/init' } });
  await choose(me, 'Wero');
  expect(await me.text()).toMatch(/Wir fragen bei der Bank nach|Online bezahlen geht gerade nicht/);
  await me.inspect();
  await page.request.delete(faults, { headers: { 'content-type': 'application/json' }, data: '' });
  await me.go(new URL(pay).pathname);
  await choose(me, 'Wero');
  expect(page.url()).toMatch(simulated);
  await onProvider(me, 'Jetzt bezahlen', /\/stand$/);
  expect(page.url()).not.toContain('gc');
  expect(await me.text()).toContain('Vielen Dank, die Zahlung ist da');
  await me.inspect();
  const receipt = await page.locator('main a[href$="/quittung"]').first().getAttribute('href');
  const pdf = await page.request.get(me.url + receipt!);
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  // whoever comes back to pay again is told that it is paid
  await me.go(new URL(pay).pathname);
  expect(await me.text()).toContain('Vielen Dank, die Zahlung ist da');
}
