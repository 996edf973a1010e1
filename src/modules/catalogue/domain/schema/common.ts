import * as z from 'zod';

/** Languages a text of a package may have. German is compulsory, everything else falls back to it. */
export const languages = ['de', 'en', 'de-leicht'] as const;
export type Lang = (typeof languages)[number];

const text = z.string().trim().min(1);

/** A text for people: a German string, or one text per language. */
export const localized = z.union([text, z.strictObject({ de: text, en: text.optional(), 'de-leicht': text.optional() })])
  .describe('Text for people: a German string, or {de, en, de-leicht}');
export type Localized = z.output<typeof localized>;

/** Marks the schemas of texts for people, so that the checker finds all of them wherever they stand. */
export const localizedSchemas = z.registry<{ localized: true }>();
localized.register(localizedSchemas, { localized: true });

export const isoDate = z.iso.date().describe('Date as YYYY-MM-DD');
export const fieldId = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/).describe('Lower-case letters, digits and _, beginning with a letter');
export const partName = z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/).describe('Name of a part, such as permit.current');
export const kebabKey = z.string().regex(/^[a-z][a-z0-9-]{1,59}$/).describe('Lower-case letters, digits and hyphens');
export const webAddress = z.string().regex(/^https?:\/\/[^\s<>"]+$/).describe('Address beginning with https://');
export const expression = z.string().trim().min(1).max(4000).describe('CEL expression');

/** The text in a language; German when there is none. */
export function inLang(value: Localized, lang: Lang): string {
  if (typeof value === 'string') return value;
  return value[lang] ?? value.de;
}

/** The language `inLang` really delivers, for `lang` attributes. */
export function langOf(value: Localized, lang: Lang): Lang {
  if (typeof value === 'string' || value[lang] === undefined) return 'de';
  return lang;
}
