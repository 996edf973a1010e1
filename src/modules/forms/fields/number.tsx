import * as z from 'zod';
import { TextInput } from '../../../kernel/ui/index.ts';
import type { Lang } from '../../../kernel/ui/index.ts';
import { inLang, localized } from '../../catalogue/index.ts';
import { defineField } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { asText, failed, line } from './inputs.ts';

/** "1.234,5" in German, "1,234.5" in English; a lone mark before one or two digits is a decimal mark in both. NaN: no number. */
export function parseNumber(text: string, lang: Lang): number {
  const [group, decimal] = lang === 'en' ? [',', '.'] : ['.', ','];
  let typed = text.replace(/[\s\u00a0\u202f']/g, '').replace('−', '-');
  const groups = typed.split(group);
  const grouped = groups.length > 1 && groups.slice(1).every((part, index, all) => /^\d{3}$/.test(index === all.length - 1 ? (part.split(decimal)[0] ?? '') : part));
  if (grouped) typed = groups.join('');
  else if (groups.length === 2 && !typed.includes(decimal)) typed = groups.join(decimal);
  typed = typed.replace(decimal, '.');
  return /^[+-]?\d{1,15}(\.\d{1,9})?$/.test(typed) ? Number(typed) : Number.NaN;
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making a formatter costs more than a whole page; they are kept. */
function format(value: number, lang: Lang, useGrouping: boolean): string {
  const key = `${lang} ${useGrouping}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(lang === 'en' ? 'en-GB' : 'de-DE', { maximumFractionDigits: 9, useGrouping });
  formats.set(key, known);
  return known.format(value);
}

/** Whole number, or with decimals. */
export const number = defineField({
  type: 'number',
  configSchema: z.strictObject({
    min: z.number().optional(),
    max: z.number().optional(),
    decimals: z.int().min(0).max(6).default(0),
    unit: localized.optional(),
  }),
  celType: (field) => (field.decimals > 0 ? 'double' : 'int'),
  checkConfig: (field) =>
    field.min !== undefined && field.max !== undefined && field.min > field.max
      ? [{ path: ['min'], message: { de: '»min« ist größer als »max«.', en: '"min" is larger than "max".' } }]
      : [],
  inputNames: (field) => [field.id],
  parse(raw, field, ctx) {
    const typed = line(raw, field.id);
    if (typed === '') return { ok: true, value: undefined };
    const value = parseNumber(typed, ctx.lang);
    if (Number.isNaN(value)) return failed('forms.error.number');
    if (field.decimals === 0 && !Number.isSafeInteger(value)) return failed('forms.error.number_whole');
    if (Math.abs(Math.round(value * 10 ** field.decimals) / 10 ** field.decimals - value) > 1e-9) return failed('forms.error.number_decimals', { decimals: field.decimals });
    return { ok: true, value };
  },
  toInputs(value, field, lang = 'de') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return { [field.id]: asText(value) };
    return { [field.id]: format(value, lang, false) };
  },
  jsonSchema: (field) => ({
    type: field.decimals > 0 ? 'number' : 'integer',
    minimum: field.min ?? -Number.MAX_SAFE_INTEGER,
    maximum: field.max ?? Number.MAX_SAFE_INTEGER,
  }),
  display: (value: number, field, _t, lang) => [format(value, lang, true), field.unit ? inLang(field.unit, lang) : ''].filter(Boolean).join('\u00a0'),
  typed: true,
  render: (props) => (
    <TextInput
      {...frameOf(props)}
      inputmode={props.field.decimals > 0 ? 'decimal' : 'numeric'}
      width={10}
      autocomplete="off"
      value={asText(props.inputs[props.field.id])}
      {...(props.field.unit ? { suffix: inLang(props.field.unit, props.lang) } : {})}
    />
  ),
});
