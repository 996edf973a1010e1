import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildRequest, hmac, readAnswer, readMessage, sameAsStored } from './index.ts';
import type { Call, CallValues, MessageKind, Outcome, Project, Stored } from './index.ts';

interface Vectors {
  hashes: { id: number; key: string; parts: string[]; hash: string }[];
  requests: { id: number; key: string; call: Call; values: CallValues<Call>; hash: string }[];
  messages: { id: number; key: string; kind: MessageKind; query: string; outcome: Outcome }[];
  answers: { id: number; key: string; call: Call; body: string; hash: string; rc: string; wrongHash?: string }[];
  shifted: { key: string; stored: Stored; hash: string; genuine: string; attacks: { query: string; field: keyof Stored }[] };
}
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as Vectors;
const project = (password: string): Project => ({ merchantId: '1234567', projectId: '1234', passwords: [password] });
const bytes = (text: string) => new TextEncoder().encode(text);

describe('vectors', () => {
  it('are all sixteen', () => expect(vectors.hashes.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1)));

  it.each(vectors.hashes)('hash $id', ({ key, parts, hash }) => expect(hmac(key, parts.join(''))).toBe(hash));

  it.each(vectors.requests)('request $id, $call', ({ id, key, call, values, hash }) => {
    const built = buildRequest(project(key), call, values);
    if (!built.ok) throw new Error(JSON.stringify(built.problems));
    const message = vectors.hashes.find((vector) => vector.id === id)?.parts.join('');
    expect(built.fields.slice(0, -1).map(([, value]) => value).join('')).toBe(message);
    expect(built.fields.at(-1)).toEqual(['hash', hash]);
    expect([...new URLSearchParams(built.body)]).toEqual(built.fields);
  });

  it.each(vectors.messages)('message $id', ({ key, kind, query, outcome }) => {
    expect(readMessage(project(key), kind, query)).toMatchObject({ ok: true, hint: { kind, outcome } });
  });

  it('a result that does not exist is refused although the hash is right', () => {
    const { key, hash, parts: [reference, tx, backend, amount, currency, result] = [] } = vectors.hashes[8]!;
    const query = `gcReference=${reference}&gcMerchantTxId=${tx}&gcBackendTxId=${backend}&gcAmount=${amount}&gcCurrency=${currency}&gcResultPayment=${result}&gcHash=${hash}`;
    expect(readMessage(project(key), 'single', query)).toEqual({ ok: false, key: 'girocheckout.error.not_canonical', field: 'gcResultPayment' });
  });

  it.each(vectors.answers)('answer $id', ({ key, call, body, hash, rc, wrongHash }) => {
    const read = readAnswer(project(key), call, bytes(body), hash);
    expect(read).toMatchObject(rc === '0' ? { ok: true } : { ok: false, key: 'girocheckout.error.refused', rc, signed: true });
    // The hash belongs to the bytes that came, not to JSON written again: without the escaped slashes it is another one.
    if (wrongHash) expect(readAnswer(project(key), call, bytes(body), wrongHash)).toEqual({ ok: false, key: 'girocheckout.error.hash' });
    if (wrongHash) expect(hmac(key, body.replaceAll('\\/', '/'))).toBe(wrongHash);
  });
});

describe('field shifting', () => {
  const { key, stored, hash, genuine, attacks } = vectors.shifted;

  it('the genuine message is read and is what was stored', () => {
    const read = readMessage(project(key), 'single', `${genuine}&gcHash=${hash}`);
    expect(read.ok && sameAsStored(read.hint, stored)).toEqual({ ok: true });
  });

  it.each(attacks)('a moved border leaves the hash right, and the stored $field tells', ({ query, field }) => {
    const read = readMessage(project(key), 'single', `${query}&gcHash=${hash}`);
    expect(read.ok).toBe(true);
    expect(read.ok && sameAsStored(read.hint, stored)).toEqual({ ok: false, key: 'girocheckout.error.not_as_stored', field });
  });
});
