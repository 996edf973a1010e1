import * as z from 'zod';
import { YesNo } from '../../../kernel/ui/index.ts';
import { defineField } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { asText, failed, line } from './inputs.ts';

/** Yes or no, as two radios that send `ja` and `nein`. */
export const yesNo = defineField({
  type: 'yes_no',
  configSchema: z.strictObject({}),
  celType: () => 'bool',
  requiredKey: 'forms.error.required_choice',
  inputNames: (field) => [field.id],
  parse(raw, field) {
    const typed = line(raw, field.id);
    if (typed === '') return { ok: true, value: undefined };
    if (typed === 'ja' || typed === 'nein') return { ok: true, value: typed === 'ja' };
    return failed('forms.error.choice_unknown');
  },
  toInputs: (value, field) => ({ [field.id]: value === true ? 'ja' : value === false ? 'nein' : asText(value) }),
  jsonSchema: () => ({ type: 'boolean' }),
  display: (value: boolean, _field, t) => t(value ? 'ui.yes' : 'ui.no'),
  render(props) {
    const value = asText(props.inputs[props.field.id]);
    return <YesNo {...frameOf(props)} {...(value === 'ja' || value === 'nein' ? { value } : {})} />;
  },
});
