import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOf, type Method } from './orders.ts';
import { addQuery, readForm, readUrlencoded, sign } from './wire.ts';

interface Vectors {
  hashes: { id: number; key: string; parts: string[]; hash: string }[];
  requests: { id: number; key: string; call: string; values: Record<string, string | number | boolean>; hash: string }[];
}
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../standards/girocheckout/vectors.json'), 'utf8')) as Vectors;
const methodOf: Record<string, Method> = { 'paypage/init': 'paypage', 'paypage/projects': 'paypage', 'transaction/start:creditcard': 'creditcard', 'transaction/start:redirect': 'wero' };

describe('the provider\'s own encoder', () => {
  it.each(vectors.hashes)('hash $id', ({ key, parts, hash }) => expect(sign(key, parts.join(''))).toBe(hash));

  it.each(vectors.requests)('order of $call, vector $id', ({ key, call, values, hash }) => {
    const order = orderOf(call.split(':')[0] ?? '', methodOf[call] ?? 'creditcard') ?? [];
    const wire: Record<string, string> = { merchantId: '1234567', projectId: '1234' };
    for (const [name, value] of Object.entries(values)) wire[name] = value === true ? '1' : value === false ? '0' : String(value);
    expect(sign(key, order.map((name) => wire[name] ?? '').join(''))).toBe(hash);
  });

  it('reads the same from urlencoded and multipart', async () => {
    await fc.assert(fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-zA-Z]{1,12}$/), fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\r'))), async (values) => {
      // what the platform's own FormData and URLSearchParams make of it
      const form = new FormData();
      for (const [name, value] of Object.entries(values)) form.set(name, value);
      const multipart = new Response(form);
      const read = readForm(multipart.headers.get('content-type') ?? '', new Uint8Array(await multipart.arrayBuffer()));
      const urlencoded = readForm('application/x-www-form-urlencoded; charset=UTF-8', new TextEncoder().encode(new URLSearchParams(values).toString()));
      const wellFormed = Object.entries(values).map(([name, value]): [string, string] => [name, value.toWellFormed()]);
      expect([...(urlencoded ?? [])]).toEqual(wellFormed);
      // FormData ends lines as HTML forms do
      expect([...(read ?? [])]).toEqual(wellFormed.map(([name, value]) => [name, value.replaceAll('\n', '\r\n')]));
    }), { numRuns: 100 });
    expect(readForm('application/json', new Uint8Array())).toBeNull();
  });

  it('writes queries that come back', () => {
    const url = addQuery('https://a.example/n?x=1#top', [['gcA', 'ä &=+?#/%'], ['gcB', '']]);
    expect(url).toMatch(/^https:\/\/a\.example\/n\?x=1&gcA=.*#top$/);
    expect([...new URL(url).searchParams]).toEqual([['x', '1'], ['gcA', 'ä &=+?#/%'], ['gcB', '']]);
    expect(readUrlencoded(new URL(url).search.slice(1)).get('gcA')).toBe('ä &=+?#/%');
  });
});
