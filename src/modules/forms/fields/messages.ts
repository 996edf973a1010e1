import type { Lang, T } from '../../../kernel/ui/index.ts';
import type { FieldDefinition, Localized } from '../../catalogue/index.ts';
import { inLang } from '../../catalogue/index.ts';
import type { FieldError, FieldType } from './field-type.ts';

/** A mistake as people read it: what to do, and where. */
export function errorMessage(type: Pick<FieldType, 'partLabel'>, field: FieldDefinition, error: FieldError, t: T, lang: Lang): string {
  if (error.key === 'forms.error.pattern' && field['pattern_error']) return inLang(field['pattern_error'] as Localized, lang);
  const label = (error.part && type.partLabel?.(error.part, t)) || inLang(field.label, lang);
  const numbers = new Intl.NumberFormat(lang === 'en' ? 'en-GB' : 'de-DE', { maximumFractionDigits: 9 });
  const params = Object.entries(error.params ?? {}).map(([name, value]) => [name, typeof value === 'number' ? numbers.format(value) : value]);
  return t(error.key, { label, ...(Object.fromEntries(params) as Record<string, string>) });
}
