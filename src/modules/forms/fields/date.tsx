import * as z from 'zod';
import { DateParts } from '../../../kernel/ui/index.ts';
import { formatDate, isPlainDate, plainDate, plainDateFromParts } from '../../../kernel/time/index.ts';
import { defineField } from './field-type.ts';
import type { FieldError, ParseContext } from './field-type.ts';
import { frameOf, isOwn } from './frame.tsx';
import { asText, failed, line } from './inputs.ts';

const bound = z.string().refine((value) => value === 'today' || isPlainDate(value)).describe('YYYY-MM-DD or today');
const parts = ['day', 'month', 'year'] as const;

/** Calendar day in three inputs; `YYYY-MM-DD`. */
export const date = defineField({
  type: 'date',
  configSchema: z.strictObject({ min: bound.optional(), max: bound.optional(), autocomplete: z.enum(['bday', 'off']).optional() }),
  celType: () => 'date',
  requiredKey: 'forms.error.required_date',
  checkConfig: (field) =>
    field.min && field.max && field.min !== 'today' && field.max !== 'today' && field.min > field.max
      ? [{ path: ['min'], message: { de: '»min« liegt nach »max«.', en: '"min" is after "max".' } }]
      : [],
  inputNames: (field) => parts.map((part) => `${field.id}.${part}`),
  parse(raw, field) {
    const typed = { day: line(raw, `${field.id}.day`), month: line(raw, `${field.id}.month`), year: line(raw, `${field.id}.year`) };
    const result = plainDateFromParts(typed);
    if (result.ok) return result.value >= '1000-01-01' ? { ok: true, value: result.value as string } : failed('forms.error.date_year', undefined, 'year');
    switch (result.reason) {
      case 'empty':
        return { ok: true, value: undefined };
      case 'missing':
        return failed(`forms.error.date_${result.part}_missing`, undefined, result.part);
      case 'year_digits':
        return failed('forms.error.date_year', undefined, 'year');
      default:
        return failed('forms.error.date', undefined, result.part);
    }
  },
  toInputs(value, field) {
    const [year = '', month = '', day = ''] = isPlainDate(value) ? value.split('-') : [];
    return { [`${field.id}.day`]: day.replace(/^0/, ''), [`${field.id}.month`]: month.replace(/^0/, ''), [`${field.id}.year`]: year };
  },
  jsonSchema: () => ({ type: 'string', format: 'stadttor-date' }),
  check(value: string, field, ctx) {
    const [min, max] = [limit(field.min, ctx), limit(field.max, ctx)];
    const errors: FieldError[] = [];
    if (min && value < min) errors.push(field.min === 'today' ? { key: 'forms.error.date_past' } : { key: 'forms.error.date_too_early', params: { date: formatDate(plainDate(min), ctx.lang) } });
    if (max && value > max) errors.push(field.max === 'today' ? { key: 'forms.error.date_future' } : { key: 'forms.error.date_too_late', params: { date: formatDate(plainDate(max), ctx.lang) } });
    return errors;
  },
  display: (value: string, _field, _t, lang) => (isPlainDate(value) ? formatDate(value, lang) : value),
  typed: true,
  render(props) {
    const { field, inputs, errors } = props;
    const wrong = parts.filter((part) => errors.some((error) => error.part === part));
    const [day, month, year] = parts.map((part) => asText(inputs[`${field.id}.${part}`])) as [string, string, string];
    const birthday = field.autocomplete === 'bday' && isOwn(field);
    return <DateParts {...frameOf(props)} value={{ day, month, year }} errorParts={wrong} {...(birthday ? { autocomplete: 'bday' as const } : {})} />;
  },
});

function limit(value: string | undefined, ctx: ParseContext): string | undefined {
  return value === 'today' ? ctx.today : value;
}
