import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, visitor } from '../support/browser.ts';
import { logInResident, logInStaff } from '../support/log-in.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** What the city knows of Jonas stays a doubt: first it is refused (and he may apply again), then granted. */
describe.each([{ javaScript: false, decision: 'Ablehnen', state: 'Abgelehnt', letter: 'Ihr Antrag auf Verlängerung' }, { javaScript: true, decision: 'Bewilligen', state: 'Bewilligt', letter: 'gilt weiter' }] as const)('a real doubt falls out to a clerk, JavaScript $javaScript', ({ javaScript, decision, state, letter }) => {
  it('who sees why, asks, gets the answer from the mailbox and decides', async () => {
    const jonas = await visitor(browser, { javaScript });
    await logInResident(jonas, 'jonas.weidner@example.org', '/antrag/bewohnerparkausweis-verlaengern');
    const choice = jonas.page.locator('main input[type=radio]').first();
    if ((await choice.count()) > 0) await choice.check();
    await jonas.press(/Antrag beginnen/);
    await jonas.press('Weiter');
    await jonas.page.getByRole('radio', { name: /Nein, alles ist wie bisher/ }).check();
    await jonas.page.getByRole('radio', { name: /Auf mich/ }).check();
    await jonas.press('Weiter');
    for (const box of await jonas.page.locator('main input[type=checkbox]').all()) await box.check();
    await jonas.press('Weiter');
    await jonas.press(/Antrag absenden/);
    const number = /V26-\d{6}-./.exec(await jonas.text())![0];

    const kim = await visitor(browser, { javaScript });
    await logInStaff(kim, 'kim.bauer@example.org');
    expect(new URL(kim.page.url()).pathname).toBe('/amt');
    await expect.poll(async () => {
      await kim.go('/amt');
      return kim.text();
    }, { timeout: 15_000 }).toContain(number);
    expect(await kim.text()).toContain('Jonas Weidner');
    await kim.inspect();
    await kim.press(number);
    const file = new URL(kim.page.url()).pathname;
    expect(await kim.text()).toMatch(/Deshalb liegt der Vorgang bei Ihnen[\s\S]*umgezogen/);
    await kim.inspect();
    await kim.press('Vorgang übernehmen');
    expect(await kim.text()).toContain('Kim Bauer');

    // nothing chosen: a friendly no, nothing lost
    await kim.page.locator('textarea[name=gruende]').fill('Die neue Anschrift liegt in derselben Zone.');
    await kim.press('Verbindlich entscheiden');
    expect(await kim.page.title()).toMatch(/^Fehler/);
    expect(await kim.page.locator('textarea[name=gruende]').inputValue()).toContain('derselben Zone');
    await kim.inspect();

    await kim.page.locator('summary', { hasText: 'Nachfragen' }).click();
    await kim.page.locator('textarea[name=frage]').fill('Wohnen Sie jetzt in der neuen Wohnung, die das Melderegister nennt?');
    await kim.press('Frage senden');
    expect(await kim.text()).toContain('Wohnen Sie jetzt');

    await expect.poll(async () => {
      await jonas.go('/postfach');
      return jonas.page.getByRole('link', { name: /Eine Frage zu Ihrem/ }).count();
    }, { timeout: 15_000 }).toBe(javaScript ? 2 : 1); // the newest stands first
    await jonas.inspect();
    await jonas.press(/Eine Frage zu Ihrem/);
    await jonas.inspect();
    await jonas.page.locator('textarea[name=text]').fill('Ja, seit März.');
    await jonas.press('Antwort senden');
    await jonas.inspect();

    await kim.go(file);
    expect(await kim.text()).toContain('Ja, seit März.');
    await kim.page.getByRole('radio', { name: decision }).check();
    await kim.page.locator('textarea[name=gruende]').fill('Wir haben die neue Anschrift geprüft.');
    const preview = await kim.page.request.post(kim.url + file + '/entscheiden', {
      form: { _csrf: await kim.page.locator('input[name=_csrf]').first().inputValue(), revision: await kim.page.locator('input[name=revision]').first().inputValue(), ergebnis: 'granted', gruende: '', schritt: 'vorschau' },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect((await preview.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await kim.press('Verbindlich entscheiden');
    expect(await kim.text()).toContain(state);
    await kim.inspect();
    await expect.poll(async () => {
      await jonas.go('/postfach');
      return jonas.text();
    }, { timeout: 15_000 }).toContain(letter);
    await jonas.press(new RegExp(letter));
    const pdf = await jonas.page.request.get(jonas.url + (await jonas.page.locator('main a[href$="/dokument"]').first().getAttribute('href'))!);
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await jonas.page.reload();
    expect(await jonas.text()).toMatch(/geöffnet/i);
    await kim.close();
    await jonas.close();
  });
});

describe.each([{ javaScript: true, email: 'ali.yildiz@example.org' }, { javaScript: false, email: 'ali.yildiz@example.org' }])('at the counter, JavaScript $javaScript', ({ javaScript, email }) => {
  it('a clerk enters an application for somebody, decides it and sends the letter by post', async () => {
    const ali = await visitor(browser, { javaScript });
    const { page } = ali;
    await logInStaff(ali, email);
    await ali.inspect();
    await ali.press('Antrag aufnehmen').catch(() => ali.go('/amt/antrag'));
    await ali.go('/amt/antrag');
    await ali.inspect();
    await ali.press('Hund zur Hundesteuer anmelden');
    await ali.inspect();
    await page.getByRole('radio', { name: 'Am Telefon' }).check();
    await ali.press(/Antrag beginnen|aufnehmen|beginnen/i);
    await page.getByLabel('Vornamen').fill('Đặng');
    await page.getByLabel('Nachname').fill('von der Łąka');
    await page.getByLabel('Straße').fill('Große Ulrichstr.');
    await page.getByLabel('Hausnummer').fill('12 a');
    await page.getByLabel('Postleitzahl').fill('06108');
    await page.getByLabel('Ort', { exact: true }).fill('Halle (Saale)');
    await page.getByRole('radio', { name: /Umzug nach Halle/ }).check();
    await page.locator('input[name^="anzahl"]').fill('1');
    await ali.press('Weiter');
    await ali.inspect();
    await page.getByLabel('Rufname').fill('Bello');
    await page.locator('select').first().selectOption('mischling');
    for (const [at, [day, month, year]] of [['1', '5', '2024'], ['1', '10', '2026']].entries()) {
      await page.getByLabel('Tag').nth(at).fill(day!);
      await page.getByLabel('Monat').nth(at).fill(month!);
      await page.getByLabel('Jahr').nth(at).fill(year!);
    }
    await page.locator('input[name="chip_1"]').fill('276098102345678');
    await ali.press('Weiter');
    expect(page.url()).toMatch(/erklaerung$/);
    for (const box of await page.locator('main input[type=checkbox]').all()) await box.check();
    await ali.press('Weiter');
    await ali.inspect();
    await ali.press(/Antrag absenden/);
    const number = /V26-\d{6}-./.exec(await ali.text())![0];
    await expect.poll(async () => {
      await ali.go('/amt');
      return ali.text();
    }, { timeout: 15_000 }).toContain(number);
    await ali.press(number);
    const file = new URL(page.url()).pathname;
    expect(await ali.text()).toMatch(/Telefon/);
    await page.getByRole('radio', { name: 'Ablehnen' }).check();
    await ali.press('Verbindlich entscheiden');
    expect(await page.title()).toMatch(/^Fehler/);
    await page.locator('textarea[name=gruende]').fill('Der Hund ist schon angemeldet.');
    await ali.press('Verbindlich entscheiden');
    expect(await ali.text()).toContain('Abgelehnt');
    await expect.poll(async () => {
      await ali.go('/amt/druck');
      return ali.text();
    }, { timeout: 15_000 }).toContain(number);
    await ali.inspect();
    await ali.press(new RegExp(`^Verschickt ${number}`));
    expect(await ali.text()).not.toContain(number);

    // for another office this case does not exist
    if (javaScript) {
      const kim = await visitor(browser);
      await logInStaff(kim, 'petra.lorenz@example.org');
      expect((await kim.page.goto(kim.url + file))!.status()).toBe(404);
      await kim.go('/amt?ansicht=entschieden');
      expect(await kim.text()).not.toContain(number);
      await kim.go('/amt/zahlen');
      await kim.inspect();
      await kim.close();
    }
    await ali.close();
  });
});
