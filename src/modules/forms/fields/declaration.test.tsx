import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

describe('declaration', () => {
  const { read, again, html, fits, type } = fieldOf({ type: 'declaration', text: 'Bitte **lesen**: [Satzung](https://example.org/x)' });

  it('is given or not; there is no no', () => {
    expect(read('ja')).toBe(true);
    expect(read('')).toBeUndefined();
    expect(read('nein')).toEqual(['required_declaration']);
    expect(fits(false)).toBe(false);
    expect(again(true)).toBe(true);
    expect(type.requiredKey).toBe('forms.error.required_declaration');
  });

  it('shows the text above the box, escaped', () => {
    expect(html('ja')).toContain('<strong>lesen</strong>');
    expect(html('ja')).toMatch(/checked/);
    expect(fieldOf({ type: 'declaration', text: '<img src=x onerror=alert(1)>' }).html('')).not.toContain('<img');
  });
});
