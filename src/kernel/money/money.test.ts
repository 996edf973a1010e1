import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoney, compareMoney, decimalMoney, euros, formatMoney, parseMoney, subtractMoney, timesMoney, zero } from './money.ts';

const cents = fc.maxSafeInteger();

describe('money', () => {
  it.each([
    [3070, '30,70 €', '€30.70', '30.70'], [0, '0,00 €', '€0.00', '0.00'], [5, '0,05 €', '€0.05', '0.05'], [-1, '−0,01 €', '−€0.01', '-0.01'],
    [123456789, '1.234.567,89 €', '€1,234,567.89', '1234567.89'], [-0, '0,00 €', '€0.00', '0.00'],
  ])('%i cents', (amount, german, english, decimal) => {
    expect(formatMoney(euros(amount)).replace('\u00a0', ' ')).toBe(german);
    expect(formatMoney(euros(amount), 'en')).toBe(english);
    expect(decimalMoney(euros(amount))).toBe(decimal);
  });

  it.each([
    ['30,70', 3070], ['30,7', 3070], ['30', 3000], ['1.234,50 €', 123450], ['1.234', 123400], ['EUR 12', 1200], ['€ 12,00', 1200], ['30.70', 3070],
    ['-5,00', -500], ['−5,00', -500], ['30,-', 3000], ['007', 700], ['1 234,00', 123400], ['12,00 EUR', 1200],
  ])('reads %j in German', (text, expected) => expect(parseMoney(text)).toEqual({ ok: true, value: { cents: expected, currency: 'EUR' } }));

  it.each([['30.70', 3070], ['1,234.50', 123450], ['€1,234', 123400], ['30,70', 3070]])('reads %j in English', (text, expected) =>
    expect(parseMoney(text, 'en')).toEqual({ ok: true, value: euros(expected) }));

  it.each([
    ['', 'de', 'empty'], [' € ', 'de', 'empty'], ['zwölf', 'de', 'not_an_amount'], ['12,345', 'de', 'too_many_decimals'], ['1.234', 'en', 'too_many_decimals'],
    ['1.23.456', 'de', 'not_an_amount'], ['12,,0', 'de', 'not_an_amount'], ['1e5', 'de', 'not_an_amount'], ['--5', 'de', 'not_an_amount'], ['$5', 'en', 'not_an_amount'],
    ['99999999999999999999', 'de', 'too_large'], ['90071992547409,92', 'de', 'too_large'], ['12 €€', 'de', 'not_an_amount'],
  ])('refuses %j (%s): %s', (text, lang, reason) => expect(parseMoney(text, lang)).toEqual({ ok: false, reason }));

  it('reads back what it writes, in both languages', () => {
    fc.assert(fc.property(cents, fc.constantFrom('de', 'en'), (amount, lang) => {
      const read = parseMoney(formatMoney(euros(amount), lang), lang);
      return read.ok && read.value.cents === euros(amount).cents;
    }));
  });

  it('never throws on what people type', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('de', 'en'), (text, lang) => typeof parseMoney(text, lang).ok === 'boolean'));
    fc.assert(fc.property(fc.stringMatching(/^[-0-9.,€ ]{0,25}$/), (text) => {
      const read = parseMoney(text);
      return !read.ok || Number.isSafeInteger(read.value.cents);
    }));
  });

  it('counts exactly or not at all', () => {
    expect(addMoney(euros(10), euros(20), euros(-5))).toEqual(euros(25));
    expect(addMoney()).toEqual(zero);
    expect(subtractMoney(euros(10), euros(30))).toEqual(euros(-20));
    expect(timesMoney(euros(3070), 3)).toEqual(euros(9210));
    expect(compareMoney(euros(1), euros(2))).toBe(-1);
    expect(() => euros(0.5)).toThrow(RangeError);
    expect(() => euros(Number.NaN)).toThrow(RangeError);
    expect(() => addMoney(euros(Number.MAX_SAFE_INTEGER), euros(1))).toThrow(RangeError);
    expect(() => timesMoney(euros(100), 0.19)).toThrow(RangeError);
    expect(() => formatMoney({ cents: 1.5, currency: 'EUR' })).toThrow(RangeError);
  });
});
