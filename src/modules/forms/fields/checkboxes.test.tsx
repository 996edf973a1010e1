import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

const options = ['a', 'b', 'c'].map((value) => ({ value, label: value.toUpperCase() }));

describe('checkboxes', () => {
  const { read, again, show, html, fits, type, field } = fieldOf({ type: 'checkboxes', options, min: 2, max: 2 });

  it('reads one or several, in the order of the form, once each', () => {
    expect(read({ feld: ['c', 'a', 'a'] })).toEqual(['a', 'c']);
    expect(type.parse({ feld: 'b' }, field, { today: '2026-11-24', lang: 'de' })).toEqual({ ok: true, value: ['b'] });
    expect(read({})).toBeUndefined();
    expect(read({ feld: ['a', 'x'] })).toEqual(['choice_unknown']);
    expect(again(['a', 'c'])).toEqual(['a', 'c']);
  });

  it('counts', () => {
    expect([fits(['a']), fits(['a', 'b']), fits(['a', 'b', 'c']), fits(['a', 'a'])]).toEqual([false, true, false, false]);
    expect(type.checkConfig?.({ ...field, min: 4 })).toHaveLength(1);
  });

  it('shows labels and ticks', () => {
    expect(show(['a', 'c'])).toEqual(['A', 'C']);
    expect(html({ feld: ['a', 'c'] }).match(/checked/g)).toHaveLength(2);
  });
});
