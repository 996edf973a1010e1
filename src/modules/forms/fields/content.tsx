import * as z from 'zod';
import { inLang, localized } from '../../catalogue/index.ts';
import { defineField } from './field-type.ts';
import { Markdown } from './markdown-view.tsx';

/** Text between the questions; asks nothing. */
export const content = defineField({
  type: 'content',
  configSchema: z.strictObject({
    label: z.union([localized, z.literal('')]).default('').describe('Heading, optional'),
    text: localized.describe('Small markdown'),
  }),
  celType: () => undefined,
  inputNames: () => [],
  parse: () => ({ ok: true, value: undefined }),
  toInputs: () => ({}),
  jsonSchema: () => ({ not: {} }),
  display: () => [],
  isEmpty: () => true,
  render({ field, lang }) {
    const heading = inLang(field.label, lang);
    return (
      <div class="st-prose">
        {heading ? <h2>{heading}</h2> : null}
        <Markdown text={inLang(field.text, lang)} />
      </div>
    );
  },
});
