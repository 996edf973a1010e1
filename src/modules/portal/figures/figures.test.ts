import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import { sourceWords } from '../../../kernel/indicators/indicators.ts';
import type { Principal } from '../../../kernel/session/sessions.ts';
import { createTestKernel, type TestKernel } from '../../../kernel/testing/test-kernel.ts';
import { addDays, daysBetween, plainDate } from '../../../kernel/time/index.ts';
import { permissionsOf, type Role } from '../../directory/index.ts';
import { toCsv } from '../../../kernel/csv/csv.ts';
import { registerFigures } from './index.tsx';
import { choosePeriod, spans } from './period.ts';

const today = plainDate('2026-11-24');
let world: TestKernel;

const member = (role: Role): Exclude<Principal, { kind: 'anonymous' }> => ({ kind: 'staff', id: uuidv7(), name: 'Probe', role, permissions: permissionsOf(role), offices: ['parken'] });

beforeAll(async () => {
  world = await createTestKernel({ env: { STADTTOR_DEMO: 'off' } });
  registerFigures(world.kernel);
  const { indicators } = world.kernel;
  const text = (key: string) => ({ key: `probe.${key}`, name: `Name ${key}`, definition: `Definition ${key}`, source: `Quelle ${key}` });
  indicators.register({ ...text('nothing'), unit: 'count', query: async () => null });
  indicators.register({ ...text('share'), unit: 'percent', query: async () => 12.345, rows: async () => [{ label: '=cmd()', value: 1234.5 }, { label: 'leer', value: null }] });
  indicators.register({ ...text('part of hundred'), unit: 'percent', query: async () => 42.9, rows: async () => [{ label: 'Teil', value: 42.9 }] });
  indicators.register({ ...text('zero'), unit: 'days', query: async () => 0 });
  indicators.register({ ...text('broken'), unit: 'count', query: async () => { throw new Error('broken'); } });
  await indicators.count(world.kernel.db, 'portal.visit', 'hund', 7);
  await indicators.count(world.kernel.db, 'portal.visit', 'parken', 5);
});
afterAll(() => world.close());

async function asStaff(role: Role) {
  const browser = world.browser();
  await browser.signInAs(member(role));
  return browser;
}

describe('/amt/zahlen', () => {
  it.each([['lead', 200], ['designer', 200], ['operator', 200], ['auditor', 200], ['clerk', 403]] as const)('%s: %i', async (role, status) => {
    const browser = await asStaff(role);
    expect((await browser.get('/amt/zahlen')).statusCode).toBe(status);
    expect((await browser.get('/amt/zahlen/csv')).statusCode).toBe(status);
  });
  it('is not for residents or strangers', async () => {
    const browser = world.browser();
    expect((await browser.get('/amt/zahlen')).statusCode).toBe(303);
    await browser.signInAs({ kind: 'citizen', id: uuidv7(), name: 'Probe' });
    expect((await browser.get('/amt/zahlen/csv')).statusCode).toBe(303);
  });
  it('shows every registered indicator with value, unit, definition and source', async () => {
    const { body } = await (await asStaff('lead')).get('/amt/zahlen');
    for (const indicator of world.kernel.indicators.list()) expect(body).toContain(sourceWords(indicator, world.kernel.i18n.translator('de')));
    expect(body).not.toContain('kernel.counter');
    // the unit stands with the value and nowhere else
    expect(body).not.toMatch(/Prozent|Einheit/);
    for (const shown of ['Name nothing', 'Definition share', '12,3 %', '0 Tage', 'Besuche', '26. Oktober 2026 bis 24. November 2026']) expect(body).toContain(shown);
  });
  it('says "keine Daten" where nothing was counted, never zero; a broken query hides no other figure', async () => {
    const { body } = await (await asStaff('lead')).get('/amt/zahlen');
    const row = (name: string) => new RegExp(`${name}</th>[\\s\\S]*?</td>`).exec(body)![0];
    expect(row('Name nothing')).toContain('keine Daten');
    expect(row('Name zero')).not.toContain('keine Daten');
    expect(row('Name broken')).toContain('nicht berechenbar');
  });
  it('fills a bar by the share of a hundred, and says a unit once', async () => {
    const { body } = await (await asStaff('lead')).get('/amt/zahlen');
    expect(/Definition part of hundred[\s\S]*?st-stat__fill" width="42.9"[\s\S]*?42,9 %/.test(body)).toBe(true);
    expect(body).not.toContain('Prozent');
  });
  it('counts visits of the chosen period', async () => {
    const browser = await asStaff('lead');
    const visits = async (query: string) => /Besuche<\/th>[\s\S]*?<td[^>]*>([\s\S]*?)<\/td>/.exec((await browser.get(`/amt/zahlen?${query}`)).body)![1]!.replace(/<[^>]+>/g, '');
    expect(await visits('')).toBe('12');
    expect(await visits('zeitraum=letzter-monat')).toBe('keine Daten');
    expect(await visits('zeitraum=eigener&von=24.11.2026&bis=2026-11-24')).toBe('12');
  });
  it.each(['zeitraum=eigener', 'zeitraum=eigener&von=31.2.2026&bis=24.11.2026', 'zeitraum=eigener&von=25.11.2026&bis=24.11.2026', 'zeitraum=eigener&von=1.1.1900&bis=24.11.2026'])('says what is wrong with %s', async (query) => {
    const browser = await asStaff('lead');
    for (const path of ['/amt/zahlen', '/amt/zahlen/csv']) {
      const response = await browser.get(`${path}?${query}`);
      expect([response.statusCode, response.body.includes('st-error-summary')]).toEqual([422, true]);
    }
  });
  it('survives hostile input', async () => {
    const browser = await asStaff('lead');
    for (const query of ['zeitraum=%00', 'leistung=%27%3Bdrop', `leistung=${'x'.repeat(5000)}`, 'von[]=1', 'zeitraum=a&zeitraum=b', 'leistung=<script>alert(1)</script>']) {
      const response = await browser.get(`/amt/zahlen?${query}`);
      expect(response.statusCode).toBe(200);
      expect(response.body).not.toContain('<script>alert');
    }
  });
  it('gives the same as CSV, with formulas defused', async () => {
    const response = await (await asStaff('auditor')).get('/amt/zahlen/csv?zeitraum=dieser-monat');
    expect(response.headers['content-type']).toContain('text/csv');
    expect(response.headers['content-disposition']).toContain('zahlen-2026-11-01-2026-11-24.csv');
    const lines = response.body.replace('\ufeff', '').trim().split('\r\n');
    expect(lines[0]).toBe('key;name;part;value;unit;from;to;service;definition;source');
    expect(lines).toContain('probe.share;Name share;;12,345;percent;2026-11-01;2026-11-24;;Definition share;Quelle share');
    expect(lines).toContain("probe.share;Name share;'=cmd();1234,5;percent;2026-11-01;2026-11-24;;Definition share;Quelle share");
    expect(lines).toContain('probe.nothing;Name nothing;;;count;2026-11-01;2026-11-24;;Definition nothing;Quelle nothing');
    expect(lines.filter((line) => line.startsWith('portal.visits;')).map((line) => line.split(';').slice(2, 4))).toEqual([['', '12'], ['hund', '7'], ['parken', '5']]);
  });
});

describe('periods', () => {
  it.each([
    ['30-tage', '2026-10-26', '2026-11-24'],
    ['dieser-monat', '2026-11-01', '2026-11-24'],
    ['letzter-monat', '2026-10-01', '2026-10-31'],
    ['dieses-jahr', '2026-01-01', '2026-11-24'],
  ] as const)('%s', (span, from, to) => {
    expect(choosePeriod(span, '', '', today)).toEqual({ ok: true, period: { from, to } });
  });
  it('are never backwards, on any day of any year', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(...spans), fc.string(), (n, span, typed) => {
      const day = addDays(plainDate('2000-01-01'), n);
      const { period } = choosePeriod(span, typed, typed, day);
      expect(daysBetween(period.from, period.to)).toBeGreaterThanOrEqual(0);
      expect(period.to <= day || span === 'eigener').toBe(true);
    }));
  });
});

it('CSV reads back, whatever the texts hold', () => {
  expect(toCsv([['a;b', 'c"d', 'e\nf', null, 1.5, '@x', '-1']])).toBe('\ufeff"a;b";"c""d";"e\nf";;1,5;\'@x;\'-1\r\n');
});

it('every unit has its words in German and English', () => {
  for (const unit of ['percent', 'minutes', 'hours', 'days', 'points']) for (const lang of ['de', 'en'] as const) expect(world.kernel.i18n.has(lang, `portal.figures.value.${unit}`)).toBe(true);
  for (const span of spans) expect(world.kernel.i18n.has('en', `portal.figures.span.${span}`)).toBe(true);
});
