import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMarkdown, parseMarkdown, plainText } from './markdown.ts';

describe('parseMarkdown', () => {
  it('knows paragraphs, lists, bold and links', () => {
    expect(parseMarkdown('Erst **das**,\nzweite Zeile.\n\nDann:\n- eins [hier](https://example.org/a?b=c)\n- zwei\n  weiter\n\nSchluss')).toEqual([
      { type: 'paragraph', inlines: [{ type: 'text', text: 'Erst ' }, { type: 'bold', text: 'das' }, { type: 'text', text: ', zweite Zeile.' }] },
      { type: 'paragraph', inlines: [{ type: 'text', text: 'Dann:' }] },
      { type: 'list', items: [[{ type: 'text', text: 'eins ' }, { type: 'link', text: 'hier', href: 'https://example.org/a?b=c' }], [{ type: 'text', text: 'zwei weiter' }]] },
      { type: 'paragraph', inlines: [{ type: 'text', text: 'Schluss' }] },
    ]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'vbscript:x', 'JAVASCRIPT:x', 'ftp://x'])('makes no link to %s and tells the author', (href) => {
    expect(JSON.stringify(parseMarkdown(`[x](${href})`))).not.toContain('"link"');
    expect(checkMarkdown(`[x](${href})`)).toBeDefined();
  });

  it.each(['https://a.de', 'mailto:a@b.de', 'tel:+49345', '/leistungen/x'])('links to %s', (href) => {
    expect(checkMarkdown(`[x](${href})`)).toBeUndefined();
    expect(JSON.stringify(parseMarkdown(`[x](${href})`))).toContain('"link"');
  });

  it('loses no letter of any text', () => {
    const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'ä', '1', ' ', '\n', '- ', '**', '[', ']', '(', ')', '\n\n', '  '), maxLength: 40 }), (text) => {
      const shown = parseMarkdown(text).map((block) => (block.type === 'list' ? block.items.map(plainText).join('') : plainText(block.inlines))).join('');
      expect(letters(shown)).toBe(letters(text));
    }));
  });
});
