import * as z from 'zod';
import { Checkboxes } from '../../../kernel/ui/index.ts';
import { defineField } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { failed, many } from './inputs.ts';
import { optionLabel, optionMistakes, optionsSchema, shownOptions } from './options.ts';

/** Any of several choices. */
export const checkboxes = defineField({
  type: 'checkboxes',
  configSchema: z.strictObject({ options: optionsSchema, min: z.int().min(1).optional(), max: z.int().min(1).optional() }),
  celType: () => ({ list: 'string' }),
  checkConfig: (field) => [
    ...optionMistakes(field),
    ...((field.min ?? 1) > Math.min(field.max ?? field.options.length, field.options.length)
      ? [{ path: ['min'], message: { de: 'So viele Antworten kann niemand wählen.', en: 'Nobody can choose that many answers.' } }]
      : []),
  ],
  requiredKey: 'forms.error.required_choices',
  inputNames: (field) => [field.id],
  parse(raw, field) {
    const chosen = many(raw, field.id);
    if (chosen.some((value) => !field.options.some((option) => option.value === value))) return failed('forms.error.choice_unknown');
    // In the order of the form, so that equal answers are equal values.
    const value = field.options.map((option) => option.value).filter((option) => chosen.includes(option));
    return { ok: true, value: value.length > 0 ? value : undefined };
  },
  toInputs: (value, field) => ({ [field.id]: Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [] }),
  jsonSchema: (field) => ({
    type: 'array',
    items: { enum: field.options.map((option) => option.value) },
    uniqueItems: true,
    minItems: field.min ?? 1,
    maxItems: field.max ?? field.options.length,
  }),
  display: (value: string[], field, _t, lang) => value.map((item) => optionLabel(field.options, item, lang)),
  render: (props) => <Checkboxes {...frameOf(props)} options={shownOptions(props.field.options, props.lang)} value={many(props.inputs, props.field.id)} />,
});
