import type { T } from '../../../kernel/i18n/i18n.ts';
import { questions } from '../../plan/index.ts';

/** Words shorter than this say nothing about the matter, and a stem keeps as many letters when its ending is cut. */
const shortest = 4;

/**
 * The entry of the plan's list of questions that a question asks about, by the words they share; rare words weigh more.
 * Undefined where none stands out. A proposal for the select box, never more.
 */
export function suggestTopic(text: string, t: T): string | undefined {
  const topics = questions.map(({ id }) => ({ id, stems: stemsOf(t(`plan.question.${id}`)) }));
  const spread = new Map<string, number>();
  for (const { stems } of topics) for (const word of stems) spread.set(word, (spread.get(word) ?? 0) + 1);
  const asked = stemsOf(text);
  const scored = topics.map(({ id, stems }) => ({ id, score: [...stems].filter((word) => asked.has(word)).reduce((sum, word) => sum + 1 / spread.get(word)!, 0) })).sort((a, b) => b.score - a.score);
  return scored[0]!.score >= 0.5 && scored[0]!.score > scored[1]!.score ? scored[0]!.id : undefined;
}

const stemsOf = (text: string): Set<string> => new Set(text.toLowerCase().split(/[^\p{L}\d]+/u).filter((word) => word.length >= shortest || /\d/.test(word)).map((word) => (word.length > shortest + 1 ? word.replace(/(e[nrms]?|n|s)$/u, '') : word)));
