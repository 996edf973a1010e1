import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.ts';

export const languages = ['de', 'en', 'de-leicht'] as const;
export type Lang = (typeof languages)[number];
export type Params = Record<string, string | number>;
export type T = (key: string, params?: Params) => string;

/** A text of the city in its languages; German is always there, Leichte Sprache and English where written. */
export type Localized = { de: string; en?: string | undefined; 'de-leicht'?: string | undefined };

export interface I18n {
  translator(lang: Lang): T;
  has(lang: Lang, key: string): boolean;
}

/** Reads locales/<lang>.json of the kernel, its ui and every module. Missing English or Leichte Sprache falls back to German. */
export function createI18n(): I18n {
  const texts: Record<Lang, Map<string, string>> = { de: new Map(), en: new Map(), 'de-leicht': new Map() };
  for (const folder of localeFolders()) {
    for (const lang of languages) {
      const file = join(folder, `${lang}.json`);
      if (!existsSync(file)) continue;
      for (const [key, text] of Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)) texts[lang].set(key, text);
    }
  }
  const translatorOf = (lang: Lang): T => (key, params) => {
    const text = texts[lang].get(key) ?? texts.de.get(key) ?? key;
    return params ? text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole)) : text;
  };
  // one per language for good: what was rendered with it is remembered by it
  const translators: Record<Lang, T> = { de: translatorOf('de'), en: translatorOf('en'), 'de-leicht': translatorOf('de-leicht') };
  return { has: (lang, key) => texts[lang].has(key), translator: (lang) => translators[lang] };
}

export function localeFolders(): string[] {
  const source = join(projectRoot, 'src');
  const modules = join(source, 'modules');
  return [join(source, 'kernel', 'locales'), join(source, 'kernel', 'ui', 'locales'), ...readdirSync(modules).map((name) => join(modules, name, 'locales'))].filter((folder) => existsSync(folder));
}

/** The text in the reader's language, or the nearest there is. */
export function localize(text: Localized | string, lang: Lang): string {
  if (typeof text === 'string') return text;
  return text[lang] ?? text.de;
}
