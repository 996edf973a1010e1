import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

const typed = (street: string, number: string, postcode: string, city: string, addition = '') => ({
  'feld.street': street, 'feld.number': number, 'feld.addition': addition, 'feld.postcode': postcode, 'feld.city': city,
});

describe('address', () => {
  const { read, again, show, html } = fieldOf({ type: 'address' });

  it('reads an address and puts the number in its place', () => {
    const value = { street: 'Große Ulrichstraße', number: '12a', postcode: '06108', city: 'Halle (Saale)' };
    expect(read(typed('Große Ulrichstraße', '12 A', '06108', 'Halle (Saale)'))).toEqual(value);
    expect(read(typed('Große Ulrichstr. 12a', '', 'D-06108', 'Halle (Saale)'))).toEqual(value);
    expect(read(typed('Hafenstraße', '3', '06108', 'Halle', 'Hinterhaus'))).toMatchObject({ addition: 'Hinterhaus' });
    expect(again(value)).toEqual(value);
  });

  it('says what is missing, part by part', () => {
    expect(read(typed('', '', '', ''))).toBeUndefined();
    expect(read(typed('Hafenstraße', '', '', ''))).toEqual(['number address_number', 'postcode address_postcode', 'city address_city']);
    expect(read(typed('Hafenstraße', 'x', '0610', 'Halle'))).toEqual(['number address_number', 'postcode address_postcode']);
    expect(read(typed('', '5', '06108', 'Halle'))).toEqual(['street address_street']);
    expect(read(typed('H'.repeat(121), '5', '06108', 'Halle', 'x'.repeat(121)))).toEqual(['street too_long', 'addition too_long']);
  });

  it('prints lines', () => {
    expect(show({ street: 'Hafenstraße', number: '3', addition: 'Hinterhaus', postcode: '06108', city: 'Halle' })).toEqual(['Hafenstraße 3', 'Hinterhaus', '06108 Halle']);
  });

  it('marks the wrong input only', () => {
    const page = html(typed('', '', '', ''), [{ part: 'postcode', key: 'forms.error.address_postcode' }]);
    expect(page.match(/aria-invalid="true"/g)).toHaveLength(1);
    expect(page).toContain('f-feld-postcode--error');
  });
});
