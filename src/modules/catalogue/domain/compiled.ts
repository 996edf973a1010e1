import { CodedError } from '../../../kernel/errors/errors.ts';
import { compile } from '../../../kernel/expressions/index.ts';
import type { CelEnv, CelType, Program } from '../../../kernel/expressions/index.ts';
import type { PartsCatalog } from '../../../kernel/parts/types.ts';
import { contentHash, deepFreeze } from './canonical.ts';
import { checkLoaded } from './check-package.ts';
import type { KnownKeys } from './check/check-service.ts';
import type { Problem } from './problems.ts';
import { hasErrors } from './problems.ts';
import type { PackageFiles } from './read-package.ts';
import type { ServiceExample } from './schema/example.ts';
import type { FormDefinition } from './schema/form.ts';
import type { ProcessDefinition } from './schema/process.ts';
import type { ServiceDefinition } from './schema/service.ts';
import { formEnv, processEnv } from './scope.ts';
import type { ServiceTypes } from './scope.ts';

/** What is stored of a published version: plain JSON, enough to compile without folder and parts. */
export interface StoredService {
  format: 1;
  service: ServiceDefinition;
  form?: FormDefinition | undefined;
  process?: ProcessDefinition | undefined;
  examples: ServiceExample[];
  types: ServiceTypes;
}

export interface CompiledUse {
  id: string;
  use: string;
  with: ReadonlyMap<string, Program>;
  when: Program | undefined;
}

/** A package ready to work with. Frozen; two equal packages have the same hash. */
export interface CompiledService {
  /** SHA-256 of the canonical JSON of `stored`, hex. */
  readonly hash: string;
  readonly stored: StoredService;
  readonly service: ServiceDefinition;
  readonly form: FormDefinition | undefined;
  readonly process: ProcessDefinition | undefined;
  readonly types: ServiceTypes;
  /** Conditions of the form by name. */
  readonly conditions: ReadonlyMap<string, Program>;
  readonly checks: readonly CompiledUse[];
  readonly rules: ReadonlyMap<string, Program>;
  readonly feeChoices: readonly { amount: string; when: Program | undefined }[];
  readonly effects: readonly CompiledUse[];
}

export type CompileResult = { ok: true; service: CompiledService; problems: Problem[] } | { ok: false; problems: Problem[] };

/** Checks and compiles a package. Warnings come along, errors end it. */
export function compilePackage(folderOrFiles: string | PackageFiles, parts: PartsCatalog, known: KnownKeys = {}): CompileResult {
  const checked = checkLoaded(folderOrFiles, parts, known);
  const service = checked.service?.value;
  if (hasErrors(checked.problems) || !service) return { ok: false, problems: checked.problems };
  const stored: StoredService = {
    format: 1,
    service,
    ...(checked.form?.value ? { form: checked.form.value } : {}),
    ...(checked.process?.value ? { process: checked.process.value } : {}),
    examples: checked.examples.flatMap((example) => example.value ?? []),
    types: checked.types,
  };
  return { ok: true, service: fromStored(stored), problems: checked.problems };
}

/** From the database back to work. Throws CATALOGUE_STORED_SERVICE when the JSON is not what compilePackage wrote. */
export function fromStored(json: unknown): CompiledService {
  if (typeof json !== 'object' || json === null || (json as { format?: unknown }).format !== 1) {
    throw new CodedError('CATALOGUE_STORED_SERVICE', 'The stored service has an unknown format.');
  }
  // JSON has no undefined; without this a stored and a fresh package would differ in hash.
  const stored = deepFreeze(JSON.parse(JSON.stringify(json)) as StoredService);
  const { form, process, types, service } = stored;
  const must = (source: string, env: CelEnv, expected?: CelType): Program => {
    const compiled = compile(source, env, expected);
    if (!compiled.ok) throw new CodedError('CATALOGUE_STORED_SERVICE', `A stored expression no longer compiles: ${compiled.message.en}`);
    return compiled.program;
  };
  const optional = (source: string | undefined, env: CelEnv) => (source === undefined ? undefined : must(source, env, 'bool'));
  const done: string[] = [];
  const use = (item: { id: string; use: string; with: Record<string, string>; when?: string | undefined }, env: CelEnv): CompiledUse =>
    Object.freeze({ id: item.id, use: item.use, with: new Map(Object.entries(item.with).map(([name, source]) => [name, must(source, env)])), when: optional(item.when, env) });
  const conditionsEnv = formEnv(types);
  const checks = (process?.checks ?? []).map((check) => {
    const compiled = use(check, processEnv(types, done));
    done.push(check.id);
    return compiled;
  });
  const env = processEnv(types, done);
  const applied: string[] = [];
  const effects = (process?.effects ?? []).map((effect) => {
    const compiled = use(effect, processEnv(types, done, applied));
    applied.push(effect.id);
    return compiled;
  });
  return Object.freeze({
    hash: contentHash(stored),
    stored,
    service,
    form,
    process,
    types,
    conditions: new Map(Object.entries(form?.conditions ?? {}).map(([name, condition]) => [name, must(condition.cel, conditionsEnv, 'bool')])),
    checks,
    rules: new Map((process?.rules ?? []).map((rule) => [rule.id, must(rule.ok, env, 'bool')])),
    feeChoices: (process?.fee.choose ?? []).map((choice) => ({ amount: choice.amount, when: optional(choice.when, env) })),
    effects,
  });
}
