import * as z from 'zod';
import { Radios } from '../../../kernel/ui/index.ts';
import { defineField } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { asText, failed, line } from './inputs.ts';
import { optionLabel, optionMistakes, optionsSchema, shownOptions } from './options.ts';

/** One of a few choices, all in sight. */
export const radios = defineField({
  type: 'radios',
  configSchema: z.strictObject({ options: optionsSchema }),
  celType: () => 'string',
  checkConfig: optionMistakes,
  requiredKey: 'forms.error.required_choice',
  inputNames: (field) => [field.id],
  parse(raw, field) {
    const value = line(raw, field.id);
    if (value === '') return { ok: true, value: undefined };
    return field.options.some((option) => option.value === value) ? { ok: true, value } : failed('forms.error.choice_unknown');
  },
  toInputs: (value, field) => ({ [field.id]: asText(value) }),
  jsonSchema: (field) => ({ enum: field.options.map((option) => option.value) }),
  display: (value: string, field, _t, lang) => optionLabel(field.options, value, lang),
  render: (props) => <Radios {...frameOf(props)} options={shownOptions(props.field.options, props.lang)} value={asText(props.inputs[props.field.id])} />,
});
