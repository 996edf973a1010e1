import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileCss } from '../../../scripts/build-css.mjs';
import { projectRoot } from '../root.ts';
import { renderGallery } from './gallery.tsx';
import { renderSamplePage } from './gallery-pages.tsx';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pages: Record<string, string> = {
  empty: renderGallery('empty', 'de-leicht'),
  filled: renderGallery('filled', 'en'),
  error: renderGallery('error', 'de'),
  home: renderSamplePage('home', 'de'),
  form: renderSamplePage('form', 'de'),
  inbox: renderSamplePage('inbox', 'de'),
};
const views = [320, 1280].flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme })));

let browser: Browser;
let css: string;

beforeAll(async () => {
  css = await compileCss({ root: projectRoot });
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});

afterAll(() => browser?.close());

describe('every part and the sample pages, in Chromium', () => {
  for (const { width, theme } of views) {
    it(`has no axe violation, no sideways scroll and large enough targets at ${width} px, ${theme}`, { timeout: 120_000 }, async () => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
      for (const name of Object.keys(pages)) {
        const page = await open(context, name);
        await page.evaluate(axeSource);
        const found = await page.evaluate(async () => {
          const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Array<{ id: string; nodes: Array<{ html: string; failureSummary: string }> }> }> } }).axe;
          const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
          return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`);
        });
        expect(found, `${name} ${width} ${theme}`).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${name} is wider than the screen`).toBeLessThanOrEqual(width);
        expect(await page.evaluate(smallTargets), name).toEqual([]);
        await page.close();
      }
      await context.close();
    });
  }

  for (const theme of ['light', 'dark'] as const) {
    it(`shows the focus on every stop of the tab key (${theme})`, { timeout: 60_000 }, async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: theme });
      for (const name of ['filled', 'home', 'inbox']) {
        const page = await open(context, name);
        const stops = await page.evaluate<number>(`[...document.querySelectorAll('a[href],button,input:not([type=hidden]):not([type=radio]),select,textarea,summary,[tabindex="0"]')].filter((e) => e.checkVisibility()).length`);
        const seen = new Set<string>();
        for (let stop = 0; stop < stops; stop += 1) {
          await page.keyboard.press('Tab');
          const [what, shown] = await page.evaluate<[string, boolean]>(focusShown);
          expect(shown, `${name}: no focus to see on ${what}`).toBe(true);
          seen.add(what);
        }
        expect(seen.size, `${name}: the tab key reaches all`).toBeGreaterThan(stops * 0.9);
        await page.close();
      }
      await context.close();
    });
  }

  it('puts the focus on the error summary without any script of ours, and its links lead to the controls', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await open(context, 'form', { scripts: false });
    expect(await page.evaluate(`document.activeElement.className`)).toBe('st-error-summary');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(`document.activeElement.name`)).toBe('rufname');
    await context.close();
  });

  it('counts characters, and swallows a second submit without disabling the button', async () => {
    const context = await browser.newContext();
    const page = await open(context, 'empty');
    await page.fill('#f-text', 'x'.repeat(501));
    expect(await page.textContent('#f-text--count')).toMatch(/ 1 /);
    let posts = 0;
    await context.route('**/antrag/**', (route) => {
      posts += 1;
      return setTimeout(() => void route.fulfill({ status: 204 }), 150) && undefined;
    });
    await page.evaluate(`(() => { const b = document.querySelector('.kern-btn--primary'); b.click(); b.click(); return b.disabled; })()`);
    await page.waitForTimeout(400);
    expect(posts).toBe(1);
    expect(await page.evaluate(`document.querySelector('.kern-btn--primary').disabled`)).toBe(false);
    await context.close();
  });

  it('prints words, not controls', async () => {
    const context = await browser.newContext({ colorScheme: 'dark' });
    const page = await open(context, 'filled');
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.st-nav', '.st-languages', '.st-buttons', '.st-pagination']) expect(await page.isVisible(hidden), hidden).toBe(false);
    expect(await page.isVisible('.st-summary')).toBe(true);
    expect(await page.evaluate(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(255, 255, 255)');
    await context.close();
  });

  it('loads the two fonts', async () => {
    const context = await browser.newContext();
    const page = await open(context, 'home');
    expect(await page.evaluate(`document.fonts.ready.then(() => [...document.fonts].map((font) => font.status))`)).toEqual(['loaded', 'loaded']);
    await context.close();
  });
});

describe('weight', () => {
  const file = (path: string): Buffer => readFileSync(join(projectRoot, path));
  const gzip = (text: string | Buffer): number => gzipSync(text).length;

  it('keeps the first view within 40 kB, the style sheet within 15 kB, the script within 5 kB', () => {
    expect(gzip(css)).toBeLessThan(15_000);
    expect(gzip(css) + gzip(pages['home'] ?? '') + gzip(file('assets/static/favicon.svg'))).toBeLessThan(40_000);
    expect(gzip(file('assets/js/stadttor.js'))).toBeLessThan(5_000);
  });

  it('keeps each font within 35 kB', () => {
    for (const weight of [400, 600]) expect(file(`assets/static/fonts/stadttor-sans-${weight}.woff2`).length).toBeLessThan(35_000);
  });

  it('keeps the licence notice and leaves KERN’s palette and themes out', () => {
    expect(css).toMatch(/^\/\*! .*KERN.*EUPL-1\.2/);
    expect(css).not.toMatch(/kern-theme|kern-color-violet|kern-icon/);
  });

  it('styles every class that the parts use', () => {
    const used = new Set(Object.values(pages).flatMap((html) => [...html.matchAll(/ class="([^"]*)"/g)].flatMap((match) => (match[1] ?? '').split(' '))));
    const bare = [...used].filter((name) => name.startsWith('st-') && !css.includes(`.${name}`));
    expect(bare.sort()).toEqual(['st-body--account', 'st-body--portal', 'st-timeline__done']);
  });
});

async function open(context: BrowserContext, name: string, { scripts = true } = {}): Promise<Page> {
  const page = await context.newPage();
  await page.route('http://stadttor.test/**', (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/assets/stadttor.css') return route.fulfill({ contentType: 'text/css', body: css });
    if (path === '/assets/stadttor.js') return scripts ? route.fulfill({ contentType: 'text/javascript', path: join(projectRoot, 'assets/js/stadttor.js') }) : route.abort();
    if (path.startsWith('/assets/')) return route.fulfill({ path: join(projectRoot, 'assets/static', path.slice(8)) });
    return pages[path.slice(1)] === undefined ? route.fallback() : route.fulfill({ contentType: 'text/html; charset=utf-8', body: pages[path.slice(1)] });
  });
  await page.goto(`http://stadttor.test/${name}`);
  return page;
}

/** WCAG 2.5.8: 24 × 24 px, links inside a sentence apart. A choice counts with its label, a card's link with the card. */
const smallTargets = `[...document.querySelectorAll('a,button,input:not([type=hidden]),select,textarea,summary')].filter((e) => e.checkVisibility() && !e.closest('.st-skip'))
  .filter((e) => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline' && e.closest('p, dd, .st-hint') && e.closest('p, dd, .st-hint').textContent.trim() !== e.textContent.trim()))
  .map((e) => { const r = (e.closest('.st-card, .st-tasks__open') && e.tagName === 'A' ? e.closest('.st-card, .st-tasks__open') : e).getBoundingClientRect(); return r.width < 24 || r.height < 24 ? e.outerHTML.slice(0, 120) + ' ' + Math.round(r.width) + 'x' + Math.round(r.height) : ''; })
  .filter(Boolean)`;

const focusShown = `(() => {
  const e = document.activeElement;
  const ring = (x) => { const s = getComputedStyle(x); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; };
  const card = e.closest('.st-card');
  return [e.tagName + ' ' + (e.id || e.getAttribute('href') || e.name || e.textContent.slice(0, 30)) + ' ' + [...document.querySelectorAll('*')].indexOf(e), e !== document.body && (ring(e) || (card !== null && ring(card)))];
})()`;

async function chromiumPath(): Promise<string> {
  const known = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
  if (known) return known;
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}
