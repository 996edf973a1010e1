import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallMail, smallPdf } from '../../src/modules/records/records.testing.ts';
import { launchBrowser, visitor, type Visitor } from '../support/browser.ts';
import { logInStaff } from '../support/log-in.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** For people who want to look: STADTTOR_PICTURES=folder. */
async function picture(who: Visitor, name: string): Promise<void> {
  const folder = process.env['STADTTOR_PICTURES'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await who.page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe.each([{ javaScript: true }, { javaScript: false }])('a lead keeps a file, JavaScript $javaScript', ({ javaScript }) => {
  it('opens it, files documents and a mail, looks at them, finds them again and shares the file', async () => {
    const petra = await visitor(browser, { javaScript });
    const { page } = petra;
    await logInStaff(petra, 'petra.lorenz@example.org');
    await petra.go('/amt/akten');
    await petra.inspect();
    await picture(petra, 'akten');
    await petra.go('/amt/akten/plan/32.2-VA');
    await petra.inspect();
    await petra.press('Akte anlegen');
    await petra.inspect();
    await petra.press('Akte anlegen');
    expect(await page.title()).toMatch(/^Fehler/);
    await petra.inspect();
    const subject = `Halteverbote ${javaScript ? 'Geiststraße' : 'Reilstraße'}`;
    await page.getByLabel('Betreff').fill(subject);
    await petra.press('Akte anlegen');
    expect(await petra.text()).toMatch(/32\.2-VA\/2026-\d{4}|32\.2-VA\/20\d\d-\d{4}/);
    await petra.inspect();
    const file = new URL(page.url()).pathname;
    await page.locator('summary', { hasText: 'Vorgang anlegen' }).click();
    await page.locator('input[name=titel]').fill('Umzug am 3. Dezember');
    await petra.press('Vorgang anlegen');
    await petra.inspect();
    const caseFile = new URL(page.url()).pathname;
    await page.locator('summary', { hasText: 'Dokumente hochladen' }).click();
    await page.locator('input[name=dateien]').setInputFiles([
      { name: 'Lageplan.pdf', mimeType: 'application/pdf', buffer: Buffer.from(smallPdf('Lageplan der Halteverbotszone')) },
      { name: 'Anfrage.eml', mimeType: 'message/rfc822', buffer: Buffer.from(smallMail('Bitte um ein Halteverbot', 'Guten Tag, wir ziehen um.')) },
    ]);
    await petra.press('Ablegen');
    expect(await petra.text()).toContain('Bitte um ein Halteverbot');
    expect(await petra.text()).toContain('Beleg.pdf');
    await petra.inspect('mit Dokumenten');
    await picture(petra, `vorgang-${javaScript}`);
    await petra.press('Lageplan.pdf');
    const sheet = page.locator('main img').first();
    await sheet.scrollIntoViewIfNeeded();
    await expect.poll(async () => (await sheet.boundingBox())?.height ?? 0, { timeout: 30_000 }).toBeGreaterThan(100);
    await petra.inspect();
    await picture(petra, `dokument-${javaScript}`);
    await petra.press('Zum Bearbeiten entnehmen');
    expect(await petra.text()).toContain('entnommen von Petra Lorenz');
    await page.locator('input[name=datei]').setInputFiles({ name: 'Lageplan-2.pdf', mimeType: 'application/pdf', buffer: Buffer.from(smallPdf('Halteverbotszone, berichtigt')) });
    await page.locator('input[name=notiz]').fill('Maßstab berichtigt');
    await petra.press('Neue Fassung ablegen');
    expect(await petra.text()).toContain('Maßstab berichtigt');
    await petra.inspect();
    await petra.go(caseFile);
    await page.locator('summary', { hasText: 'Vermerk schreiben' }).click();
    await petra.press('Vermerk ablegen');
    expect(await page.title()).toMatch(/^Fehler/);
    await petra.inspect();
    await page.locator('textarea[name=text]').fill('Rückruf am Montag');
    await petra.press('Vermerk ablegen');
    expect(await petra.text()).toContain('Rückruf am Montag');
    // words of the PDF are read by a job
    await expect.poll(async () => {
      await petra.go('/amt/akten');
      await page.locator('input[name=q]').fill('Halteverbotszone');
      await petra.press('Suchen');
      return petra.text();
    }, { timeout: 60_000, interval: 2_000 }).toContain('Lageplan.pdf');
    await petra.inspect();
    await picture(petra, `suche-${javaScript}`);
    expect(page.url()).not.toMatch(/Halteverbot/);
    await page.locator('input[name=q]').fill('32.2 va');
    await petra.press('Suchen');
    await petra.inspect();
    await petra.go(file);
    await page.locator('summary', { hasText: 'Zugriff und Abschluss' }).click();
    await page.getByRole('checkbox', { name: 'Steuern' }).check();
    await petra.press('Zugriff ändern');
    expect(await petra.text()).toMatch(/Mitlesen dürfen\s*Steuern/);
    await petra.inspect();
    await petra.go('/amt/akten/verfahren');
    await petra.inspect();
    await picture(petra, `verfahren-${javaScript}`);
    await petra.close();
  });
});

describe('a program that delivers', () => {
  it('gets its key from the operator, once', async () => {
    const mira = await visitor(browser);
    await logInStaff(mira, 'mira.vogt@example.org');
    await mira.go('/amt/akten/schnittstellen');
    await mira.inspect();
    await mira.press('Anlegen');
    expect(await mira.page.title()).toMatch(/^Fehler/);
    await mira.inspect();
    await mira.page.locator('input[name=name]').fill('gewerberegister');
    await mira.page.locator('select[name=amt]').selectOption('gewerbe');
    await mira.page.getByRole('checkbox', { name: /^32\.1-GA/ }).check();
    await mira.press('Anlegen');
    await mira.inspect();
    await mira.press('Neuen Schlüssel erzeugen');
    const key = /stadttor_[\w-]{43}/.exec(await mira.text())![0];
    await mira.inspect();
    await picture(mira, 'schnittstelle');
    const answer = await mira.page.request.get(`${mira.url}/api/v1/records/positions`, { headers: { authorization: `Bearer ${key}` } });
    expect(await answer.json()).toMatchObject({ positions: [{ key: '32.1-GA' }] });
    await mira.close();
  });
});
