import * as z from 'zod';
import { Fieldset, TextInput } from '../../../kernel/ui/index.ts';
import type { T } from '../../../kernel/ui/index.ts';
import { isPersonName, normalise, validate } from '../../../standards/din91379/index.ts';
import { defineField } from './field-type.ts';
import type { FieldError } from './field-type.ts';
import { completing, frameOf, partError } from './frame.tsx';
import { asText, line, record } from './inputs.ts';
import { errorMessage } from './messages.ts';

export interface PersonNameValue {
  /** With particles, as in the passport: "von der Heide". Absent for people with one name. */
  family?: string;
  given?: string;
}

const parts = ['given', 'family'] as const;
const maxLength = 120;

/**
 * Name of a person, letters of DIN 91379 data type A. One of the two parts is enough: there are people with one name only,
 * and nobody should have to invent the other.
 */
export const personName = defineField({
  type: 'person_name',
  configSchema: z.strictObject({}),
  celType: () => ({ record: { family: 'string', given: 'string', full: 'string' } }),
  prefillParts: { family: 'string', given: 'string' },
  requiredKey: 'forms.error.required_name',
  inputNames: (field) => parts.map((part) => `${field.id}.${part}`),
  parse(raw, field) {
    const value: PersonNameValue = {};
    const errors: FieldError[] = [];
    for (const part of parts) {
      const typed = normalise(line(raw, `${field.id}.${part}`));
      if (typed === '') continue;
      const checked = validate(typed, 'A');
      if ([...typed].length > maxLength) errors.push({ part, key: 'forms.error.too_long', params: { max: maxLength } });
      else if (!checked.ok) errors.push({ part, key: 'forms.error.name_character', params: { character: checked.character } });
      else if (!isPersonName(checked.value)) errors.push({ part, key: 'forms.error.name_letters' });
      else value[part] = checked.value;
    }
    if (errors.length > 0) return { ok: false, errors };
    return { ok: true, value: value.family || value.given ? value : undefined };
  },
  toInputs: (value, field) => Object.fromEntries(parts.map((part) => [`${field.id}.${part}`, asText(record(value)[part])])),
  jsonSchema: () => ({
    type: 'object',
    properties: { family: namePart, given: namePart },
    minProperties: 1,
    additionalProperties: false,
  }),
  celValue: (value: PersonNameValue) => ({ ...value, full: fullName(value) }),
  display: (value: PersonNameValue) => fullName(value),
  isEmpty: (value) => fullName(record(value)) === '',
  partLabel,
  errorName: (field, error) => `${field.id}.${error.part ?? parts[0]}`,
  typed: true,
  render(props) {
    const { field, inputs, errors, t, lang } = props;
    const frame = frameOf(props);
    return (
      <Fieldset legend={frame.label} {...(frame.hint ? { hint: frame.hint } : {})} {...(props.labelAsHeading ? { legendAsHeading: 1 as const } : {})}>
        {parts.map((part, index) => {
          const label = partLabel(part, t);
          // A mistake of the whole field belongs to its first input, where the summary's link leads.
          const error = partError(errors, part) ?? (index === 0 ? errors.find((entry) => !entry.part) : undefined);
          return (
            <TextInput
              name={`${field.id}.${part}`}
              label={label}
              t={t}
              required={field.required}
              value={asText(inputs[`${field.id}.${part}`])}
              spellcheck={false}
              autocapitalize="words"
              {...(part === 'family' ? { hint: t('forms.name.hint') } : {})}
              {...(error ? { error: errorMessage({ partLabel }, field, error, t, lang) } : {})}
              {...(index === parts.length - 1 && frame.why ? { why: frame.why } : {})}
              {...(index === parts.length - 1 && frame.provenance ? { provenance: frame.provenance } : {})}
              {...completing(field, part === 'family' ? 'family-name' : 'given-name')}
            />
          );
        })}
      </Fieldset>
    );
  },
});

const namePart = { type: 'string', minLength: 1, maxLength, format: 'stadttor-person-name' };

function fullName(value: { family?: unknown; given?: unknown }): string {
  return [value.given, value.family].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

function partLabel(part: string, t: T): string {
  return t(`forms.name.${part}`);
}
