import * as z from 'zod';
import { parseHouseNumber, parseHouseNumberRange, rangeContains, streetKey } from '../../../standards/address/index.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/).optional();

/** city/<city>/demo/zones.yaml: parking zones by street and house numbers, each with its source. */
export const zonesSchema = z.object({
  demo: z.boolean(),
  zones: z.array(z.object({
    key: z.string(),
    name: z.string(),
    demo: z.boolean().optional(),
    source: z.string(),
    streets: z.array(z.object({ street: z.string(), numbers: z.string(), from: day, to: day, source: z.string(), note: z.string().optional() })),
  })),
});
export type Zones = z.output<typeof zonesSchema>;

export interface Areas {
  /** Key of the zone that holds the address on that day, or undefined. */
  find(street: string, houseNumber: string, day: PlainDate): string | undefined;
  /** Name for people; the key itself for a zone that is no longer listed. */
  name(key: string): string;
  has(key: string): boolean;
}

/** @throws RangeError when a range of house numbers cannot be read: a mistake in the city's file. */
export function areasOf(zones: Zones): Areas {
  const entries = zones.zones.flatMap((zone) =>
    zone.streets.map((entry) => {
      const range = parseHouseNumberRange(entry.numbers);
      if (!range) throw new RangeError(`zones.yaml: "${entry.numbers}" of ${entry.street} is no range of house numbers`);
      return { zone: zone.key, street: streetKey(entry.street), range, from: entry.from ?? '0001-01-01', to: entry.to ?? '9999-12-31' };
    }),
  );
  const names = new Map(zones.zones.map((zone) => [zone.key, zone.name]));
  return {
    find(street, houseNumber, on) {
      const house = parseHouseNumber(houseNumber);
      if (!house) return undefined;
      const key = streetKey(street);
      return entries.find((entry) => entry.street === key && entry.from <= on && on <= entry.to && rangeContains(entry.range, house))?.zone;
    },
    name: (key) => names.get(key) ?? key,
    has: (key) => names.has(key),
  };
}
