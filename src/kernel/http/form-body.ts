import { HttpProblem } from '../errors/errors.ts';

/** The fields of a form. A name sent more than once becomes a list. */
export type FormBody = Record<string, string | string[]>;

const maxFields = 2000;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes application/x-www-form-urlencoded (WHATWG URL standard § 5.1) strictly: broken UTF-8, NUL and an unreasonable
 * number of fields are 400, because what PostgreSQL or a PDF cannot hold must not get past the border.
 */
export function decodeFormBody(bytes: Uint8Array): FormBody {
  const body: FormBody = Object.create(null) as FormBody;
  let source: string;
  try {
    source = decoder.decode(bytes);
  } catch {
    throw badInput();
  }
  if (source === '') return body;
  const pairs = source.split('&');
  if (pairs.length > maxFields) throw badInput();
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    addField(body, decode(cut < 0 ? pair : pair.slice(0, cut)), decode(cut < 0 ? '' : pair.slice(cut + 1)));
  }
  return body;
}

export function addField(body: FormBody, name: string, value: string): void {
  if (name.includes('\0') || value.includes('\0') || !value.isWellFormed()) throw badInput();
  // browsers send line ends as CRLF; inside we keep LF
  const clean = value.replace(/\r\n?/g, '\n');
  const known = body[name];
  body[name] = known === undefined ? clean : Array.isArray(known) ? [...known, clean] : [known, clean];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw badInput();
  }
}

export function badInput(): HttpProblem {
  return new HttpProblem(400, 'kernel.error.bad_input');
}
