import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

describe('yes_no', () => {
  const { read, again, show, html } = fieldOf({ type: 'yes_no' });

  it('reads ja and nein, nothing else', () => {
    expect(read('ja')).toBe(true);
    expect(read('nein')).toBe(false);
    expect(read('')).toBeUndefined();
    expect(read('yes')).toEqual(['choice_unknown']);
    expect([again(true), again(false), again('Unsinn')]).toEqual([true, false, [{ key: 'forms.error.choice_unknown' }]]);
  });

  it('shows the answer and keeps it ticked', () => {
    expect(show(false)).toBe('Nein');
    expect(html('nein')).toMatch(/value="nein" checked/);
    expect(html('')).not.toContain('checked');
  });
});
