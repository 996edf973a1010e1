export { formatPlate, inSeason, maskPlate, matchPlates, parsePlate, plateKey } from './plate.ts';
export type { ParsedPlate, ParseOptions, Plate, PlateError } from './plate.ts';
