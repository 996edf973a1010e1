import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

const paper = { id: 'u1', name: 'Foto.pdf', size: 1_400_000, mime: 'application/pdf', sha256: 'a'.repeat(64) };
const uploads = { u1: paper, u2: { ...paper, id: 'u2', mime: 'text/html' }, u3: { ...paper, id: 'u3', size: 11_000_000 } };

describe('file', () => {
  const { read, again, show, html, fits, type } = fieldOf({ type: 'file' }, { uploads });

  it('takes only files of this draft, and everything about them from the server', () => {
    expect(read('u1')).toEqual(paper);
    expect(read({ feld: 'u1', 'feld.size': '1' })).toEqual(paper);
    expect(read('')).toBeUndefined();
    expect(read('u9')).toEqual(['file_unknown']);
    expect(read('__proto__')).toEqual(['file_unknown']);
    expect(fieldOf({ type: 'file' }).read('u1')).toEqual(['file_unknown']);
    expect(again(paper)).toEqual(paper);
  });

  it('checks kind and size', () => {
    expect(read('u2')).toEqual(['file_type']);
    expect(read('u3')).toEqual(['file_size']);
    expect(fits({ ...paper, mime: 'text/html' })).toBe(false);
    expect(fits({ ...paper, extra: 1 })).toBe(false);
  });

  it('hides id and hash from expressions', () => {
    expect(type.celValue?.(paper)).toEqual({ name: 'Foto.pdf', size: 1_400_000, mime: 'application/pdf' });
  });

  it('shows the file with its size, or the input', () => {
    expect(show(paper)).toBe('Foto.pdf (1,4 MB)');
    expect(html('u1')).toContain('<input type="hidden" name="feld" value="u1"');
    expect(html('')).toContain('type="file"');
    expect(html('')).toContain('Erlaubt: PDF, JPG, PNG, höchstens 10 MB.');
  });
});
