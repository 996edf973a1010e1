import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from 'preact-render-to-string';
import { expect } from 'vitest';
import { projectRoot } from '../../../kernel/root.ts';
import type { Lang, T } from '../../../kernel/ui/index.ts';
import type { FieldDefinition } from '../../catalogue/index.ts';
import { fieldSchemaOf } from '../../catalogue/index.ts';
import { createAjv } from '../schema/ajv.ts';
import { fieldType } from './index.ts';
import type { FileValue, ParseContext, RawInputs } from './index.ts';

const read = (folder: string, lang: Lang) => JSON.parse(readFileSync(join(projectRoot, 'src', folder, 'locales', `${lang}.json`), 'utf8')) as Record<string, string>;

export const texts = Object.fromEntries((['de', 'en', 'de-leicht'] as const).map((lang) => [lang, { ...read('kernel/ui', lang), ...read('modules/forms', lang) }])) as Record<Lang, Record<string, string>>;

/** Throws on a key that has no text, so that no test passes with a bare key on the page. */
export const translator = (lang: Lang): T => (key, params = {}) => {
  const text = texts[lang][key] ?? texts.de[key];
  if (text === undefined) throw new Error(`No text for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(params[name] ?? `{${name}}`));
};

/** Everything a field type does, on one field made from its YAML. */
export function fieldOf(yaml: Record<string, unknown>, options: { today?: string; lang?: Lang; uploads?: Record<string, FileValue> } = {}) {
  const type = fieldType(String(yaml['type']));
  const field = fieldSchemaOf(type).parse({ id: 'feld', label: { de: 'Das Feld', en: 'The field' }, ...yaml }) as FieldDefinition;
  const lang = options.lang ?? 'de';
  const ctx: ParseContext = { today: options.today ?? '2026-11-24', lang, ...(options.uploads ? { uploads: options.uploads } : {}) };
  const validate = createAjv().compile(type.jsonSchema(field));
  const parse = (raw: RawInputs) => type.parse(raw, field, ctx);
  return {
    type,
    field,
    parse,
    /** The value of one input, or the keys of what is wrong (parts in front). */
    read(raw: RawInputs | string): unknown {
      const parsed = parse(typeof raw === 'string' ? { feld: raw } : raw);
      if (!parsed.ok) return parsed.errors.map((error) => [error.part, error.key.replace('forms.error.', '')].filter(Boolean).join(' '));
      if (parsed.value !== undefined) expect(validate(parsed.value) || validate.errors?.map((error) => error.keyword), 'schema of a parsed value').toBeTruthy();
      return parsed.value;
    },
    fits: (value: unknown) => validate(value),
    check: (value: unknown) => (type.check?.(value, field, ctx) ?? []).map((error) => error.key.replace('forms.error.', '')),
    show: (value: unknown) => type.display(value, field, translator(lang), lang),
    html: (raw: RawInputs | string, errors: Parameters<typeof type.render>[0]['errors'] = []) =>
      render(type.render({ field, inputs: typeof raw === 'string' ? { feld: raw } : raw, errors, t: translator(lang), lang, uploads: options.uploads })),
    /** value → inputs → value must give the same. */
    again(value: unknown): unknown {
      const parsed = parse(type.toInputs(value, field, lang));
      return parsed.ok ? parsed.value : parsed.errors;
    },
  };
}
