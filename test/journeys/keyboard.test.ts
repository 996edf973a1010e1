import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, visitor, type Visitor } from '../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Name and kind of what has the focus, as assistive technology would say it. */
const focused = ({ page }: Visitor) => page.evaluate(() => {
  const element = document.activeElement as HTMLElement;
  const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])].map((label) => label.innerText) : [];
  const legend = element.closest('fieldset')?.querySelector('legend')?.innerText ?? '';
  return { name: [...labels, element.getAttribute('aria-label') ?? '', element.tagName === 'INPUT' ? '' : element.innerText].join(' ').replace(/\u00ad/g, '').trim(), legend, tag: element.tagName.toLowerCase(), group: element.getAttribute('name') ?? '' };
});

/** Tabs on until the name fits; a person would give up before the eightieth stop. */
async function tabTo(who: Visitor, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < 80; stop += 1) {
    await who.page.keyboard.press('Tab');
    const now = await focused(who);
    if (name.test(now.name)) return;
    passed.push(now.name);
  }
  throw new Error(`No stop of the tab key is called ${name}: ${passed.join(' | ')}`);
}

async function enter(who: Visitor, name: RegExp): Promise<void> {
  await tabTo(who, name);
  await Promise.all([who.page.waitForEvent('load'), who.page.keyboard.press('Enter')]);
}

async function fill(who: Visitor, name: RegExp, text: string): Promise<void> {
  await tabTo(who, name);
  await who.page.keyboard.press('Control+A');
  await who.page.keyboard.type(text);
}

/** What kinds of data a page asks for, by the purpose its inputs name (WCAG 1.3.5). */
const purposes = ({ page }: Visitor) => page.locator('main :is(input, select, textarea)[autocomplete]').evaluateAll((inputs) => inputs.map((input) => input.getAttribute('autocomplete')!).filter((purpose) => purpose !== 'off'));

describe('with the keyboard alone', () => {
  it('a dog is found, registered and sent; nothing is asked twice, nothing typed is lost', async () => {
    const me = await visitor(browser);
    const { page } = me;
    const asked: string[] = [];
    await me.go('/');
    await page.keyboard.press('Tab');
    expect((await focused(me)).name).toContain('Inhalt');
    await page.keyboard.press('Enter');
    await tabTo(me, /durchsuchen/);
    await page.keyboard.type('hund anmelden');
    await Promise.all([page.waitForURL(/suche/), page.keyboard.press('Enter')]);
    await enter(me, /Hund zur Hundesteuer anmelden/);
    await enter(me, /online beantragen/);
    await enter(me, /Antrag beginnen/);
    asked.push(...(await purposes(me)));

    // sent empty: the summary has the focus, its first link leads into the field
    await fill(me, /^Straße/, 'Große Ulrichstraße');
    await enter(me, /^Weiter/);
    expect(await page.title()).toMatch(/^Fehler/);
    expect(await page.locator(':focus').getAttribute('class')).toContain('error');
    await page.keyboard.press('Tab');
    expect((await focused(me)).tag).toBe('a');
    await page.keyboard.press('Enter');
    expect((await focused(me)).tag).toBe('input');
    await page.keyboard.type('Đặng');
    await fill(me, /Nachname/, 'von der Łąka');
    await tabTo(me, /^Straße/);
    expect(await page.locator(':focus').inputValue(), 'what was typed before the mistake (WCAG 3.3.7)').toBe('Große Ulrichstraße');
    await fill(me, /^Hausnummer/, '12 a');
    await fill(me, /^Postleitzahl/, '06108');
    await fill(me, /^Ort/, 'Halle (Saale)');
    await tabTo(me, /Neuer Hund/);
    await page.keyboard.press('ArrowDown');
    expect((await focused(me)).name).toMatch(/Umzug nach Halle/);
    await fill(me, /Wie viele Hunde/, '1');
    await enter(me, /^Weiter/);
    expect(page.url()).toMatch(/hund-1$|hund_1$/);
    asked.push(...(await purposes(me)));

    await fill(me, /Rufname/, 'Bello');
    await tabTo(me, /Rasse/);
    await page.keyboard.type('Misch');
    for (const [day, month, year] of [['1', '5', '2024'], ['1', '10', '2026']]) {
      await fill(me, /^Tag/, day!);
      await fill(me, /^Monat/, month!);
      await fill(me, /^Jahr/, year!);
    }
    await fill(me, /Chipnummer/, '276098102345678');
    await enter(me, /^Weiter/);
    expect(page.url()).toMatch(/erklaerung$/);
    asked.push(...(await purposes(me)));
    // back and forth: the answers are still there
    await enter(me, /^Zurück/);
    await tabTo(me, /Rufname/);
    expect(await page.locator(':focus').inputValue()).toBe('Bello');
    await enter(me, /^Weiter/);
    await tabTo(me, /Meine Angaben stimmen/);
    await page.keyboard.press('Space');
    await enter(me, /^Weiter/);
    expect(page.url()).toMatch(/pruefen$/);
    expect(await me.text()).toContain('von der Łąka');
    await enter(me, /Antrag absenden/);
    expect(await me.text()).toMatch(/V26-\d{6}-./);
    expect(asked, 'nothing is asked twice in one application (WCAG 3.3.7)').toEqual([...new Set(asked)]);
    expect(asked).toContain('postal-code');
    await me.close();
  });
});
