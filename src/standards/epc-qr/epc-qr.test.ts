import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference } from '../creditor-reference/index.ts';
import { formatEpcQr, parseEpcQr } from './index.ts';
import type { CreditTransfer } from './index.ts';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as { read: { payload: string; transfer: CreditTransfer }[]; written: { transfer: CreditTransfer; payload: string }[] };
const city = { name: 'Stadt Beispiel', iban: 'DE89370400440532013000' };
const write = (more: Partial<CreditTransfer>) => formatEpcQr({ ...city, ...more });

describe('EPC QR code', () => {
  it.each(vectors.read)('reads $transfer.name', ({ payload, transfer }) => expect(parseEpcQr(payload)).toEqual({ ok: true, value: transfer }));
  it.each(vectors.written)('writes $payload', ({ transfer, payload }) => expect(formatEpcQr(transfer)).toEqual({ ok: true, value: payload }));

  it('round-trips', () => {
    const line = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'abcÄöß 0159-/.'), minLength: 1, maxLength });
    const remittance = fc.oneof(fc.record({ text: line(60) }), fc.stringMatching(/^[0-9A-Z]{1,21}$/).map((base) => ({ reference: formatReference(base) })), fc.constant({}));
    fc.assert(fc.property(line(40).filter((name) => name.trim() !== ''), fc.option(fc.integer({ min: 1, max: 99_999_999_999 }), { nil: undefined }), remittance, (name, cents, rest) => {
      const transfer = { ...city, name, ...(cents === undefined ? {} : { cents }), ...rest };
      const written = formatEpcQr(transfer);
      expect(written.ok && parseEpcQr(written.value)).toEqual({ ok: true, value: transfer });
    }));
  });

  it.each<[string, Partial<CreditTransfer>]>([
    ['name', { name: ' ' }], ['name', { name: 'x'.repeat(71) }], ['name', { name: 'Stadt\nEUR1' }], ['iban', { iban: 'DE88370400440532013000' }], ['iban', { iban: 'TR330006100519786457841326' }],
    ['bic', { bic: 'COBADE' }], ['amount', { cents: 0 }], ['amount', { cents: 30.7 }], ['amount', { cents: 100_000_000_000 }], ['purpose', { purpose: 'Miete' }],
    ['reference', { reference: 'RF19539007547034' }], ['both', { reference: 'RF18539007547034', text: 'x' }], ['text', { text: 'x'.repeat(141) }], ['information', { information: 'a\r\nb' }],
    ['too_long', { name: 'ä'.repeat(70), text: 'ö'.repeat(140) }],
  ])('refuses a wrong %s', (what, more) => expect(write(more)).toEqual({ ok: false, key: `epc_qr.error.${what}` }));

  it.each([
    ['format', ''], ['format', 'BCD\n002\n1\nINST'], ['version', 'BCD\n003\n1\nSCT\n\na\nDE89370400440532013000'], ['characters', 'BCD\n002\n2\nSCT\n\na\nDE89370400440532013000'], ['bic', 'BCD\n001\n1\nSCT\n\na\nDE89370400440532013000'],
    ['amount', 'BCD\n002\n1\nSCT\n\na\nDE89370400440532013000\nUSD1'], ['amount', 'BCD\n002\n1\nSCT\n\na\nDE89370400440532013000\nEUR1,00'], ['format', 'BCD\n002\n1\nSCT\n\na\nDE89370400440532013000\n\n\n\n\n\nx'],
  ])('does not read a wrong %s', (what, payload) => expect(parseEpcQr(payload)).toEqual({ ok: false, key: `epc_qr.error.${what}` }));

  it('never throws', () => fc.assert(fc.property(fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), (text) => typeof parseEpcQr(`BCD\n002\n1\nSCT\n${text}`).ok === 'boolean')));
});
