import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, visitor } from '../support/browser.ts';
import { logInStaff } from '../support/log-in.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe.each([{ javaScript: true }, { javaScript: false }])('a councillor reads the master plan, JavaScript $javaScript', ({ javaScript }) => {
  it('sees at a glance how it stands, goes into a measure and back to 27 February 2019', async () => {
    const me = await visitor(browser, { javaScript });
    const { page } = me;
    await me.go('/');
    await me.press('Masterplan');
    await page.waitForURL(/\/plan$/);
    await me.inspect();
    const seen = await me.text();
    for (const words of ['Masterplan 2013–2020', 'läuft', 'nicht belegt', 'vom Recht überholt', 'Landtag von Sachsen-Anhalt', 'Welche Gremien den Plan steuern']) expect(seen).toContain(words);
    await page.locator('.st-strip a').first().click();
    await page.waitForURL(/massnahmen\/a3/);
    await me.inspect();
    expect(await me.text()).toContain('Anfrage und Antwort VI/2019/04886');
    await page.getByText('Stand eines anderen Tages ansehen').click();
    await page.getByLabel('Gültig am').fill('2019-02-27');
    await me.press('Anzeigen');
    await page.waitForURL(/asOf=2019-02-27/);
    await me.inspect();
    expect(await me.text()).toMatch(/wurden erst nach diesem Tag erfasst/);
    await page.goto(`${me.url}/plan?asOf=2019-02-27`);
    await me.inspect();
    expect(await me.text()).not.toContain('vom Recht überholt');
    await me.press('Zum Stand von heute');
    await me.press('Fragen des Rates und wo sie beantwortet werden');
    await me.inspect();
    await me.press('Welche Projekte wurden eingestellt, und warum?');
    expect(page.url()).toMatch(/#gestoppt$/);
    for (const path of ['/plan/2008-2012', '/plan/2013-2020/vorhaben', '/plan/recht', '/plan/recht/egovg-lsa', '/plan/vergleich', '/plan/zahlen', '/plan/zahlen/catalogue.online', '/plan/ozg', '/plan/aenderungen', '/plan/quellen']) {
      await me.go(path);
      await me.inspect();
      expect((await page.title()).length).toBeGreaterThan(10);
    }
    await me.close();
  });
});

describe('two members of staff', () => {
  it('write and release a statement, which the public sees only then', async () => {
    const writer = await visitor(browser);
    const releaser = await visitor(browser, { javaScript: false });
    await logInStaff(writer, 'tom.richter@example.org');
    await writer.go('/amt/plan');
    await writer.inspect();
    await writer.go('/amt/plan/aendern?angabe=2013-2020%2Fstatus%2Fmeasure%2Fb7');
    await writer.inspect();
    const { page } = writer;
    for (const [part, value] of [['day', '24'], ['month', '11'], ['year', '2026']] as const) await page.locator(`input[name="seit.${part}"]`).fill(value);
    await page.locator('select[name=state]').selectOption('postponed');
    await page.locator('textarea[name=text]').fill('Die Schulungen beginnen später. (Journey)');
    await writer.press('Vorschau');
    // five states need a reason and who decided
    expect(await page.title()).toMatch(/^Fehler/);
    await writer.inspect();
    await page.locator('textarea[name=reason]').fill('Der Raum ist noch nicht fertig.');
    await page.locator('input[name=decider]').fill('Fachbereich (Beispiel)');
    await page.locator('textarea[name=anlass]').fill('Test der Freigabe');
    await writer.press('Vorschau');
    await writer.inspect();
    expect(await writer.text()).toContain('Die Schulungen beginnen später. (Journey)');
    await writer.press('Zur Freigabe geben');
    await page.waitForURL(/vorschlaege/);
    await writer.inspect();
    expect(await writer.text()).toContain('Freigeben muss jemand anderes');
    const address = new URL(page.url()).pathname;
    const reader = await visitor(browser, { javaScript: false });
    await reader.go('/plan');
    expect(await reader.text()).not.toContain('(Journey)');
    await logInStaff(releaser, 'petra.lorenz@example.org');
    await releaser.go(address);
    await releaser.press('Freigeben');
    expect(await releaser.text()).toContain('freigegeben');
    await reader.go('/plan');
    expect(await reader.text()).toContain('Der Raum ist noch nicht fertig.');
    await reader.go('/plan?asOf=2019-02-27');
    expect(await reader.text()).not.toContain('Der Raum ist noch nicht fertig.');
    await writer.go('/amt/plan/verlauf?angabe=2013-2020%2Fstatus%2Fmeasure%2Fb7');
    await writer.inspect();
    expect(await writer.text()).toContain('freigegeben von Petra Lorenz');
    for (const who of [writer, releaser, reader]) await who.close();
  });
});
