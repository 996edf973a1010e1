import { createHmac } from 'node:crypto';

/**
 * How the provider reads and writes, written on its own: nothing here comes from the codec that is checked against it. Both are
 * held to the same vectors.
 */

export function sign(password: string, message: string | Uint8Array): string {
  const mac = createHmac('md5', Buffer.from(password, 'utf8'));
  mac.update(typeof message === 'string' ? Buffer.from(message, 'utf8') : message);
  return mac.digest().reduce((hex, byte) => hex + (byte < 16 ? '0' : '') + byte.toString(16), '');
}

/** The fields of a POST, urlencoded or multipart (which the vendor's own PHP client sends); null when it is neither. */
export function readForm(contentType: string, body: Uint8Array): Map<string, string> | null {
  const bytes = Buffer.from(body);
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return readUrlencoded(bytes.toString('latin1'));
  const boundary = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return boundary ? readMultipart(bytes.toString('latin1'), boundary[1] ?? boundary[2] ?? '') : null;
}

/** Text of bytes kept one to a character, so that borders are found in bytes and UTF-8 is read afterwards. */
const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

export function readUrlencoded(text: string): Map<string, string> {
  const form = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name = '', ...rest] = pair.split('=');
    form.set(unescapeForm(name), unescapeForm(rest.join('=')));
  }
  return form;
}

function unescapeForm(text: string): string {
  return utf8(text.replace(/\+/g, ' ').replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));
}

function readMultipart(text: string, boundary: string): Map<string, string> {
  const form = new Map<string, string>();
  for (const part of text.split(`--${boundary}`).slice(1)) {
    const at = part.indexOf('\r\n\r\n');
    const name = /content-disposition:[^\r\n]*\bname="([^"]*)"/i.exec(part.slice(0, Math.max(at, 0)))?.[1];
    if (at >= 0 && name !== undefined) form.set(utf8(name), utf8(part.slice(at + 4).replace(/\r\n$/, '')));
  }
  return form;
}

/** Appends fields to an address that may have a query of its own. */
export function addQuery(url: string, fields: readonly (readonly [string, string])[]): string {
  const [address = '', fragment] = url.split('#');
  const query = fields.map(([name, value]) => `${name}=${escapeQuery(value)}`).join('&');
  return `${address}${address.includes('?') ? '&' : '?'}${query}${fragment === undefined ? '' : `#${fragment}`}`;
}

function escapeQuery(value: string): string {
  return [...Buffer.from(value, 'utf8')].map((byte) => (/[A-Za-z0-9._~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
}
