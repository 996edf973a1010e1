import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

describe('content', () => {
  const { html, type, field, read } = fieldOf({ type: 'content', label: '', text: 'Erst\n\n- eins\n- zwei' });

  it('asks nothing', () => {
    expect(type.inputNames(field)).toEqual([]);
    expect(type.celType(field)).toBeUndefined();
    expect(read('etwas')).toBeUndefined();
  });

  it('shows paragraphs and lists, with or without heading', () => {
    expect(html('')).toBe('<div class="st-prose"><p>Erst</p><ul><li>eins</li><li>zwei</li></ul></div>');
    expect(fieldOf({ type: 'content', text: 'x' }).html('')).toContain('<h2>Das Feld</h2>');
  });

  it('makes no link out of a script', () => {
    expect(fieldOf({ type: 'content', label: '', text: '[klick](javascript:alert(1))' }).html('')).not.toContain('href');
  });
});
