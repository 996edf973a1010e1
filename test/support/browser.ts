import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Chromium: CHROMIUM_PATH, else the system's, else the one that comes as a package. */
export async function launchBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
  return chromium.launch({ executablePath: await chromiumPath(), args });
}

async function chromiumPath(): Promise<string> {
  const found = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
  if (found) return found;
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

export interface Visitor {
  page: Page;
  url: string;
  /** Goes to a path of the site. */
  go(path: string): Promise<void>;
  /** Presses a button or link by its visible name and waits for the next page. */
  press(name: string | RegExp): Promise<void>;
  text(): Promise<string>;
  /**
   * With JavaScript: axe in light and dark, at 320 and 1280 px, no sideways scrolling, and what axe does not see: every stop
   * of the tab key shows where it is and is not hidden (WCAG 2.4.7, 2.4.11). Once per page and title; `as` names another
   * state of it.
   */
  inspect(as?: string): Promise<void>;
  close(): Promise<void>;
}

export async function visitor(browser: Browser, options: { javaScript: boolean; lang?: string } = { javaScript: true }): Promise<Visitor> {
  const url = process.env['STADTTOR_JOURNEY_URL']!;
  const context = await browser.newContext({ javaScriptEnabled: options.javaScript, locale: options.lang ?? 'de-DE', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', bypassCSP: options.javaScript });
  const page = await context.newPage();
  const seen = new Set<string>();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  return {
    page,
    url,
    async go(path) {
      await page.goto(url + path);
    },
    async press(name) {
      const main = page.locator('main');
      const places = [main.getByRole('button', { name }), main.getByRole('link', { name }), page.getByRole('button', { name }), page.getByRole('link', { name })];
      let target = places[0]!.first();
      for (const place of places) {
        if ((await place.count()) === 0) continue;
        target = place.first();
        break;
      }
      await Promise.all([page.waitForLoadState('load'), target.click()]);
      await page.waitForLoadState('load');
    },
    text: () => page.locator('main').innerText(),
    async inspect(as = '') {
      const path = new URL(page.url()).pathname.replace(/[0-9a-f-]{36}/g, ':id');
      const state = `${path} ${await page.title()}${as ? ` (${as})` : ''}`;
      if (!options.javaScript || seen.has(state)) return;
      seen.add(state);
      for (const scheme of ['light', 'dark'] as const) {
        for (const width of [320, 1280]) {
          await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
          await page.setViewportSize({ width, height: 900 });
          await page.waitForTimeout(250); // colours fade over when the scheme changes under an open page
          await page.evaluate(axeSource);
          const result = await page.evaluate(async () => {
            const axe = (globalThis as unknown as { axe: { run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe;
            const { violations } = await axe.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } });
            return { violations: violations.map((v) => `${v.id}: ${v.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ').slice(0, 400)}`), overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth };
          });
          expect(result.violations, `axe on ${state}, ${scheme}, ${width} px`).toEqual([]);
          expect(result.overflow, `sideways scrolling on ${state} at ${width} px`).toBeLessThanOrEqual(0);
          if (scheme === 'light') expect(await walkByTab(page), `tab key on ${state}, ${width} px`).toEqual([]);
        }
      }
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 900 });
    },
    async close() {
      expect(problems).toEqual([]);
      await context.close();
    },
  };
}

/** Goes through the page with the tab key and names every stop whose focus cannot be seen or is covered. */
async function walkByTab(page: Page): Promise<string[]> {
  const wrong: string[] = [];
  const start = await page.evaluateHandle(() => document.activeElement);
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
  for (let stop = 0; stop < 80; stop += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body || element === document.documentElement) return 'end';
      const seen = element as HTMLElement & { walked?: boolean };
      if (seen.walked) return 'end';
      seen.walked = true;
      const box = element.getBoundingClientRect();
      const at = document.elementFromPoint(Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1), Math.min(Math.max(box.top + Math.min(box.height / 2, 40), 0), innerHeight - 1));
      // a choice is drawn by its label, a card by its link's own area
      const covered = !(at && (element.contains(at) || (at !== document.body && at.contains(element)) || (element instanceof HTMLInputElement && [...(element.labels ?? [])].some((label) => label.contains(at) || at.contains(label)))));
      // whatever changes with the focus, on the control or on the frame or card around it, is its sign
      const frames = [element, element.parentElement, element.parentElement?.parentElement, element.parentElement?.parentElement?.parentElement, element.closest('li')].filter((frame) => frame instanceof Element);
      const look = () => frames.flatMap((frame) => [getComputedStyle(frame), getComputedStyle(frame, '::before'), getComputedStyle(frame, '::after')].map(({ outline, boxShadow, borderColor, backgroundColor }) => `${outline} ${boxShadow} ${borderColor} ${backgroundColor}`)).join();
      const withFocus = look();
      element instanceof HTMLElement && element.blur();
      const visible = look() !== withFocus;
      element instanceof HTMLElement && element.focus({ preventScroll: true });
      return covered || !visible ? `${covered ? 'covered' : 'no ring'}: ${element.outerHTML.slice(0, 160)}` : '';
    });
    if (found === 'end') break;
    if (found !== '') wrong.push(found);
  }
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('*')) delete (element as HTMLElement & { walked?: boolean }).walked;
  });
  await start.evaluate((element) => (element instanceof HTMLElement && element !== document.body ? element.focus() : undefined)).catch(() => undefined);
  return wrong;
}
