import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, visitor, type Visitor } from '../support/browser.ts';
import { logInStaff } from '../support/log-in.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe.each([{ javaScript: true }, { javaScript: false }])('a councillor asks again what was asked in 2019, JavaScript $javaScript', ({ javaScript }) => {
  it('finds the eight questions, the answer of then, what the monitor says today, and what each sentence rests on', async () => {
    const me = await visitor(browser, { javaScript });
    const { page } = me;
    await me.go('/');
    await me.press('Rat');
    await page.waitForURL(/\/rat$/);
    await me.inspect();
    await me.press(/VI\/2019\/04886/);
    await page.waitForURL(/\/rat\/vi-2019-04886$/);
    await me.inspect();
    const seen = await me.text();
    for (const words of ['Antwort vom 19. Februar 2019', 'sukzessive ausgebaut', 'davon ohne Beleg: 0', 'keine Daten', 'Welche Projekte wurden eingestellt, und warum?', 'Landtag von Sachsen-Anhalt']) expect(seen).toContain(words);
    await page.locator('.st-cite a').first().click();
    await page.waitForURL(/\/plan\/.*asOf=.*knownAt=/);
    await me.inspect();
    const pdf = await page.request.get(`${me.url}/rat/vi-2019-04886/antwort.pdf`);
    expect([pdf.status(), pdf.headers()['content-type']]).toEqual([200, 'application/pdf']);
    await me.go('/rat/v-2011-10242');
    await me.inspect();
    await me.close();
  });
});

describe('an enquiry of today', () => {
  it('is recorded, drafted, promised, signed by office, department and mayor, and published; the promise stands in the plan', async () => {
    const writer = await visitor(browser, { javaScript: false });
    const { page } = writer;
    await logInStaff(writer, 'tom.richter@example.org');
    await writer.go('/amt/rat');
    await writer.inspect();
    await writer.press('Neue Anfrage erfassen');
    await writer.inspect();
    await page.locator('input[name=reference]').fill('VIII/2026/00815');
    await page.locator('input[name=subject]').fill('Stand des Serviceportals');
    await fillDay(writer, 'asked', ['31', '11', '2026']);
    await page.locator('textarea[name=questions]').fill('1. Wie steht das elektronische Serviceportal?\n2. Welche Projekte wurden eingestellt?');
    await writer.press('Anfrage erfassen');
    expect(await page.title()).toMatch(/^Fehler/);
    await writer.inspect();
    await fillDay(writer, 'asked', ['24', '11', '2026']);
    await writer.press('Anfrage erfassen');
    await page.waitForURL(/\/amt\/rat\/viii-2026-00815$/);
    await writer.inspect();
    // the questions' words have found their places in the monitor
    expect(await page.locator('select[name="thema.1"]').inputValue()).toBe('2019-2');
    expect(await page.locator('select[name="thema.2"]').inputValue()).toBe('2019-6');
    await writer.press('Alle Fragen aus dem Monitor entwerfen');
    await writer.inspect();
    expect((await Promise.all((await page.locator('textarea[name^="satz.2."]').all()).map((field) => field.inputValue()))).join(' ')).toContain('De-Mail');
    await page.locator('textarea[name="zusage.0"]').fill('Der Rat erhält bis dahin einen Bericht. (Probe)');
    const due = String(new Date().getFullYear() + 1);
    await fillDay(writer, 'bis.0', ['30', '6', due]);
    await writer.press('Fassung speichern');
    await writer.inspect();

    const address = new URL(page.url()).pathname;
    const reader = await visitor(browser, { javaScript: false });
    const signers = [['petra.lorenz@example.org', 'Fachbereich', true], ['ruth.hansen@example.org', 'Geschäftsbereich', false], ['emil.arndt@example.org', 'Oberbürgermeister', true]] as const;
    for (const [email, step, javaScript] of signers) {
      await reader.go('/rat/viii-2026-00815');
      expect(await reader.text()).not.toContain('(Probe)');
      const signer = await visitor(browser, { javaScript });
      await logInStaff(signer, email);
      await signer.go(address);
      await signer.inspect();
      await signer.press(`Mitzeichnen: ${step}`);
      await signer.page.waitForLoadState();
      await signer.close();
    }
    await writer.go(address);
    await writer.press('Veröffentlichen');
    await writer.inspect();
    await reader.go('/rat/viii-2026-00815');
    await reader.inspect();
    const seen = await reader.text();
    for (const words of ['Beantwortet und veröffentlicht', 'De-Mail', 'Der Rat erhält bis dahin einen Bericht. (Probe) Bis 30. Juni']) expect(seen).toContain(words);
    await reader.press('Stand der Zusage 1');
    await reader.page.waitForURL(/\/plan\/2013-2020#zusage-viii-2026-00815-1$/);
    expect(await reader.text()).toContain('(Probe)');
    for (const who of [writer, reader]) await who.close();
  });
});

async function fillDay({ page }: Visitor, name: string, [day, month, year]: readonly [string, string, string]): Promise<void> {
  for (const [part, value] of [['day', day], ['month', month], ['year', year]] as const) await page.locator(`input[name="${name}.${part}"]`).fill(value);
}
