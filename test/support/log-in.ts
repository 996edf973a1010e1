import type { Visitor } from './browser.ts';

/** Logs a demo clerk in with password and the one-time code that the demo page shows. */
export async function logInStaff(who: Visitor, email: string, which: 'current' | 'next' = 'current'): Promise<void> {
  await who.go('/demo');
  // a code works once per person; the next one is accepted already
  const [current, next] = [...(await who.text()).matchAll(/\b(\d{6})\b/g)].map((match) => match[1]!);
  for (const code of which === 'next' ? [next!] : [current!, next!]) {
    await who.go('/amt/anmelden');
    await who.page.locator('input[name=email]').fill(email);
    await who.page.locator('input[name=password]').fill('stadttor-demo-2026');
    await who.page.locator('input[name=code]').fill(code);
    await who.press(/^Anmelden/);
    if (!new URL(who.page.url()).pathname.startsWith('/amt/anmelden')) return;
  }
}

export async function logInResident(who: Visitor, email: string, next: string): Promise<void> {
  await who.go(`/konto/anmelden?weiter=${next}`);
  await who.page.getByLabel('E-Mail').fill(email);
  await who.page.getByLabel('Passwort', { exact: true }).fill('stadttor-demo-2026');
  await who.press('Anmelden');
}
