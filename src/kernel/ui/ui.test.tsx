import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { renderGallery } from './gallery.tsx';
import { renderSamplePage } from './gallery-pages.tsx';
import { Checkboxes, DateParts, Declaration, ErrorSummary, FileInput, Pagination, Radios, Select, StatBar, SummaryList, TextArea, TextInput, fieldId, formatSize, renderDocument } from './index.ts';
import type { LayoutProps, T } from './index.ts';
import { pagesToShow } from './table.tsx';

const t: T = (key, params) => `${key}${params ? JSON.stringify(params) : ''}`;
const states = ['empty', 'filled', 'error'] as const;
const languages = ['de', 'en', 'de-leicht'] as const;

describe('escaping', () => {
  it('shows hostile text as text, wherever it stands', () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='a'>`;
    const html = renderToString(
      <>
        <TextInput name="a" label={hostile} hint={hostile} error={hostile} value={hostile} provenance={hostile} why={{ kind: 'asked', text: hostile }} t={t} />
        <TextArea name="b" label={hostile} value={`</textarea>${hostile}`} t={t} />
        <Select name="c" label="c" options={[{ value: hostile, label: hostile }]} value={hostile} t={t} />
        <Radios name="d" label="d" options={[{ value: hostile, label: hostile, hint: hostile }]} t={t} />
        <FileInput name="e" label="e" uploads={[{ id: hostile, filename: hostile, size: 1 }]} t={t} />
        <ErrorSummary errors={[{ name: hostile, message: hostile }]} t={t} />
        <SummaryList rows={[{ label: hostile, value: hostile }]} t={t} />
      </>,
    );
    expect(html).not.toMatch(/<script|<img|<\/textarea>"/);
    expect(html.match(/&lt;script>/g)?.length).toBeGreaterThan(10);
  });

  it('escapes any title and user name in the document', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const html = renderDocument({ ...documentProps(), title: `<b>${text}`, user: { name: `<i>${text}`, kind: 'x' } }).text;
        expect(html).not.toMatch(/<b>|<i>/);
      }),
    );
  });
});

describe('wiring', () => {
  for (const state of states) {
    it(`points only at ids that exist, once each (${state})`, () => {
      for (const html of [renderGallery(state, 'de'), ...(['home', 'form', 'inbox'] as const).map((page) => renderSamplePage(page, 'de'))]) {
        const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '');
        expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
        const used = [...html.matchAll(/ (?:for|aria-describedby|aria-labelledby)="([^"]*)"/g)].flatMap((match) => (match[1] ?? '').split(' '));
        expect(used.filter((id) => !ids.includes(id))).toEqual([]);
        const fragments = [...html.matchAll(/href="#(f-[^"]*|inhalt)"/g)].map((match) => match[1] ?? '');
        expect(fragments.filter((id) => !ids.includes(id))).toEqual([]);
      }
    });
  }

  it('describes a control by hint, source and error, and marks it invalid', () => {
    const html = renderToString(<TextInput name="person.name" label="Name" hint="Hinweis" error="Fehlt." provenance="Konto" t={t} />);
    expect(html).toContain('aria-describedby="f-person-name--hint f-person-name--source f-person-name--error"');
    expect(html).toContain('aria-invalid="true"');
    expect(renderToString(<TextInput name="n" label="Name" t={t} />)).not.toMatch(/aria-(describedby|invalid)/);
  });

  it('links a date error to the first wrong part, and marks only that', () => {
    const html = renderToString(<DateParts name="d" label="Tag" error="Jahr fehlt." errorParts={['year']} t={t} />);
    expect(html).toMatch(/id="f-d" name="d\.year"[^>]*aria-invalid="true"/);
    expect(html.match(/aria-invalid/g)).toHaveLength(1);
  });

  it('gives the first choice the field id and keeps a password out of the page', () => {
    expect(renderToString(<Checkboxes name="w" label="W" options={[{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }]} value={['b']} t={t} />)).toMatch(/id="f-w" name="w" value="a"\/?>.*id="f-w--2" name="w" value="b" checked/);
    expect(renderToString(<TextInput name="p" type="password" label="P" value="geheim" t={t} />)).not.toContain('geheim');
    expect(renderToString(<Declaration name="e" label="Ich erkläre." error="Fehlt." t={t} />)).toMatch(/aria-describedby="f-e--error"/);
  });

  it('derives ids that are safe in a fragment and never collide with their own notes', () => {
    fc.assert(fc.property(fc.string(), (name) => /^f-[A-Za-z0-9-]*$/.test(fieldId(name)) && !fieldId(name).includes('--')));
  });
});

describe('document', () => {
  it('writes no inline style, script or handler, which the content policy would block', () => {
    for (const html of [renderGallery('error', 'de'), renderSamplePage('home', 'en')]) {
      expect(html).not.toMatch(/ style=|<style| on[a-z]+="|javascript:/);
      expect(html.match(/<script[^>]*>[^<]/)).toBeNull();
    }
  });

  it('puts the error word in front of the title and marks Leichte Sprache as German', () => {
    expect(renderGallery('error', 'de')).toContain('<title>Fehler: Bausteine');
    expect(renderGallery('empty', 'de-leicht')).toContain('<html lang="de" data-sprache="leicht">');
    expect(renderGallery('empty', 'en')).toMatch(/<html lang="en">.*lang="de"[^>]*>Deutsch/s);
    expect(renderDocument(documentProps()).text).toMatch(/^<!doctype html><html lang="de"/);
  });

  it('says plainly whether it is a demonstration', () => {
    expect(renderDocument({ ...documentProps(), demo: true }).text).toContain('ui.demo');
    expect(renderDocument({ ...documentProps(), demo: false }).text).toContain('ui.official');
  });

  it('tells those who chose Leichte Sprache that nobody has tested it, or that there is none of this page', () => {
    const page = (lang: (typeof languages)[number], available: (typeof languages)[number][]) => renderDocument({ ...documentProps(), lang, languageSwitch: { current: lang, available, returnTo: '/' } }).text;
    expect(page('de-leicht', ['de', 'en', 'de-leicht'])).toContain('ui.plain.unread');
    expect(page('de-leicht', ['de', 'en'])).toContain('ui.plain.missing');
    expect(page('de', ['de', 'en', 'de-leicht'])).not.toContain('ui.plain');
    // the choice stays to be seen, and to be left
    expect(page('de-leicht', ['de', 'en'])).toMatch(/value="de-leicht"[^>]* aria-current="true"/);
  });

  it('has all its own words in German and English, and no stray ones in Leichte Sprache', () => {
    const folder = import.meta.dirname;
    const [de = [], en = [], leicht = []] = ['de', 'en', 'de-leicht'].map((lang) => Object.keys(JSON.parse(readFileSync(join(folder, 'locales', `${lang}.json`), 'utf8')) as object));
    const source = readdirSync(folder).filter((name) => /\.tsx$/.test(name) && !/gallery|test/.test(name)).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    const used = new Set([...source.matchAll(/'(ui\.[\w.]+)'/g)].map((match) => match[1] ?? ''));
    for (const part of ['day', 'month', 'year']) used.add(`ui.date.${part}`);
    expect([...used].sort()).toEqual([...de].sort());
    expect([...en].sort()).toEqual([...de].sort());
    expect(leicht.filter((key) => !de.includes(key))).toEqual([]);
    for (const lang of languages) expect(renderGallery('filled', lang)).not.toMatch(/>ui\.|"ui\./);
  });
});

describe('small things', () => {
  it('writes sizes as people read them', () => {
    expect([0, 999, 1000, 740_400, 999_499, 999_500, 1_430_000].map((size) => formatSize(size, ','))).toEqual(['0 B', '999 B', '1 kB', '740 kB', '999 kB', '1,0 MB', '1,4 MB']);
  });

  it('shows first, last and neighbouring pages, each once', () => {
    expect(pagesToShow(1, 1)).toEqual([1]);
    expect(pagesToShow(4, 12)).toEqual([1, 3, 4, 5, 12]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (a, b) => {
        const [current, total] = [Math.min(a, b), Math.max(a, b)];
        const shown = pagesToShow(current, total);
        return shown.includes(1) && shown.includes(current) && shown.includes(total) && shown.every((page, at) => page > (shown[at - 1] ?? 0) && page <= total);
      }),
    );
    expect(renderToString(<Pagination current={1} total={1} href={String} t={t} />)).toBe('');
  });

  it('draws bars between nothing and full, also when all is zero or empty', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 100_000 })), (values) => {
        const html = renderToString(<StatBar caption="c" heads={['a', 'b']} rows={values.map((value) => ({ label: 'x', value }))} t={t} />);
        const widths = [...html.matchAll(/st-stat__fill" width="([^"]*)"/g)].map((match) => Number(match[1]));
        return widths.length === values.length && widths.every((width) => width >= 0 && width <= 100);
      }),
    );
    expect(renderToString(<StatBar caption="c" heads={['a', 'b']} rows={[]} t={t} />)).toContain('ui.nodata');
    expect(renderToString(<StatBar caption="c" heads={['a', 'b']} max={100} rows={[{ label: 'x', value: 42.9 }]} t={t} />)).toContain('st-stat__fill" width="42.9"');
  });
});

function documentProps(): LayoutProps {
  return { title: 'T', lang: 'de', t, main: null, nav: [], section: 'portal', csrf: 'c', demo: false, languageSwitch: { current: 'de', available: ['de', 'en'], returnTo: '/' }, footerLinks: [] };
}
