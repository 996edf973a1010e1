import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

describe('phone', () => {
  const { read, again, show } = fieldOf({ type: 'phone' });

  it.each([
    ['0345 221-0000', '+493452210000'],
    ['(0345) 221 0000', '+493452210000'],
    ['+49 (0)345/2210000', '+493452210000'],
    ['0049 345 2210000', '+493452210000'],
    ['0170.1234567', '+491701234567'],
    ['+43 1 58858', '+43158858'],
    ['tel:+491701234567', '+491701234567'],
  ])('reads %s', (typed, value) => {
    expect(read(typed)).toBe(value);
    expect(again(value)).toBe(value);
  });

  it.each([['2210000', 'phone_area_code'], ['abc', 'phone'], ['0345', 'phone'], ['+49 0345 2210000', 'phone'], ['+', 'phone'], ['0345 221x', 'phone'], ['1'.repeat(40), 'phone_area_code']])('refuses %s', (typed, key) => {
    expect(read(typed)).toEqual([key]);
  });

  it('shows German numbers readably', () => expect(show('+493452210000')).toBe('+49 3452210000'));
});
