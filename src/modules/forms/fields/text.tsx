import * as z from 'zod';
import { TextInput } from '../../../kernel/ui/index.ts';
import { localized } from '../../catalogue/index.ts';
import { defineField } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { asText, line } from './inputs.ts';
import { patternMistake } from './safe-pattern.ts';

/** One line of text. */
export const text = defineField({
  type: 'text',
  configSchema: z.strictObject({
    min_length: z.int().min(1).max(2000).optional(),
    max_length: z.int().min(1).max(2000).default(200),
    pattern: z.string().min(1).max(200).optional().describe('Regular expression the whole text must match; no nested repetition'),
    pattern_error: localized.optional().describe('What to do when the text does not match'),
    ignore_spaces: z.boolean().optional().describe('White space is dropped before the pattern and the length are looked at, so that a number may be pasted in groups'),
    inputmode: z.enum(['text', 'numeric', 'decimal']).optional().describe('Keyboard that phones offer'),
    autocomplete: z.string().regex(/^[a-z-]+( [a-z-]+)*$/).optional().describe('WCAG 1.3.5 token'),
  }),
  celType: () => 'string',
  checkConfig: (field) => [
    ...(field.pattern === undefined ? [] : patternMistake(field.pattern)),
    ...(field.pattern !== undefined && !field.pattern_error
      ? [{ path: ['pattern'], message: { de: 'Zu »pattern« gehört »pattern_error«: was zu tun ist, wenn der Text nicht passt.', en: '"pattern" needs "pattern_error": what to do when the text does not match.' } }]
      : []),
    ...((field.min_length ?? 0) > field.max_length
      ? [{ path: ['min_length'], message: { de: '»min_length« ist größer als »max_length«.', en: '"min_length" is larger than "max_length".' } }]
      : []),
  ],
  inputNames: (field) => [field.id],
  parse: (raw, field) => ({ ok: true, value: (field.ignore_spaces ? line(raw, field.id).replace(/\s+/gu, '') : line(raw, field.id)) || undefined }),
  toInputs: (value, field) => ({ [field.id]: asText(value) }),
  jsonSchema: (field) => ({
    type: 'string',
    minLength: field.min_length ?? 1,
    maxLength: field.max_length,
    ...(field.pattern === undefined ? {} : { pattern: `^(?:${field.pattern})$` }),
  }),
  display: (value: string) => value,
  typed: true,
  render: (props) => (
    <TextInput
      {...frameOf(props)}
      value={asText(props.inputs[props.field.id])}
      // the browser would cut what is pasted, spaces counted, without a word; the server says what is too long
      {...(props.field.ignore_spaces ? {} : { maxlength: props.field.max_length })}
      {...(props.field.inputmode ? { inputmode: props.field.inputmode } : {})}
      {...(props.field.max_length <= 20 ? { width: props.field.max_length <= 10 ? (10 as const) : (20 as const) } : {})}
      {...(props.field.autocomplete ? { autocomplete: props.field.autocomplete } : {})}
    />
  ),
});
