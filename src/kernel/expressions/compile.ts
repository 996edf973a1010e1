import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { createEnvironment, maxNodes, maxSourceLength } from './environment.ts';
import { CelDate, isDay } from './days.ts';
import { explain } from './explain.ts';
import { inspect } from './inspect.ts';
import type { CelEnv, CelType, Words } from './types.ts';
import { sameType, typeName } from './types.ts';

/** A value as it leaves and enters expressions: dates as `YYYY-MM-DD`, int as safe integer. */
export type CelValue = string | number | boolean | (string | number | boolean)[];

export interface Program {
  readonly source: string;
  readonly type: CelType;
  /** Paths of the values it reads, `answers.dog.name` as `['answers', 'dog', 'name']`. */
  readonly references: readonly (readonly string[])[];
  /** Do not call; `evaluate` does. */
  readonly run: (values: Record<string, unknown>) => unknown;
  /** The types of exactly the values it reads; nothing else is converted. */
  readonly reads: CelEnv;
}

export type Compiled = { ok: true; program: Program } | { ok: false; message: Words; position: number };

export type Evaluation =
  | { ok: true; value: CelValue }
  /** `missing`: a value it needs is not there. `error`: it cannot be computed, such as a division by zero. */
  | { ok: false; reason: 'missing' | 'error'; message: Words };

const environments = new Map<string, Environment>();
const programs = new Map<string, Compiled>();

function remember<V>(cache: Map<string, V>, key: string, limit: number, make: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= limit) cache.delete(cache.keys().next().value ?? '');
  const made = make();
  cache.set(key, made);
  return made;
}

/**
 * Compiles a CEL expression against typed names. Never throws, whatever the source.
 * @param expected type the place needs; an `int` fits a `double`
 */
export function compile(source: string, env: CelEnv, expected?: CelType): Compiled {
  const envKey = JSON.stringify(env);
  const compiled = remember(programs, `${envKey}\n${source}`, 5000, () => {
    const environment = remember(environments, envKey, 300, () => createEnvironment(env));
    return compileIn(environment, source, env);
  });
  if (!compiled.ok || expected === undefined || fits(compiled.program.type, expected)) return compiled;
  const [is, needs] = [typeName(compiled.program.type), typeName(expected)];
  return { ok: false, position: 0, message: { de: `Der Ausdruck ergibt ${is}, gebraucht wird ${needs}.`, en: `The expression gives ${is}, but ${needs} is needed.` } };
}

export function fits(type: CelType, expected: CelType): boolean {
  return sameType(type, expected) || (type === 'int' && expected === 'double');
}

function compileIn(environment: Environment, source: string, env: CelEnv): Compiled {
  if (source.length > maxSourceLength) return tooLong;
  let parsed: ParseResult;
  try {
    parsed = environment.parse(source);
  } catch (error) {
    return explain(error, source);
  }
  try {
    const { finding, references } = inspect(parsed.ast, env);
    if (finding) return { ok: false, ...finding };
    const checked = parsed.check();
    if (!checked.valid) return explain(checked.error, source);
    const type = resultType(checked.type ?? '');
    if (!type) return { ok: false, position: 0, message: noValue };
    return { ok: true, program: Object.freeze({ source, type, references, reads: restrict(env, references), run: parsed }) };
  } catch (error) {
    return explain(error, source);
  }
}

const tooLong: Compiled = {
  ok: false,
  position: 0,
  message: { de: `Der Ausdruck ist zu lang (höchstens ${maxNodes} Teile).`, en: `The expression is too long (${maxNodes} parts at most).` },
};

const noValue: Words = {
  de: 'Der Ausdruck ergibt keinen einzelnen Wert. Nennen Sie ein Feld, etwa answers.name.full.',
  en: 'The expression does not give a single value. Name a field, such as answers.name.full.',
};

function resultType(name: string): CelType | undefined {
  switch (name) {
    case 'string':
    case 'int':
    case 'double':
    case 'bool':
    case 'date':
      return name;
    case 'list<string>':
    case 'list<T>':
      return { list: 'string' };
    case 'list<int>':
      return { list: 'int' };
    case 'list<double>':
      return { list: 'double' };
    case 'list<bool>':
      return { list: 'bool' };
    case 'list<date>':
      return { list: 'date' };
    default:
      return undefined;
  }
}

/**
 * Computes a program. `values` is keyed as the environment; a value that is absent, null or of another type than
 * declared counts as missing. Never throws.
 */
export function evaluate(program: Program, values: Record<string, unknown>): Evaluation {
  try {
    const result = toValue(program.run(contextFor(program, values)), program.type);
    return result === undefined ? failed : { ok: true, value: result };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return code === 'no_such_key' || code === 'unknown_variable' || code === 'index_out_of_bounds' ? missing : failed;
  }
}

/** A condition: true only when the expression gives true; missing values and errors do not hold. */
export function holds(program: Program, values: Record<string, unknown>): boolean {
  const result = evaluate(program, values);
  return result.ok && result.value === true;
}

const missing: Evaluation = { ok: false, reason: 'missing', message: { de: 'Eine Angabe fehlt.', en: 'A value is missing.' } };
const failed: Evaluation = { ok: false, reason: 'error', message: { de: 'Der Ausdruck lässt sich mit diesen Angaben nicht berechnen.', en: 'The expression cannot be computed with these values.' } };

/** The part of the environment that lies on the paths. */
function restrict(env: CelEnv, references: readonly (readonly string[])[]): CelEnv {
  const part: CelEnv = {};
  for (const name of new Set(references.map((path) => path[0] ?? ''))) {
    const type = env[name];
    const deeper = references.filter((path) => path[0] === name).map((path) => path.slice(1));
    if (type === undefined) continue;
    const whole = typeof type === 'string' || 'list' in type || deeper.some((path) => path.length === 0);
    part[name] = whole ? type : { record: restrict(type.record, deeper) };
  }
  return part;
}

function contextFor(program: Program, values: Record<string, unknown>): Record<string, unknown> {
  const context: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name in program.reads) {
    const type = program.reads[name];
    if (type === undefined) continue;
    const value = fromValue(values[name], type);
    // A record with nothing in it still answers has() with false.
    context[name] = value ?? (typeof type === 'object' && 'record' in type ? {} : undefined);
  }
  return context;
}

function fromValue(value: unknown, type: CelType): unknown {
  if (value === undefined || value === null) return undefined;
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
    case 'double':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'date':
      return typeof value === 'string' && isDay(value) ? new CelDate(value) : undefined;
  }
  if ('list' in type) {
    if (!Array.isArray(value)) return undefined;
    const items = value.map((item) => fromValue(item, type.list));
    return items.includes(undefined) ? undefined : items;
  }
  if (typeof value !== 'object') return undefined;
  const record: Record<string, unknown> = {};
  for (const name in type.record) {
    const fieldType = type.record[name];
    if (fieldType === undefined || !Object.hasOwn(value, name)) continue;
    const field = fromValue((value as Record<string, unknown>)[name], fieldType);
    if (field !== undefined) record[name] = field;
  }
  return record;
}

function toValue(value: unknown, type: CelType): CelValue | undefined {
  if (typeof type === 'object') {
    if (!('list' in type) || !Array.isArray(value)) return undefined;
    const items = value.map((item) => toValue(item, type.list));
    return items.some((item) => item === undefined || Array.isArray(item)) ? undefined : (items as (string | number | boolean)[]);
  }
  if (type === 'int') return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  if (type === 'double') return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  if (type === 'date') return value instanceof CelDate ? value.iso : undefined;
  return typeof value === (type === 'bool' ? 'boolean' : 'string') ? (value as string | boolean) : undefined;
}
