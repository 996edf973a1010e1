import * as z from 'zod';
import { TextInput } from '../../../kernel/ui/index.ts';
import { defineField } from './field-type.ts';
import { completing, frameOf } from './frame.tsx';
import { asText, failed, line } from './inputs.ts';

const local = /^[^\s@<>"(),:;[\]\\]{1,64}$/u;
const domain = /^(?=.{1,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u;

/** Close to what mail servers accept; whether it exists, only a mail tells (RFC 5321 lengths, RFC 6531 letters). */
export function isEmail(value: string): boolean {
  const at = value.lastIndexOf('@');
  const name = value.slice(0, at);
  return at > 0 && value.length <= 254 && local.test(name) && !/^\.|\.\.|\.$/.test(name) && domain.test(value.slice(at + 1));
}

/** E-mail address; the domain in lower case. */
export const email = defineField({
  type: 'email',
  configSchema: z.strictObject({}),
  celType: () => 'string',
  inputNames: (field) => [field.id],
  parse(raw, field) {
    const typed = line(raw, field.id).replace(/^mailto:/i, '');
    if (typed === '') return { ok: true, value: undefined };
    const at = typed.lastIndexOf('@');
    const value = `${typed.slice(0, at + 1)}${typed.slice(at + 1).toLowerCase()}`;
    return isEmail(value) ? { ok: true, value } : failed('forms.error.email');
  },
  toInputs: (value, field) => ({ [field.id]: asText(value) }),
  jsonSchema: () => ({ type: 'string', format: 'stadttor-email' }),
  display: (value: string) => value,
  typed: true,
  render: (props) => (
    <TextInput {...frameOf(props)} type="email" inputmode="email" spellcheck={false} autocapitalize="none" value={asText(props.inputs[props.field.id])} {...completing(props.field, 'email')} />
  ),
});
