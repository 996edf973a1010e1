import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

describe('longtext', () => {
  const { read, again, show, fits, html } = fieldOf({ type: 'longtext', max_length: 20 });

  it('keeps lines, drops control characters', () => {
    expect(read('eins\r\nzwei\rdrei\u0007\u2028vier\t5')).toBe('eins\nzwei\ndrei\nvier\t5');
    expect(read(' \n ')).toBeUndefined();
    expect(again('a\n\nb')).toBe('a\n\nb');
  });

  it('shows one entry per line and limits length', () => {
    expect(show('a\nb')).toEqual(['a', 'b']);
    expect(fits('x'.repeat(21))).toBe(false);
  });

  it('escapes what people type', () => {
    expect(html('</textarea><script>')).not.toContain('<script>');
  });
});
