import { Environment } from '@marcbachmann/cel-js';
import { CelDate, addDays, addMonths, daysBetween, eur, parseDay, yearsBetween } from './days.ts';
import type { CelEnv, CelType } from './types.ts';

export const maxNodes = 500;
export const maxSourceLength = 4000;

/** Quantifiers over lists; never inside one another. */
export const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/**
 * The functions a package may call. The library knows more: `matches` (a pattern of the package against text of the
 * applicant could run for minutes), `cel.bind` (doubles text without end) and `dyn` (switches the type checker off) stay out.
 */
export const functions: ReadonlySet<string> = new Set([
  'has', 'size', 'int', 'double', 'string', 'contains', 'startsWith', 'endsWith', 'lowerAscii', 'upperAscii', 'trim', 'join',
  'date', 'days_between', 'add_days', 'add_months', 'years_between', 'eur',
]);

const sync = { async: false };

const base = new Environment({ limits: { maxAstNodes: maxNodes, maxDepth: 60, maxListElements: 200 } })
  .registerType('date', { ctor: CelDate, fields: {} })
  .registerOperator('date == date: bool', (a: CelDate, b: CelDate) => a.iso === b.iso)
  .registerOperator('date < date: bool', (a: CelDate, b: CelDate) => a.iso < b.iso)
  .registerOperator('date <= date: bool', (a: CelDate, b: CelDate) => a.iso <= b.iso)
  .registerOperator('date > date: bool', (a: CelDate, b: CelDate) => a.iso > b.iso)
  .registerOperator('date >= date: bool', (a: CelDate, b: CelDate) => a.iso >= b.iso)
  .registerFunction('date(string): date', parseDay, sync)
  .registerFunction('string(date): string', (date: CelDate) => date.iso, sync)
  .registerFunction('days_between(date, date): int', daysBetween, sync)
  .registerFunction('add_days(date, int): date', addDays, sync)
  .registerFunction('add_months(date, int): date', addMonths, sync)
  .registerFunction('years_between(date, date): int', yearsBetween, sync)
  .registerFunction('eur(int): string', eur, sync);

type Schema = { [name: string]: string | Schema };

function schemaOf(record: Record<string, CelType>): Schema {
  return Object.fromEntries(
    Object.entries(record).map(([name, type]) => [name, typeof type === 'object' && 'record' in type ? schemaOf(type.record) : simple(type)]),
  );
}

function simple(type: Exclude<CelType, { record: unknown }>): string {
  return typeof type === 'string' ? type : `list<${type.list}>`;
}

export function createEnvironment(env: CelEnv): Environment {
  const environment = base.clone();
  for (const [name, type] of Object.entries(env)) {
    if (typeof type === 'object' && 'record' in type) environment.registerVariable({ name, schema: schemaOf(type.record) });
    else environment.registerVariable(name, simple(type));
  }
  return environment;
}
