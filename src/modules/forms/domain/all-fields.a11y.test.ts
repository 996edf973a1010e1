import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { h } from 'preact';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileCss } from '../../../../scripts/build-css.mjs';
import { projectRoot } from '../../../kernel/root.ts';
import { Button, ButtonRow, Column, ErrorSummary, PageHeading, PostForm, renderDocument } from '../../../kernel/ui/index.ts';
import { fieldTypes } from '../fields/index.ts';
import type { RawInputs } from '../fields/index.ts';
import { translator } from '../fields/testing.ts';
import { errorList, formModel, pageFields, validatePage } from './index.ts';
import type { Answers, FormContext } from './index.ts';
import { serviceWith } from './testing.ts';

const options = [{ value: 'a', label: { de: 'Erste Antwort', en: 'First answer' }, hint: 'Mit einem Hinweis' }, { value: 'b', label: { de: 'Zweite Antwort', en: 'Second answer' } }];
const extra: Record<string, Record<string, unknown>> = { radios: { options }, select: { options }, checkboxes: { options }, content: { text: 'Ein **Absatz** mit [Verweis](https://example.org/).\n\n- eins\n- zwei' }, declaration: { text: 'Bitte lesen Sie das.' } };
const model = formModel(serviceWith({
  conditions: {},
  pages: [{
    id: 'alles',
    title: 'Alle Feldarten',
    fields: Object.keys(fieldTypes).map((type) => ({ id: `x_${type}`, type, label: { de: `Frage nach ${type}`, en: `Question for ${type}` }, hint: 'Ein Hinweis.', why: 'Weil wir es brauchen.', ...extra[type] })),
  }],
}));

const uploads = { u1: { id: 'u1', name: 'Nachweis.pdf', size: 812_000, mime: 'application/pdf', sha256: 'c'.repeat(64) } };
const ctx: FormContext = { today: '2026-11-24', uploads };
const t = translator('de');
const values: Record<string, unknown> = {
  text: 'Text', longtext: 'Zeile\nZeile', person_name: { family: 'von der Heide', given: 'Eva' }, date: '2026-02-01', email: 'eva@beispiel.de', phone: '+493452210000',
  address: { street: 'Hafenstraße', number: '3', postcode: '06108', city: 'Halle (Saale)' }, licence_plate: 'HAL-AB 123', number: 3, yes_no: true, radios: 'a', checkboxes: ['a'], select: 'b', declaration: true, file: uploads.u1,
};
const filled: Answers = Object.fromEntries(Object.entries(values).map(([type, value]) => [`x_${type}`, { value, provenance: { source: 'account' as const, label: 'forms.provenance.account', assurance: 'basis' as const, at: '' } }]));

function page(state: 'empty' | 'error' | 'filled'): string {
  const inputs: RawInputs | undefined = state === 'error' ? { 'x_date.day': '31', 'x_date.month': '2', 'x_date.year': '2026', x_email: 'eva', 'x_address.street': 'Hafenstraße' } : undefined;
  const result = validatePage(model, 'alles', inputs ?? {}, {}, ctx, { source: 'applicant', assurance: 'basis', at: '' });
  const errors = state === 'error' && !result.ok && result.reason === 'invalid' ? result.errors : [];
  return renderDocument({
    title: 'Alle Feldarten', lang: 'de', t, nav: [{ href: '/leistungen', label: 'Leistungen' }], section: 'portal', csrf: 'x', demo: true, errorPrefix: errors.length > 0,
    languageSwitch: { current: 'de', available: ['de', 'en'], returnTo: '/' }, footerLinks: [{ href: '/impressum', label: 'Impressum' }],
    main: h(Column, {
      children: [
        h(ErrorSummary, { errors: errorList(model, errors, t, 'de'), t }),
        h(PageHeading, { title: 'Alle Feldarten' }),
        h(PostForm, { action: '/', csrf: 'x', children: [pageFields({ model, page: 'alles', answers: state === 'filled' ? filled : {}, ctx, t, lang: 'de', inputs, errors }).node, h(ButtonRow, { children: h(Button, { label: 'Weiter', variant: 'primary' }) })] }),
      ],
    }),
  }).text;
}

let browser: Browser;
let css = '';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(async () => {
  css = await compileCss({ root: projectRoot });
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});

afterAll(() => browser?.close());

describe('every field type in Chromium', () => {
  it.each([[320, 'dark'], [1280, 'light'], [320, 'light'], [1280, 'dark']] as const)('no axe violation, no sideways scroll, summary links hit their input: %d px, %s', { timeout: 120_000 }, async (width, colorScheme) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    for (const state of ['empty', 'error', 'filled'] as const) {
      const tab = await context.newPage();
      await tab.route('**/*', (route) => (route.request().url().endsWith('.css') ? route.fulfill({ contentType: 'text/css', body: css }) : route.request().isNavigationRequest() ? route.fulfill({ contentType: 'text/html', body: page(state) }) : route.abort()));
      await tab.goto('http://localhost/');
      await tab.evaluate(axe);
      const violations = await tab.evaluate(async () => {
        const result = await (globalThis as unknown as { axe: { run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`);
      });
      expect(violations, state).toEqual([]);
      expect(await tab.evaluate('document.documentElement.scrollWidth'), state).toBeLessThanOrEqual(width);
      const dead = await tab.evaluate(`[...document.querySelectorAll('.st-error-summary a')].map((a) => a.getAttribute('href')).filter((href) => !document.querySelector('input' + href + ', select' + href + ', textarea' + href))`);
      expect(dead, state).toEqual([]);
      if (process.env['SCREENSHOTS']) writeFileSync(join(process.env['SCREENSHOTS'], `fields-${state}-${width}-${colorScheme}.png`), await tab.screenshot({ fullPage: true }));
      await tab.close();
    }
    await context.close();
  });
});

async function chromiumPath(): Promise<string> {
  const known = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
  if (known) return known;
  const { default: bundled } = await import('@sparticuz/chromium');
  return bundled.executablePath();
}
