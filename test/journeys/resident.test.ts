import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, visitor, type Visitor } from '../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Fills one form page as a person would whose data have not changed, and goes on. */
async function answerAndGoOn({ page, press }: Visitor): Promise<void> {
  for (const [legend, answer] of [[/Hat sich etwas geändert/, /Nein, alles ist wie bisher/], [/Auf wen ist das Fahrzeug/, /Auf mich/]] as const) {
    const group = page.getByRole('group', { name: legend });
    if ((await group.count()) > 0) await group.getByRole('radio', { name: answer }).check();
  }
  for (const box of await page.locator('main input[type=checkbox]').all()) await box.check();
  await press(/^(Weiter|Antrag absenden)/);
}

describe.each([{ javaScript: true }, { javaScript: false }])('a resident renews the permit, JavaScript $javaScript', ({ javaScript }) => {
  it('finds the service, opens it, checks what is filled in, sends it and has the letter', async () => {
    const me = await visitor(browser, { javaScript });
    const { page } = me;
    await me.go('/');
    await me.inspect();
    await page.getByRole('searchbox').first().fill(javaScript ? 'Bewohnerparkausweiss' : 'anwohnerparken');
    await page.keyboard.press('Enter');
    await page.waitForURL(/suche/);
    await me.inspect();
    await me.press('Bewohnerparkausweis verlängern');
    await me.inspect();
    await me.press(/online beantragen/);
    await me.inspect();
    if (javaScript) {
      await page.goto(`${me.url}/konto/anmelden?weiter=/antrag/bewohnerparkausweis-verlaengern`);
      await me.inspect();
      await page.getByLabel('E-Mail').fill('lena.sommer@example.org');
      await page.getByLabel('Passwort', { exact: true }).fill('stadttor-demo-2026');
      await me.press('Anmelden');
      await page.waitForURL(/antrag/);
      await me.inspect();
      const choice = page.locator('main input[type=radio]').first();
      if ((await choice.count()) > 0) await choice.check();
      await me.press(/Antrag beginnen/);
      expect(await page.getByLabel('Nachname').inputValue()).toBe('Sommer');
      expect(await me.text()).toContain('aus Ihrem Konto, von Ihnen angegeben');
    } else {
      const [, number, code] = /permit (\S+), code (\S+)/.exec(process.env['STADTTOR_JOURNEY_OUTPUT']!)!;
      await page.getByLabel('Nummer des Parkausweises').fill(number!);
      await page.getByLabel('Code aus dem letzten Brief').fill('FALSCH12');
      await me.press(/Antrag beginnen/);
      expect(await page.title()).toMatch(/^Fehler/);
      expect(await me.text()).not.toMatch(/HAL-/);
      await page.getByLabel('Nummer des Parkausweises').fill(number!.toLowerCase());
      await page.getByLabel('Code aus dem letzten Brief').fill(code!.toLowerCase());
      await me.press(/Antrag beginnen/);
    }
    await me.inspect();
    // an empty page is answered with a summary that has the focus
    const surname = await page.getByLabel('Nachname').inputValue();
    await page.getByLabel('Vornamen').fill('');
    await page.getByLabel('Nachname').fill('');
    await me.press('Weiter');
    expect(await page.title()).toMatch(/^Fehler/);
    expect(await page.locator(':focus').getAttribute('class')).toContain('error');
    // what was left as it was still says where it is from
    if (javaScript) expect(await me.text()).toContain('aus Ihrem Konto, von Ihnen angegeben');
    await me.inspect();
    await page.getByLabel('Vornamen').fill(javaScript ? 'Lena Marie' : 'Anna');
    await page.getByLabel('Nachname').fill(surname || 'Niemand');
    if (!javaScript) {
      await page.getByLabel('Tag').fill('1');
      await page.getByLabel('Monat').fill('2');
      await page.getByLabel('Jahr').fill('1980');
      await page.getByLabel('Straße').fill('Mansfelder Straße');
      await page.getByLabel('Hausnummer').fill('17');
      await page.getByLabel('Postleitzahl').fill('06108');
      await page.getByLabel('Ort', { exact: true }).fill('Halle (Saale)');
    }
    for (let step = 0; step < 8 && !page.url().endsWith('/pruefen'); step += 1) {
      await answerAndGoOn(me);
      await me.inspect();
    }
    expect(page.url()).toMatch(/\/pruefen$/);
    const review = page.url();
    await answerAndGoOn(me);
    expect(page.url()).toMatch(/\/fertig$/);
    const number = /V26-\d{6}-./.exec(await me.text())![0];
    await me.inspect();
    // back and again: still one case
    await page.goto(review);
    expect(page.url()).toMatch(/\/fertig$/);
    expect(await me.text()).toContain(number);
    if (!javaScript) return me.close();

    await expect.poll(async () => {
      await me.go('/postfach');
      return me.text();
    }, { timeout: 15_000 }).toContain('Ihr Bewohnerparkausweis gilt weiter');
    await me.inspect();
    await me.press('Ihr Bewohnerparkausweis gilt weiter');
    await me.inspect();
    const letter = await page.locator('main a[href$="/dokument"]').first().getAttribute('href');
    const pdf = await page.request.get(me.url + letter!);
    expect(pdf.headers()['content-type']).toContain('application/pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await me.go('/konto/vorgaenge');
    expect(await me.text()).toContain(number);
    await me.inspect();
    await page.locator('main a[href^="/konto/vorgaenge/"]').first().click();
    expect(await me.text()).toContain('30,70 €');
    await me.inspect();
    await me.go('/konto');
    expect(await me.text()).toContain('HAL-LS 90');
    await me.inspect();
    await me.close();
  });
});

describe('other languages', () => {
  it('speaks English and Leichte Sprache', async () => {
    const me = await visitor(browser);
    await me.go('/');
    await me.press('English');
    expect(await me.page.locator('html').getAttribute('lang')).toBe('en');
    expect(await me.text()).not.toMatch(/Was möchten Sie|Häufig genutzt/);
    await me.inspect();
    await me.press('Leichte Sprache');
    await me.inspect();
    expect(await me.page.locator('header').innerText()).toMatch(/Prüf-?gruppe/i);
    await me.go('/leistungen/bewohnerparkausweis-verlaengern');
    await me.inspect();
    await me.close();
  });
});
