import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An invented person of the demo population register; format in city/halle/demo/README.md. Dates are YYYY-MM-DD. */
export interface DemoPerson {
  id: string;
  familyName?: string;
  givenNames?: string;
  birthName?: string;
  birthDate: string;
  doctor?: string;
  status: 'active' | 'moved_away' | 'deceased' | 'blocked';
  addresses: DemoAddress[];
  /** Plates of the vehicles the person keeps. */
  vehicles: string[];
}

export interface DemoAddress {
  kind: 'main' | 'secondary';
  street: string;
  houseNumber: string;
  postcode: string;
  city: string;
  from: string;
  to?: string;
}

export interface DemoVehicle {
  plate: string;
  status: 'registered' | 'deregistered' | 'seized';
  keeper: { person: string } | { organisation: string };
}

export interface RegisterData {
  people: DemoPerson[];
  vehicles: DemoVehicle[];
}

/** Reads people.json and vehicles.json of a demo folder (city/halle/demo). Throws when one is missing or broken. */
export function readRegisterData(folder: string): RegisterData {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
  return { people: read('people.json')['people'] as DemoPerson[], vehicles: read('vehicles.json')['vehicles'] as DemoVehicle[] };
}
