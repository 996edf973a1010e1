import * as z from 'zod';
import { TextArea } from '../../../kernel/ui/index.ts';
import { defineField } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { asText, lines } from './inputs.ts';

/** Several lines of text. */
export const longtext = defineField({
  type: 'longtext',
  configSchema: z.strictObject({ max_length: z.int().min(1).max(20_000).default(2000), rows: z.int().min(2).max(30).default(5) }),
  celType: () => 'string',
  inputNames: (field) => [field.id],
  parse: (raw, field) => ({ ok: true, value: lines(raw, field.id) || undefined }),
  toInputs: (value, field) => ({ [field.id]: asText(value) }),
  jsonSchema: (field) => ({ type: 'string', minLength: 1, maxLength: field.max_length }),
  display: (value: string) => value.split('\n'),
  typed: true,
  render: (props) => <TextArea {...frameOf(props)} value={asText(props.inputs[props.field.id])} maxlength={props.field.max_length} rows={props.field.rows} />,
});
