import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { OperatorError } from '../../kernel/errors/errors.ts';
import { projectRoot } from '../../kernel/root.ts';
import { localized, type KnownKeys } from './domain/index.ts';

const lifeSituationsFile = z.strictObject({
  life_situations: z.array(z.strictObject({
    key: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/),
    title: localized,
    summary: localized,
    icon: z.string().regex(/^[a-z]+$/),
  })),
});

/** A situation people are in when they need the city: moving, a new dog, a lost identity card. */
export type LifeSituation = z.output<typeof lifeSituationsFile>['life_situations'][number];

const officeKeys = z.looseObject({ offices: z.array(z.looseObject({ key: z.string() })) });

/** Only what packages may name of the filing plan; the records module reads it whole. */
const planEntry: z.ZodType<PlanEntry> = z.lazy(() => z.looseObject({ key: z.string(), entries: z.array(planEntry).optional() }));
const planKeys = z.looseObject({ entries: z.array(planEntry) });

interface PlanEntry {
  key: string;
  entries?: PlanEntry[] | undefined;
}

const leafKeys = (entry: PlanEntry): string[] => (entry.entries ? entry.entries.flatMap(leafKeys) : [entry.key]);

const cache = new Map<string, unknown>();

/** The city's life situations in the order of the file. Throws an OperatorError when the file does not fit. */
export function lifeSituations(city: string): LifeSituation[] {
  return readCityFile(city, 'life-situations.yaml', lifeSituationsFile)?.life_situations ?? [];
}

/** What packages may name of the city; a file that does not exist is not checked against. */
export function knownKeys(city: string): KnownKeys {
  const offices = readCityFile(city, 'offices.yaml', officeKeys)?.offices.map((office) => office.key);
  const situations = readCityFile(city, 'life-situations.yaml', lifeSituationsFile)?.life_situations.map((situation) => situation.key);
  const positions = readCityFile(city, 'filing-plan.yaml', planKeys)?.entries.flatMap(leafKeys);
  return { ...(offices ? { offices } : {}), ...(situations ? { lifeSituations: situations } : {}), ...(positions ? { filingPositions: positions } : {}) };
}

function readCityFile<S extends z.ZodType>(city: string, name: string, schema: S): z.output<S> | undefined {
  const file = join(projectRoot, 'city', city, name);
  if (cache.has(file)) return cache.get(file) as z.output<S>;
  if (!existsSync(file)) return undefined;
  const parsed = schema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new OperatorError(`city/${city}/${name} does not fit: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  cache.set(file, parsed.data);
  return parsed.data;
}
