import * as z from 'zod';
import { TextInput } from '../../../kernel/ui/index.ts';
import { defineField } from './field-type.ts';
import { completing, frameOf } from './frame.tsx';
import { asText, failed, line } from './inputs.ts';

/** Telephone number as people type it → E.164; numbers beginning with one 0 are German. Undefined: not a number. */
export function parsePhone(text: string): string | undefined {
  const typed = text.replace(/^tel:/i, '').replace(/\(0\)/g, '').replace(/[\s\-–—‐‑/().·]+/gu, '');
  const international = typed.replace(/^00/, '+').replace(/^0/, '+49');
  return /^\+[1-9]\d{6,14}$/.test(international) && !/^\+490/.test(international) ? international : undefined;
}

/** Telephone number. */
export const phone = defineField({
  type: 'phone',
  configSchema: z.strictObject({}),
  celType: () => 'string',
  inputNames: (field) => [field.id],
  parse(raw, field) {
    const typed = line(raw, field.id);
    if (typed === '') return { ok: true, value: undefined };
    const value = parsePhone(typed);
    if (value) return { ok: true, value };
    return failed(/^[1-9][\d\s/-]{2,}$/.test(typed) ? 'forms.error.phone_area_code' : 'forms.error.phone');
  },
  toInputs: (value, field) => ({ [field.id]: asText(value) }),
  jsonSchema: () => ({ type: 'string', pattern: '^\\+[1-9][0-9]{6,14}$' }),
  display: (value: string) => value.replace(/^\+49/, '+49 '),
  typed: true,
  render: (props) => <TextInput {...frameOf(props)} type="tel" inputmode="tel" width={20} value={asText(props.inputs[props.field.id])} {...completing(props.field, 'tel')} />,
});
