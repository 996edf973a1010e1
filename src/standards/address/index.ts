export { cityKey, isPostcode, matchAddress, parseStreetLine, streetKey } from './address.ts';
export type { Address, AddressMatch, AddressReason, AddressVerdict, StreetLine } from './address.ts';
export { compareHouseNumbers, formatHouseNumber, parseHouseNumber, parseHouseNumberRange, rangeContains } from './house-number.ts';
export type { HouseNumber, HouseNumberRange } from './house-number.ts';
