import { evaluate } from '../../../kernel/expressions/index.ts';
import type { CheckOutcome, PartValues } from '../../../kernel/parts/parts.ts';
import { brokenRules, inputsOf, type CompiledService, type ProcessValues } from '../../catalogue/index.ts';

/** One check of a package, what it was asked and what came out; no outcome: it was not asked, because its condition or an input is missing. */
export interface Asked {
  check: CompiledService['checks'][number];
  inputs: PartValues;
  outcome: CheckOutcome | undefined;
}

export interface Doubts {
  asked: Asked[];
  /** `<check or rule>:<reason>`; none: nothing stands against a grant. */
  reasons: string[];
  /** Who did not answer; then nothing after it was asked. */
  neighbour: string | undefined;
  /** By check. */
  outputs: Record<string, PartValues>;
}

/** Runs a package's checks in order and then its rules. All doubts are collected, so that a clerk sees everything at once. */
export async function findDoubts(service: CompiledService, known: ProcessValues, ask: (use: string, inputs: PartValues) => Promise<CheckOutcome>): Promise<Doubts> {
  const outputs: Record<string, PartValues> = {};
  const found: Doubts = { asked: [], reasons: [], neighbour: undefined, outputs };
  // what an earlier round found does not count in this one
  const values = { ...known, checks: outputs };
  const doubtful = new Set<string>();
  for (const check of service.checks) {
    const inputs = inputsOf(check, values) as PartValues | undefined;
    const lacks = inputs && [...check.with].some(([name, program]) => !(name in inputs) && program.references.some((path) => path[0] === 'checks' && doubtful.has(path[1] ?? '')));
    if (!inputs || lacks) {
      found.asked.push({ check, inputs: inputs ?? {}, outcome: undefined });
      if (lacks) doubtful.add(check.id);
      continue;
    }
    const outcome = await ask(check.use, inputs);
    found.asked.push({ check, inputs, outcome });
    if (outcome.result === 'unavailable') return { ...found, neighbour: outcome.neighbour };
    outputs[check.id] = outcome.outputs;
    if (outcome.result === 'ok') continue;
    doubtful.add(check.id);
    found.reasons.push(...outcome.reasons.map((reason) => `${check.id}:${reason}`));
  }
  // a rule that cannot be answered because its check fell out would only repeat that check's reason
  const broken = brokenRules(service, values).filter((rule) => {
    const program = service.rules.get(rule.id);
    const hangsOnDoubt = program?.references.some((path) => path[0] === 'checks' && doubtful.has(path[1] ?? ''));
    return !program || !hangsOnDoubt || evaluate(program, values).ok;
  });
  found.reasons.push(...broken.map((rule) => `${rule.id}:${rule.reason}`));
  return found;
}
