import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { isPersonName } from '../../../standards/din91379/index.ts';
import { formatPlate, parsePlate } from '../../../standards/plate/index.ts';
import { isPlainDate } from '../../../kernel/time/index.ts';
import { isEmail } from '../fields/email.tsx';
import type { FieldError } from '../fields/field-type.ts';

export type { ValidateFunction };

/** Formats of answers; a foreign validator that does not know them only loses these checks. */
const formats: Record<string, (value: string) => boolean> = {
  'stadttor-date': (value) => isPlainDate(value) && value >= '1000-01-01',
  'stadttor-email': isEmail,
  'stadttor-person-name': isPersonName,
  'stadttor-plate': (value) => {
    const parsed = parsePlate(value);
    return parsed.ok && formatPlate(parsed.value) === value;
  },
};

export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, unicodeRegExp: true });
  for (const [name, validate] of Object.entries(formats)) ajv.addFormat(name, validate);
  return ajv;
}

/** An objection of the schema as our message; `value` when nobody could have typed it. */
export function fieldError(error: ErrorObject): FieldError {
  const part = error.instancePath.split('/')[2];
  const params = error.params as Record<string, unknown>;
  const limit = Number(params['limit']);
  const make = (key: string, values?: Record<string, number>): FieldError => ({ key, ...(values ? { params: values } : {}), ...(part ? { part } : {}) });
  switch (error.keyword) {
    case 'maxLength':
      return make('forms.error.too_long', { max: limit });
    case 'minLength':
      return make('forms.error.too_short', { min: limit });
    case 'minimum':
      return make('forms.error.number_min', { min: limit });
    case 'maximum':
      return make('forms.error.number_max', { max: limit });
    case 'minItems':
      return { key: 'forms.error.choices_min', params: { min: limit } };
    case 'maxItems':
      return { key: 'forms.error.choices_max', params: { max: limit } };
    case 'enum':
      return { key: 'forms.error.choice_unknown' };
    default:
      return { key: 'forms.error.value' };
  }
}
