import { compile, evaluate, holds } from '../../../kernel/expressions/index.ts';
import type { CelValue } from '../../../kernel/expressions/index.ts';
import { amountOn } from './fee.ts';
import type { CompiledService, CompiledUse } from './compiled.ts';
import { inLang } from './schema/common.ts';
import type { Lang, Localized } from './schema/common.ts';
import type { LetterKind, RuleDefinition } from './schema/process.ts';
import type { FeeAmount } from './schema/service.ts';
import { letterEnv } from './scope.ts';
import { fillTemplate, parseTemplate, type Missing } from './templates.ts';

/** Values for expressions of the process; see docs/service-packages.md for the names. */
export type ProcessValues = Record<string, unknown> & { today: string };

/** The inputs of a check or effect; undefined: its `when` does not hold, it is left out. Missing values are absent. */
export function inputsOf(use: CompiledUse, values: ProcessValues): Record<string, CelValue> | undefined {
  if (use.when && !holds(use.when, values)) return undefined;
  const inputs: Record<string, CelValue> = {};
  for (const [name, program] of use.with) {
    const result = evaluate(program, values);
    if (result.ok) inputs[name] = result.value;
  }
  return inputs;
}

/** The rules that are not fulfilled, in order. A rule that cannot be answered is not fulfilled: a person looks at it. */
export function brokenRules(service: CompiledService, values: ProcessValues): RuleDefinition[] {
  return (service.process?.rules ?? []).filter((rule) => {
    const program = service.rules.get(rule.id);
    return !program || !holds(program, values);
  });
}

/** The fee of a case; undefined: none is collected. `day` is the day whose amount applies (default: today). */
export function chooseFee(service: CompiledService, values: ProcessValues, day = values.today): FeeAmount | undefined {
  if (!service.process || service.process.fee.collect === 'none') return undefined;
  const choice = service.feeChoices.find(({ when }) => when === undefined || holds(when, values));
  return choice && amountOn(service.service, choice.amount, day);
}

/** A block of a letter with its texts filled in; the shape the letter template reads. */
export type FilledBlock =
  | { type: 'paragraph' | 'heading' | 'box' | 'legal-remedy'; text: string }
  | { type: 'list'; items: string[] }
  | { type: 'keyvalue'; rows: { label: string; value: string }[] };

export interface FilledLetter {
  subject: string;
  blocks: FilledBlock[];
}

/**
 * Fills a letter in a language; undefined when the package has no letter of this kind. Blocks without any text are left
 * out. `missing`: what stands for a value that is not there, such as in a preview; nothing if left out.
 */
export function fillLetter(service: CompiledService, kind: LetterKind, values: ProcessValues, lang: Lang, missing?: Missing): FilledLetter | undefined {
  const letter = service.process?.letters[kind];
  if (!letter) return undefined;
  const env = letterEnv(service.types, kind);
  const fill = (text: Localized): string => {
    const parsed = parseTemplate(inLang(text, lang), env);
    return parsed.ok ? fillTemplate(parsed.template, values, lang, missing).trim() : '';
  };
  const blocks = letter.blocks.flatMap((block): FilledBlock[] => {
    if (block.when !== undefined) {
      const condition = compile(block.when, env, 'bool');
      if (!condition.ok || !holds(condition.program, values)) return [];
    }
    if (block.type === 'list') {
      const items = block.items.map(fill).filter(Boolean);
      return items.length > 0 ? [{ type: 'list', items }] : [];
    }
    if (block.type === 'keyvalue') return [{ type: 'keyvalue', rows: block.rows.map((row) => ({ label: fill(row.label), value: fill(row.value) })) }];
    const text = fill(block.text);
    return text === '' ? [] : [{ type: block.type, text }];
  });
  return { subject: fill(letter.subject), blocks };
}
