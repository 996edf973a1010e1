import fc from 'fast-check';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { Layout, renderDocument, type LayoutProps } from './layout.tsx';
import { fill, Html, type Patterns } from './slots.ts';

const t = (key: string) => key;
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '<script>alert(1)</script>', '"><b>', '&lt;', '\uE000title\uE001', '$&$1'));

describe('patterns', () => {
  it('escape what is filled in, and leave finished HTML as it is', () => {
    const patterns: Patterns = new Map();
    const page = (name: string, inner: Html) => fill(patterns, 'x', { name, inner }, (slot) => <p title={slot('name')}>{slot('name')}{slot('inner')}</p>).text;
    const bold = Html.of(<b>&</b>);
    expect(page('"<A&B>"', bold)).toBe('<p title="&quot;&lt;A&amp;B>&quot;">&quot;&lt;A&amp;B>&quot;<b>&amp;</b></p>');
    expect(page('"<A&B>"', bold)).toBe(renderToString(<p title={'"<A&B>"'}>{'"<A&B>"'}{bold.node}</p>));
  });

  it('keep the bytes of a page when others follow', () => {
    const pages = Array.from({ length: 100 }, (_, n) => fill(new Map(), 'x', { text: `<${n}> `.repeat(2000) }, (slot) => <p>{slot('text')}</p>));
    const sent = pages.map((page) => page.bytes);
    expect(sent.map((bytes) => bytes.toString())).toEqual(pages.map((page) => page.text));
  });

  it('stay few, however many keys come', () => {
    const patterns: Patterns = new Map();
    for (let n = 0; n < 1000; n += 1) fill(patterns, String(n), {}, () => <i />);
    expect(patterns.size).toBeLessThanOrEqual(200);
  });
});

describe('the frame around a page', () => {
  it('has the bytes of one that is rendered, whoever looks at whatever', () => {
    fc.assert(fc.property(text, text, text, fc.option(text), fc.boolean(), fc.constantFrom('de', 'en', 'de-leicht'), fc.constantFrom('portal', 'account', 'staff'), (title, csrf, path, name, errorPrefix, lang, section) => {
      const props: LayoutProps = {
        title, lang, t, csrf, section, errorPrefix, demo: true, city: 'Halle', assetVersion: '1', main: <p>{title}</p>,
        nav: [{ href: '/leistungen', label: 'Leistungen', current: errorPrefix }],
        languageSwitch: { current: lang, available: ['de', 'en'], returnTo: path },
        footerLinks: [{ href: '/impressum', label: 'Impressum' }],
        ...(name === null ? { signInHref: '/konto/anmelden' } : { user: { name, kind: 'citizen', href: '/konto' } }),
      };
      const expected = `<!doctype html>${renderToString(<Layout {...props} />)}`;
      expect(renderDocument(props).text).toBe(expected);
      expect(renderDocument(props).bytes.equals(Buffer.from(expected))).toBe(true);
    }), { numRuns: 200 });
  });
});
