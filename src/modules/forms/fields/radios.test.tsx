import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

const options = [{ value: 'a', label: { de: 'Erstens', en: 'First' } }, { value: 'b', label: 'Zweitens' }];

describe('radios', () => {
  const { read, again, show, html, fits, type, field } = fieldOf({ type: 'radios', options });

  it('takes only what the page offers', () => {
    expect(read('a')).toBe('a');
    expect(read('')).toBeUndefined();
    expect(read('c')).toEqual(['choice_unknown']);
    expect(fits('c')).toBe(false);
    expect(again('b')).toBe('b');
  });

  it('shows labels in the reader\'s language and the chosen one', () => {
    expect(show('a')).toBe('Erstens');
    expect(fieldOf({ type: 'radios', options }, { lang: 'en' }).show('a')).toBe('First');
    expect(html('b')).toMatch(/value="b" checked/);
  });

  it('refuses the same value twice', () => {
    expect(type.checkConfig?.({ ...field, options: [...options, { value: 'a', label: 'x' }] })).toHaveLength(1);
  });
});
