import type { FieldError, RawInputs } from './field-type.ts';

/** One line as typed: NFC, without control characters and lone surrogates, no blanks at the ends. */
export function line(raw: RawInputs, name: string): string {
  return clean(one(raw, name)).replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** Several lines: `\n` between them. */
export function lines(raw: RawInputs, name: string): string {
  return clean(one(raw, name))
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/[^\P{Cc}\n\t]+/gu, '')
    .trim();
}

/** Every value of a name, as for boxes. */
export function many(raw: RawInputs, name: string): string[] {
  const value = own(raw, name);
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.map((item) => clean(String(item)).trim()).filter(Boolean);
}

function one(raw: RawInputs, name: string): string {
  const value = own(raw, name);
  return String((Array.isArray(value) ? value[0] : value) ?? '');
}

function own(raw: RawInputs, name: string): string | string[] | undefined {
  return Object.hasOwn(raw, name) ? raw[name] : undefined;
}

function clean(text: string): string {
  return text.toWellFormed().normalize('NFC');
}

export function failed(key: string, params?: FieldError['params'], part?: string): { ok: false; errors: FieldError[] } {
  return { ok: false, errors: [{ key, ...(params ? { params } : {}), ...(part ? { part } : {}) }] };
}

/** Text of any JSON value, for inputs that show what they cannot have read themselves. */
export function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
