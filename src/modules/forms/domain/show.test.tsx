import fc from 'fast-check';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { fieldTypes } from '../fields/index.ts';
import { pageFields } from './show.tsx';
import { formModel } from './model.ts';
import { serviceWith } from './testing.ts';

const options = [{ value: 'a', label: 'A <b>' }, { value: 'b', label: '"B"' }];
const more: Record<string, object> = { radios: { options }, select: { options }, checkboxes: { options }, content: { text: 'Text' }, number: { unit: '€' }, longtext: { max_length: 100 } };
const model = formModel(serviceWith({ pages: [{ id: 'alles', title: 'Alles', fields: Object.keys(fieldTypes).map((type, index) => ({ id: `f${index}`, type, label: `Frage & ${type}`, hint: 'So <geht> es', why: 'Darum', ...more[type] })) }] }));
const ctx = { today: '2026-11-25' };
const t = (key: string) => `<${key}>`;

/** What people type, and what might be mistaken for markup or for a slot. */
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' ', 'a', 'b', 'ja', 'nein', '<script>', '"&amp;', '\uE000f1\uE001', '$&', '\nzwei\nZeilen'));

describe('a field that is only filled in', () => {
  it.each([...model.fields.values()].map(({ field, type }) => [field.type, field, type] as const))('%s has the bytes of one that is rendered', (_name, field, type) => {
    const names = type.inputNames(field);
    fc.assert(fc.property(fc.array(fc.oneof(text, fc.array(text, { maxLength: 2 })), { minLength: names.length, maxLength: names.length }), fc.option(fc.constantFrom('aus Ihrem Konto', '<b>')), (values, source) => {
      const inputs = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
      const only = { ...model, definition: model.definition, fields: new Map([[field.id, { field, type, page: 'alles', readable: false }]]) };
      const shown = pageFields({ model: only, page: 'alles', answers: {}, ctx, t, lang: 'de', inputs, walked: { pages: ['alles'], fieldsOf: new Map([['alles', [field]]]), visibleFields: new Set(), explanations: [], shownBecause: new Map(source ? [[field.id, source]] : []), answers: {} } });
      const whole = renderToString(type.render({ field, inputs, errors: [], t, lang: 'de', shownBecause: source ?? undefined, uploads: undefined }));
      expect(shown.text).toBe(whole);
      expect(shown.bytes.equals(Buffer.from(whole))).toBe(true);
    }), { numRuns: 100 });
  });
});
