import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { OperatorError } from '../../kernel/errors/errors.ts';
import type { Localized } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { projectRoot } from '../../kernel/root.ts';

/** An office of the city as people find it. What is not known reads "nicht belegt". */
export interface Office {
  key: string;
  name: Localized;
  address: string;
  phone: string;
  email: string;
  hours: Localized;
  /** Where the facts come from, with date. */
  source: string;
}

const localized = z.union([z.string().min(1).transform((de) => ({ de })), z.object({ de: z.string().min(1), en: z.string().min(1).optional(), 'de-leicht': z.string().min(1).optional() })]);
const officeSchema = z.object({ key: z.string().regex(/^[a-z][a-z0-9-]*$/), name: localized, address: z.string().min(1), phone: z.string().min(1), email: z.string().min(1), hours: localized, source: z.string().min(1) });
const fileSchema = z.object({ offices: z.array(officeSchema).min(1) });

const read = new Map<string, Office[]>();

/** The city's offices from `city/<city>/offices.yaml`, in the order of the file. @throws OperatorError naming the entry that is wrong. */
export function offices(kernel: Pick<Kernel, 'config'>): Office[] {
  const { city } = kernel.config;
  const known = read.get(city);
  if (known) return known;
  const loaded = loadOffices(join(projectRoot, 'city', city, 'offices.yaml'));
  read.set(city, loaded);
  return loaded;
}

export function office(kernel: Pick<Kernel, 'config'>, key: string): Office | undefined {
  return offices(kernel).find((entry) => entry.key === key);
}

export function loadOffices(file: string): Office[] {
  if (!existsSync(file)) throw new OperatorError(`The city's offices are missing: ${file}.`);
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new OperatorError(`${file} is no valid YAML: ${(error as Error).message}`);
  }
  const result = fileSchema.safeParse(content);
  if (!result.success) throw new OperatorError(`${file} does not fit: ${result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}.`);
  const keys = result.data.offices.map((entry) => entry.key);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice) throw new OperatorError(`${file} names the office ${twice} twice.`);
  return result.data.offices;
}
