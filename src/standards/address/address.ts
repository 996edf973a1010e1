import { normalise, searchForm } from '../din91379/index.ts';
import { compareHouseNumbers, formatHouseNumber, parseHouseNumber } from './house-number.ts';
import type { HouseNumber } from './house-number.ts';

/** A German postal address as forms and registers hold it. */
export interface Address {
  street: string;
  houseNumber: string;
  /** Postleitzahl. */
  postcode: string;
  city: string;
}

export type StreetLine =
  | { ok: true; street: string; houseNumber?: HouseNumber; addition?: string }
  | { ok: false; key: 'address.error.empty' | 'address.error.street_missing' };

/**
 * Splits "Große Ulrichstr. 12 a, Hinterhaus" into street ("Große Ulrichstraße", abbreviations written out), house number
 * and the rest behind a comma. A street without number is ok. Numbers inside the name stay in it ("Straße des 17. Juni 5").
 */
export function parseStreetLine(text: string): StreetLine {
  const [line = '', ...more] = normalise(text).split(/\s*[,;]\s*/);
  if (line === '') return { ok: false, key: 'address.error.empty' };
  const addition = more.filter((part) => part !== '').join(', ');
  const withAddition = addition === '' ? {} : { addition };
  const number = /^(.*?)\s*(?<!\d)(?<!\d\.)(\d{1,4}\s*[a-zA-Z]?(?:\s*[-–/]\s*(?:\d{1,4}\s*[a-zA-Z]?|[a-zA-Z]))?)$/u.exec(line);
  const houseNumber = number ? parseHouseNumber(number[2] ?? '') : null;
  if (!number || !houseNumber) return { ok: true, street: writeOut(line), ...withAddition };
  const street = number[1] ?? '';
  if (!/\p{L}/u.test(street)) return { ok: false, key: 'address.error.street_missing' };
  return { ok: true, street: writeOut(street.replace(/\s+Nr\.?$/iu, '').trim()), houseNumber, ...withAddition };
}

/** "Große Ulrichstr." → "Große Ulrichstraße", "Gr. Ulrichstr." → "Große Ulrichstraße", "Marktpl." → "Marktplatz". */
function writeOut(street: string): string {
  return street
    .replace(/(^|[\s-])Str\.?(?=$|[\s-])/gu, '$1Straße')
    .replace(/(\p{L})str\.?$/u, '$1straße')
    .replace(/(\p{L})pl\.$/u, '$1platz')
    .replace(/^Gr\.\s*/u, 'Große ')
    .replace(/^Kl\.\s*/u, 'Kleine ')
    .trim();
}

/** True for five digits that can be a German postcode (01001–99998). */
export function isPostcode(text: string): boolean {
  return /^\d{5}$/.test(text) && text >= '01001' && text <= '99998';
}

/** The street to compare by: capital letters and digits, "Straße/Strasse/Str." one, Gr./Große, St./Sankt, no gaps. */
export function streetKey(street: string): string {
  return searchForm(writeOut(normalise(street)))
    .split(' ')
    .map((word) => wholeWords[word] ?? word)
    .join('')
    .replace(/STRAS{1,3}E|STRAS{1,2}$/g, 'STR')
    .replace(/PLATZ$/, 'PL');
}

const wholeWords: Record<string, string> = {
  GR: 'GROSSE', KL: 'KLEINE', ST: 'SANKT', DR: 'DOKTOR', PROF: 'PROFESSOR', GROSSER: 'GROSSE', KLEINER: 'KLEINE',
};

/** The city to compare by: without "(Saale)", "/Saale", "a. d. Saale", "an der Saale", "OT …", "Stadt …". */
export function cityKey(city: string): string {
  const plain = normalise(city)
    .replace(/\(.*?\)/gu, ' ')
    .replace(/\/.*$/u, ' ')
    .replace(/[\s,]+(OT|Ortsteil)\b.*$/iu, ' ')
    .replace(/\s+(a\.?\s?d\.?|an\sder|am|a\.)\s+\p{L}+\.?\s*$/iu, ' ');
  return searchForm(plain).replace(/^STADT /, '').replace(/ SAALE?$/, '').replaceAll(' ', '');
}

export type AddressVerdict = 'same' | 'variant' | 'doubt' | 'different';
export type AddressReason =
  | 'address.spelling'
  | 'address.postcode_differs'
  | 'address.city_differs'
  | 'address.suffix_differs'
  | 'address.span'
  | 'address.number_missing'
  | 'address.number_differs'
  | 'address.street_slip'
  | 'address.street_differs'
  | 'address.place_differs';

export interface AddressMatch {
  result: AddressVerdict;
  reasons: AddressReason[];
}

/**
 * Compares two addresses. Symmetric. variant: the same house, written otherwise, or with one of postcode and city unlike.
 * doubt: letter behind the number missing or another, one number inside the other's span, one letter of the street wrong,
 * number missing. different: another house.
 */
export function matchAddress(a: Address, b: Address): AddressMatch {
  const postcode = a.postcode.trim() === b.postcode.trim();
  const city = cityKey(a.city) === cityKey(b.city);
  if (!postcode && !city) return { result: 'different', reasons: ['address.place_differs'] };
  const street = matchStreet(a.street, b.street);
  if (street === 'different') return { result: 'different', reasons: ['address.street_differs'] };
  const number = matchNumber(a.houseNumber, b.houseNumber);
  if (number === 'address.number_differs') return { result: 'different', reasons: [number] };

  const reasons: AddressReason[] = [];
  if (!postcode) reasons.push('address.postcode_differs');
  if (!city) reasons.push('address.city_differs');
  if (street === 'slip') reasons.push('address.street_slip');
  if (number) reasons.push(number);
  if (street === 'slip' || number) return { result: 'doubt', reasons };
  if (reasons.length > 0) return { result: 'variant', reasons };
  return sameWriting(a, b) ? { result: 'same', reasons } : { result: 'variant', reasons: ['address.spelling'] };
}

function sameWriting(a: Address, b: Address): boolean {
  return (['street', 'houseNumber', 'postcode', 'city'] as const).every((part) => normalise(a[part]) === normalise(b[part]));
}

function matchStreet(a: string, b: string): 'same' | 'slip' | 'different' {
  const [x, y] = [streetKey(a), streetKey(b)];
  if (x === y) return x === '' ? 'different' : 'same';
  return Math.min(x.length, y.length) >= 6 && oneLetterOff(x, y) ? 'slip' : 'different';
}

function oneLetterOff(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  if (short.length < long.length) return short.slice(i) === long.slice(i + 1);
  if (short.slice(i + 1) === long.slice(i + 1)) return true;
  return short[i] === long[i + 1] && short[i + 1] === long[i] && short.slice(i + 2) === long.slice(i + 2);
}

function matchNumber(a: string, b: string): AddressReason | null {
  const [x, y] = [parseHouseNumber(a), parseHouseNumber(b)];
  if (!x || !y) return normalise(a) !== '' && normalise(a) === normalise(b) ? null : 'address.number_missing';
  if (formatHouseNumber(x) === formatHouseNumber(y)) return null;
  if (touches(x, y) || touches(y, x)) return 'address.span';
  if (x.number === y.number && !x.to && !y.to) return 'address.suffix_differs';
  return 'address.number_differs';
}

function touches(span: HouseNumber, value: HouseNumber): boolean {
  return span.to !== undefined && compareHouseNumbers(value, span) >= 0 && compareHouseNumbers(value, span.to) <= 0;
}
