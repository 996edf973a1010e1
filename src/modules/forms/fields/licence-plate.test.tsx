import { describe, expect, it } from 'vitest';
import { fieldOf, texts } from './testing.ts';

describe('licence_plate', () => {
  const { read, again, fits } = fieldOf({ type: 'licence_plate' });

  it.each([['hal ab 123', 'HAL-AB 123'], ['HAL-AB 12E', 'HAL-AB 12E'], ['HAL-AB 123 04-10', 'HAL-AB 123 04/10']])('reads %s', (typed, value) => {
    expect(read(typed)).toBe(value);
    expect(again(value)).toBe(value);
    expect(fits(value)).toBe(true);
  });

  it.each([['HAL 123', 'plate_ambiguous'], ['HAL-AB 0123', 'plate_leading_zero'], ['Auto!', 'plate_format'], ['HAL-', 'plate_format'], ['H 12', 'plate_letters_missing'], ['HAL-AB 123456', 'plate_too_long']])('%s', (typed, key) => {
    expect(read(typed)).toEqual([key]);
    expect(texts.de[`forms.error.${key}`]).toBeDefined();
  });

  it('may prefer the city\'s own code', () => expect(fieldOf({ type: 'licence_plate', prefer: ['HAL'] }).read('HALA1')).toBe('HAL-A 1'));

  it('accepts as a value only the usual spelling', () => expect(fits('hal ab 123')).toBe(false));
});
