import type * as z from 'zod';
import type { PartsCatalog } from '../../../../kernel/parts/types.ts';
import { fieldSchemaOf } from '../load-package.ts';
import type { LoadedPackage } from '../load-package.ts';
import { checkMarkdown } from '../markdown.ts';
import { walkTexts } from '../schema-words.ts';
import { formSchema } from '../schema/form.ts';
import { processSchema } from '../schema/process.ts';
import { serviceSchema } from '../schema/service.ts';
import type { Path, YamlSource } from '../yaml-source.ts';

/** Missing translations, copied plain language, links that are not safe. */
export function checkTexts(loaded: LoadedPackage, parts: PartsCatalog): void {
  const plain = loaded.service?.value?.languages.includes('de-leicht') ?? false;
  const check = (source: YamlSource, schema: z.ZodType, data: unknown, prefix: Path, plainHere: boolean) =>
    walkTexts(schema, data, (path, value) => checkText(source, [...prefix, ...path], value, plainHere));
  if (loaded.service?.value) check(loaded.service.source, serviceSchema, loaded.service.source.data, [], plain);
  if (loaded.process?.value) check(loaded.process.source, processSchema, loaded.process.source.data, [], plain);
  const form = loaded.form?.value;
  if (!form || !loaded.form) return;
  const { source } = loaded.form;
  const data = source.data as { pages: { fields: { type: string }[] }[] };
  check(source, formSchema, { ...data, pages: data.pages.map((page) => ({ ...page, fields: [] })) }, [], plain);
  data.pages.forEach((page, pageIndex) =>
    page.fields.forEach((field, index) => {
      const signature = parts.fieldTypes[field.type];
      if (signature) check(source, fieldSchemaOf(signature), field, ['pages', pageIndex, 'fields', index], plain);
    }),
  );
}

function checkText(source: YamlSource, path: Path, value: unknown, plain: boolean): void {
  const versions: Record<string, string | undefined> = typeof value === 'string' ? { de: value } : (value as Record<string, string | undefined>);
  for (const [lang, text] of Object.entries(versions)) {
    const mistake = text === undefined ? undefined : checkMarkdown(text);
    if (mistake) source.report(typeof value === 'string' ? path : [...path, lang], mistake);
  }
  if (!hasWords(versions['de'] ?? '')) return;
  const name = String(path.findLast((step) => typeof step === 'string') ?? '');
  if (versions['en'] === undefined) source.report(path, { de: `»${name}«: die englische Fassung fehlt (en).`, en: `"${name}": the English version is missing (en).` }, { key: true, severity: 'warning' });
  if (versions['de-leicht'] !== undefined && versions['de-leicht'] === versions['de'] && (versions['de'] ?? '').split(' ').length > 5) {
    source.report([...path, 'de-leicht'], { de: `»${name}«: die Leichte Sprache ist nur eine Kopie des deutschen Textes.`, en: `"${name}": the plain-language version is a copy of the German text.` }, { severity: 'warning' });
  }
  if (plain && versions['de-leicht'] === undefined) source.report(path, { de: `»${name}«: die Fassung in Leichter Sprache fehlt (de-leicht).`, en: `"${name}": the plain-language version is missing (de-leicht).` }, { key: true, severity: 'warning' });
}

/** Text that consists of inserted values or numbers only needs no translation. */
function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text.replace(/\{\{.*?\}\}/gs, ''));
}
