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
  /** With JavaScript: axe in light and dark, at 320 and 1280 px, and no sideways scrolling. */
  inspect(): Promise<void>;
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
    async inspect() {
      const path = new URL(page.url()).pathname.replace(/[0-9a-f-]{36}/g, ':id');
      const state = `${path} ${await page.title()}`;
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
