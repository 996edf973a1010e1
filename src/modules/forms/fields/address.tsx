import * as z from 'zod';
import { Fieldset, TextInput } from '../../../kernel/ui/index.ts';
import type { T } from '../../../kernel/ui/index.ts';
import { formatHouseNumber, isPostcode, parseHouseNumber, parseStreetLine } from '../../../standards/address/index.ts';
import { normalise } from '../../../standards/din91379/index.ts';
import { defineField } from './field-type.ts';
import type { FieldError } from './field-type.ts';
import { completing, frameOf, partError } from './frame.tsx';
import { asText, line, record } from './inputs.ts';
import { errorMessage } from './messages.ts';

export interface AddressValue {
  street: string;
  /** House number with letter: 12, 12a, 12–14. */
  number: string;
  /** Rear building, c/o. */
  addition?: string;
  postcode: string;
  city: string;
}

const parts = ['street', 'number', 'addition', 'postcode', 'city'] as const;
const limits = { street: 120, number: 12, addition: 120, postcode: 5, city: 80 };

/** German postal address. A house number typed behind the street moves to its place. */
export const address = defineField({
  type: 'address',
  configSchema: z.strictObject({}),
  celType: () => ({ record: { street: 'string', number: 'string', addition: 'string', postcode: 'string', city: 'string' } }),
  prefillParts: { street: 'string', number: 'string', addition: 'string', postcode: 'string', city: 'string' },
  requiredKey: 'forms.error.required_address',
  inputNames: (field) => parts.map((part) => `${field.id}.${part}`),
  parse(raw, field) {
    const typed = Object.fromEntries(parts.map((part) => [part, normalise(line(raw, `${field.id}.${part}`))])) as Record<(typeof parts)[number], string>;
    if (parts.every((part) => typed[part] === '')) return { ok: true, value: undefined };
    if (typed.number === '') moveNumber(typed);
    const errors: FieldError[] = [];
    const need = (part: (typeof parts)[number]) => {
      if (typed[part] === '') errors.push({ part, key: `forms.error.address_${part}` });
      else if ([...typed[part]].length > limits[part]) errors.push({ part, key: 'forms.error.too_long', params: { max: limits[part] } });
    };
    need('street');
    need('number');
    const number = parseHouseNumber(typed.number);
    if (typed.number !== '' && !number) errors.push({ part: 'number', key: 'forms.error.address_number' });
    if ([...typed.addition].length > limits.addition) need('addition');
    const postcode = typed.postcode.replace(/^D[\s-]*/i, '').replace(/\s/g, '');
    if (!isPostcode(postcode)) errors.push({ part: 'postcode', key: 'forms.error.address_postcode' });
    need('city');
    if (errors.length > 0 || !number) return { ok: false, errors };
    const { street, addition, city } = typed;
    return { ok: true, value: { street, number: formatHouseNumber(number), ...(addition ? { addition } : {}), postcode, city } satisfies AddressValue };
  },
  toInputs: (value, field) => Object.fromEntries(parts.map((part) => [`${field.id}.${part}`, asText(record(value)[part])])),
  jsonSchema: () => ({
    type: 'object',
    properties: {
      street: { type: 'string', minLength: 1, maxLength: limits.street },
      number: { type: 'string', minLength: 1, maxLength: limits.number },
      addition: { type: 'string', minLength: 1, maxLength: limits.addition },
      postcode: { type: 'string', pattern: '^[0-9]{5}$' },
      city: { type: 'string', minLength: 1, maxLength: limits.city },
    },
    required: ['street', 'number', 'postcode', 'city'],
    additionalProperties: false,
  }),
  display: (value: AddressValue) => [`${value.street} ${value.number}`, ...(value.addition ? [value.addition] : []), `${value.postcode} ${value.city}`],
  isEmpty: (value) => parts.every((part) => asText(record(value)[part]) === ''),
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
          const error = partError(errors, part) ?? (index === 0 ? errors.find((entry) => !entry.part) : undefined);
          return (
            <TextInput
              name={`${field.id}.${part}`}
              label={label}
              t={t}
              required={field.required && part !== 'addition'}
              value={asText(inputs[`${field.id}.${part}`])}
              spellcheck={false}
              {...(part === 'number' || part === 'postcode' ? { width: 6 as const } : {})}
              {...(part === 'postcode' ? { inputmode: 'numeric' as const } : {})}
              {...(error ? { error: errorMessage({ partLabel }, field, error, t, lang) } : {})}
              {...(index === parts.length - 1 && frame.why ? { why: frame.why } : {})}
              {...(index === parts.length - 1 && frame.provenance ? { provenance: frame.provenance } : {})}
              {...completing(field, tokens[part])}
            />
          );
        })}
      </Fieldset>
    );
  },
});

/** There is no token for the bare house number; address-line2 is the nearest that browsers fill without harm. */
const tokens = { street: 'address-line1', number: 'off', addition: 'address-line2', postcode: 'postal-code', city: 'address-level2' };

function moveNumber(typed: Record<(typeof parts)[number], string>): void {
  const split = parseStreetLine(typed.street);
  if (!split.ok || !split.houseNumber) return;
  typed.street = split.street;
  typed.number = formatHouseNumber(split.houseNumber);
  if (split.addition && typed.addition === '') typed.addition = split.addition;
}

function partLabel(part: string, t: T): string {
  return t(`forms.address.${part}`);
}
