import * as z from 'zod';
import { Declaration } from '../../../kernel/ui/index.ts';
import { inLang, localized } from '../../catalogue/index.ts';
import { defineField } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { failed, line } from './inputs.ts';
import { Markdown } from './markdown-view.tsx';

/** A sentence one agrees to, with a box; there is no "no", only no answer. */
export const declaration = defineField({
  type: 'declaration',
  configSchema: z.strictObject({ text: localized.optional().describe('What the declaration means, above the box; small markdown') }),
  celType: () => 'bool',
  requiredKey: 'forms.error.required_declaration',
  inputNames: (field) => [field.id],
  parse(raw, field) {
    const typed = line(raw, field.id);
    if (typed === '') return { ok: true, value: undefined };
    return typed === 'ja' ? { ok: true, value: true } : failed('forms.error.required_declaration');
  },
  toInputs: (value, field) => ({ [field.id]: value === true ? 'ja' : undefined }),
  jsonSchema: () => ({ const: true }),
  display: (_value: true, _field, t) => t('forms.declaration.given'),
  render(props) {
    const { labelAsHeading: _heading, ...frame } = frameOf(props);
    return (
      <Declaration {...frame} checked={props.inputs[props.field.id] === 'ja'}>
        {props.field.text ? <Markdown text={inLang(props.field.text, props.lang)} /> : null}
      </Declaration>
    );
  },
});
