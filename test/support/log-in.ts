import { setTimeout as sleep } from 'node:timers/promises';
import type { Visitor } from './browser.ts';

/**
 * Logs a demo clerk in with password and a one-time code that the demo page shows. A code works once for each person and
 * journeys run side by side: when this code and the next are used up, the clock brings others.
 */
export async function logInStaff(who: Visitor, email: string): Promise<void> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    if (attempt > 0) await sleep(30_500 - (Date.now() % 30_000));
    await who.go('/demo');
    for (const [code] of [...(await who.text()).matchAll(/\b\d{6}\b/g)].slice(0, 2)) {
      await who.go('/amt/anmelden');
      await who.page.locator('input[name=email]').fill(email);
      await who.page.locator('input[name=password]').fill('stadttor-demo-2026');
      await who.page.locator('input[name=code]').fill(code);
      await who.press(/^Anmelden/);
      if (!new URL(who.page.url()).pathname.startsWith('/amt/anmelden')) return;
    }
  }
  throw new Error(`No code worked for ${email}.`);
}

export async function logInResident(who: Visitor, email: string, next: string): Promise<void> {
  await who.go(`/konto/anmelden?weiter=${next}`);
  await who.page.getByLabel('E-Mail').fill(email);
  await who.page.getByLabel('Passwort', { exact: true }).fill('stadttor-demo-2026');
  await who.press('Anmelden');
}
