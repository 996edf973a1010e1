import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldTypes } from './index.ts';
import { fieldOf, texts } from './testing.ts';

const options = [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }];
const extra: Record<string, Record<string, unknown>> = { radios: { options }, select: { options }, checkboxes: { options }, content: { text: 'x' } };

describe('every field type', () => {
  it.each(Object.keys(fieldTypes))('%s has a file and a test of its own', (name) => {
    const files = readdirSync(import.meta.dirname);
    const base = name.replaceAll('_', '-');
    expect(files).toContain(`${base}.tsx`);
    expect(files).toContain(`${base}.test.tsx`);
  });

  it.each(Object.keys(fieldTypes))('%s never throws, whatever is posted, and what it accepts fits its schema and reads back', (name) => {
    const field = fieldOf({ type: name, ...extra[name] });
    const names = [...field.type.inputNames(field.field), 'feld', 'feld.x'];
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('ja', 'nein', 'a', '1', '2026', 'HAL-AB 123', '0345 123456', 'a@b.de', '06108', 'Eva'), fc.array(fc.string(), { maxLength: 3 }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (raw) => {
        const parsed = field.parse(raw);
        field.html(raw, parsed.ok ? [] : parsed.errors);
        if (!parsed.ok) {
          for (const error of parsed.errors) expect(texts.de[error.key], error.key).toBeDefined();
          return;
        }
        if (parsed.value === undefined) return;
        expect(field.type.isEmpty(parsed.value)).toBe(false);
        field.show(parsed.value);
        // Too long or too many is the schema's to say; everything else must fit.
        if (field.fits(parsed.value)) expect(field.again(parsed.value)).toEqual(parsed.value);
      }),
      { numRuns: 150 },
    );
  });

  it.each(Object.keys(fieldTypes))('%s shows any stored value again without throwing', (name) => {
    const field = fieldOf({ type: name, ...extra[name] });
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 2 }), (value) => {
      const inputs = field.type.toInputs(value, field.field);
      field.html(inputs);
      expect(typeof field.type.isEmpty(value)).toBe('boolean');
    }), { numRuns: 60 });
  });
});

describe('messages', () => {
  it('every key used has a text in German, English and Leichte Sprache', () => {
    const folders = [import.meta.dirname, `${import.meta.dirname}/../schema`];
    const sources = folders.flatMap((folder) => readdirSync(folder).filter((file) => /\.tsx?$/.test(file) && !file.includes('test')).map((file) => readFileSync(`${folder}/${file}`, 'utf8')));
    const keys = new Set(sources.flatMap((source) => [...source.matchAll(/'(forms\.[a-z_.]+[a-z])'/g)].map((match) => match[1] ?? '')));
    keys.delete('forms.error.pattern'); // the package's own words
    for (const key of keys) {
      for (const lang of ['de', 'en', 'de-leicht'] as const) expect(texts[lang][key], `${lang} ${key}`).toBeDefined();
    }
    expect(keys.size).toBeGreaterThan(35);
  });

  it('Leichte Sprache is never a copy of the German text', () => {
    for (const key of Object.keys(texts['de-leicht']).filter((name) => name.startsWith('forms.error.'))) expect(texts['de-leicht'][key], key).not.toBe(texts.de[key]);
  });
});
