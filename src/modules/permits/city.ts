import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { OperatorError } from '../../kernel/errors/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { projectRoot } from '../../kernel/root.ts';
import { areasOf, zonesSchema, type Areas } from './domain/areas.ts';

/** Office that keeps the register. */
export const permitOffice = 'parken';

/** Page where number and code from a letter give the permit; letters name it. */
export const fetchPath = '/parkausweis';

const read = new Map<string, Areas>();

/** The city's parking areas from `city/<city>/demo/zones.yaml`. @throws OperatorError when the file is wrong. */
export function areas(kernel: Pick<Kernel, 'config'>): Areas {
  const { city } = kernel.config;
  const known = read.get(city);
  if (known) return known;
  const file = join(projectRoot, 'city', city, 'demo', 'zones.yaml');
  if (!existsSync(file)) throw new OperatorError(`The city's parking areas are missing: ${file}.`);
  const result = zonesSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!result.success) throw new OperatorError(`${file} does not fit: ${result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}.`);
  const loaded = areasOf(result.data);
  read.set(city, loaded);
  return loaded;
}
