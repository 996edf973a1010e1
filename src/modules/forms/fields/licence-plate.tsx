import * as z from 'zod';
import { TextInput } from '../../../kernel/ui/index.ts';
import { formatPlate, parsePlate } from '../../../standards/plate/index.ts';
import { defineField } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { asText, failed, line } from './inputs.ts';

/** German licence plate, in the usual spelling "HAL-AB 123E". */
export const licencePlate = defineField({
  type: 'licence_plate',
  configSchema: z.strictObject({
    prefer: z.array(z.string().regex(/^[A-ZÄÖÜ]{1,3}$/)).optional().describe('District codes to prefer where people leave the gaps out, such as HAL'),
  }),
  celType: () => 'string',
  inputNames: (field) => [field.id],
  parse(raw, field) {
    const typed = line(raw, field.id);
    if (typed === '') return { ok: true, value: undefined };
    const parsed = parsePlate(typed, field.prefer ? { prefer: field.prefer } : {});
    if (parsed.ok) return { ok: true, value: formatPlate(parsed.value) };
    const key = parsed.key.replace('plate.error.', 'forms.error.plate_');
    return failed(key, parsed.readings ? { readings: parsed.readings.join(', ') } : undefined);
  },
  toInputs: (value, field) => ({ [field.id]: asText(value) }),
  jsonSchema: () => ({ type: 'string', format: 'stadttor-plate' }),
  display: (value: string) => value,
  typed: true,
  render: (props) => <TextInput {...frameOf(props)} width={20} spellcheck={false} autocapitalize="characters" autocomplete="off" value={asText(props.inputs[props.field.id])} />,
});
