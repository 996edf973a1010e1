import { describe, expect, it } from 'vitest';
import { isSafePattern } from './safe-pattern.ts';
import { fieldOf } from './testing.ts';

const chip = { type: 'text', max_length: 15, pattern: '[0-9]{15}', pattern_error: 'Die Nummer hat 15 Ziffern.' };

describe('text', () => {
  it('reads one line in NFC, without control characters', () => {
    const { read, again } = fieldOf({ type: 'text' });
    expect(read('  Hallo\u0000\r\n Welt ')).toBe('Hallo  Welt');
    expect(read('Mu\u0308ller')).toBe('Müller');
    expect(read('a\ud800b')).toBe('a\ufffdb');
    expect(read({ feld: ['eins', 'zwei'] })).toBe('eins');
    expect(read('   ')).toBeUndefined();
    expect(read({})).toBeUndefined();
    expect(again('Hallo')).toBe('Hallo');
  });

  it('limits length in characters, not in bytes, and matches the whole pattern', () => {
    expect(fieldOf({ type: 'text', max_length: 2 }).fits('😀😀')).toBe(true);
    expect(fieldOf({ type: 'text', max_length: 2 }).fits('abc')).toBe(false);
    const { fits } = fieldOf(chip);
    expect(fits('276098100000000')).toBe(true);
    expect(fits('x276098100000000')).toBe(false);
  });

  it('says the package\'s own words for a pattern', () => {
    expect(fieldOf(chip).html('x', [{ key: 'forms.error.pattern' }])).toContain('Die Nummer hat 15 Ziffern.');
  });

  it('takes a number in groups where the package says so, and cuts nothing that is pasted', () => {
    const grouped = fieldOf({ ...chip, ignore_spaces: true, inputmode: 'numeric' });
    expect(grouped.read(' 276 098\u00a0100\u202f123 456 ')).toBe('276098100123456');
    expect(grouped.read(' \u00a0 ')).toBeUndefined();
    expect(grouped.fits(grouped.read('276 098 100 123'))).toBe(false);
    expect(grouped.html('')).toContain('inputmode="numeric"');
    expect(grouped.html('')).not.toContain('maxlength');
    // elsewhere a space is part of the text
    expect(fieldOf(chip).read('276 098')).toBe('276 098');
    expect(fieldOf(chip).html('')).toContain('maxlength="15"');
    expect(fieldOf(chip).html('')).not.toContain('inputmode');
  });

  it('escapes what people type', () => {
    expect(fieldOf({ type: 'text' }).html('"><script>alert(1)</script>')).not.toContain('<script>');
  });

  it.each(['(a+)+', '(a|b)*', '(a*)*b', '((ab)?c)+', '(\\w+\\s?)*', '(a)\\1', '(?=a)b', '(?<x>a)', 'a*b*c*d*', '(?:a{1,5}){3}'])('refuses the pattern %s', (pattern) => {
    expect(isSafePattern(pattern)).toBe(false);
    expect(fieldOf(chip).type.checkConfig?.({ ...fieldOf(chip).field, pattern })).toHaveLength(1);
  });

  it.each(['[0-9]{15}', '[A-Z]{1,3}-?[0-9]+', '(?:ab){3}', '(?:ab)?c', '[*+()]+', '\\d{3}\\.\\d{3}', 'a|b'])('takes the pattern %s', (pattern) => {
    expect(isSafePattern(pattern)).toBe(true);
  });

  it('names mistakes in the definition', () => {
    const { type, field } = fieldOf(chip);
    expect(type.checkConfig?.({ ...field, pattern: '[' })).toHaveLength(1);
    expect(type.checkConfig?.({ ...field, pattern_error: undefined })).toHaveLength(1);
    expect(type.checkConfig?.({ ...field, min_length: 99 })).toHaveLength(1);
  });
});
