import * as z from 'zod';
import type { Lang } from '../../../kernel/ui/index.ts';
import { inLang, localized } from '../../catalogue/index.ts';

export const optionsSchema = z.array(z.strictObject({
  value: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/).describe('What is stored: lower-case letters, digits, _ and -'),
  label: localized,
  hint: localized.optional(),
})).min(1).max(300);

export type Options = z.output<typeof optionsSchema>;

export function optionMistakes(field: { options: Options }): { path: (string | number)[]; message: { de: string; en: string } }[] {
  return field.options.flatMap((option, index) =>
    field.options.findIndex((other) => other.value === option.value) < index
      ? [{ path: ['options', index, 'value'], message: { de: `Den Wert »${option.value}« gibt es schon.`, en: `The value "${option.value}" exists already.` } }]
      : [],
  );
}

export function optionLabel(options: Options, value: string, lang: Lang): string {
  const option = options.find((entry) => entry.value === value);
  return option ? inLang(option.label, lang) : value;
}

export function shownOptions(options: Options, lang: Lang): { value: string; label: string; hint?: string }[] {
  return options.map((option) => ({ value: option.value, label: inLang(option.label, lang), ...(option.hint ? { hint: inLang(option.hint, lang) } : {}) }));
}
