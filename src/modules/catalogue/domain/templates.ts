import { compile, evaluate } from '../../../kernel/expressions/index.ts';
import type { CelEnv, CelType, Program, Words } from '../../../kernel/expressions/index.ts';
import type { Lang } from './schema/common.ts';

/** A text with `{{ CEL }}` inside, ready to fill. */
export type Template = (string | Program)[];

export type ParsedTemplate = { ok: true; template: Template } | { ok: false; message: Words; offset: number };

/** Never throws. `offset` counts characters of the text. */
export function parseTemplate(text: string, env: CelEnv): ParsedTemplate {
  const template: Template = [];
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf('{{', position);
    const stray = text.indexOf('}}', position);
    if (stray >= 0 && (open < 0 || stray < open)) {
      return { ok: false, offset: stray, message: { de: 'Vor }} fehlt {{.', en: 'There is no {{ before }}.' } };
    }
    if (open < 0) break;
    if (open > position) template.push(text.slice(position, open));
    const close = text.indexOf('}}', open);
    if (close < 0) return { ok: false, offset: open, message: { de: 'Nach {{ fehlt }}.', en: 'There is no }} after {{.' } };
    const source = text.slice(open + 2, close);
    const lead = source.length - source.trimStart().length;
    const compiled = compile(source.trim(), env);
    if (!compiled.ok) return { ok: false, offset: open + 2 + lead + compiled.position, message: compiled.message };
    template.push(compiled.program);
    position = close + 2;
  }
  if (position < text.length) template.push(text.slice(position));
  return { ok: true, template };
}

/** What a letter prints where a value is not there; it sees what the expression reads. */
export type Missing = (program: Program) => string;

/** Fills a template; a missing value prints nothing, or what `missing` says. */
export function fillTemplate(template: Template, values: Record<string, unknown>, lang: Lang, missing: Missing = () => ''): string {
  return template
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const result = evaluate(piece, values);
      return result.ok ? formatValue(result.value, piece.type, lang) : missing(piece);
    })
    .join('');
}

const months = {
  de: ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
};

/** A value as people read it: 24. November 2026, 2,5, ja. */
export function formatValue(value: unknown, type: CelType, lang: Lang): string {
  const spoken = lang === 'en' ? 'en' : 'de';
  if (Array.isArray(value)) {
    const item: CelType = typeof type === 'object' && 'list' in type ? type.list : 'string';
    return value.map((entry) => formatValue(entry, item, lang)).join(', ');
  }
  if (typeof value === 'boolean') return spoken === 'en' ? (value ? 'yes' : 'no') : value ? 'ja' : 'nein';
  if (typeof value === 'number') return new Intl.NumberFormat(spoken === 'en' ? 'en-GB' : 'de-DE', { maximumFractionDigits: 6 }).format(value);
  if (type === 'date' && typeof value === 'string') {
    const [year, month, day] = value.split('-').map(Number) as [number, number, number];
    return spoken === 'en' ? `${day} ${months.en[month - 1]} ${year}` : `${day}. ${months.de[month - 1]} ${year}`;
  }
  return String(value);
}
