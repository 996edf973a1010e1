import type { PartValues } from '../../../kernel/parts/parts.ts';

/**
 * The outputs of effects without access codes (`…_code`): a code stands in the letter it is sent with and nowhere else, so
 * it is kept neither in the evidence nor, once the letter is written, with the decision.
 */
export function withoutCodes(effects: Record<string, PartValues>): Record<string, PartValues> {
  return Object.fromEntries(Object.entries(effects).map(([id, outputs]) => [id, Object.fromEntries(Object.entries(outputs).filter(([name]) => !name.endsWith('_code')))]));
}
