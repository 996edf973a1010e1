import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import type { Promised, Rules, Statement } from './shapes.ts';

const sum = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** A sentence by its words: whoever vouched for it vouched for exactly these. */
export const sentenceHash = ({ question, text }: Pick<Statement, 'question' | 'text'>): string => sum({ question, text });

/** The sum of an answer: sentences, what they rest on, what is promised. */
export const answerChecksum = ({ statements, promises }: { statements: readonly Statement[]; promises: readonly Promised[] }): string =>
  sum({ statements: statements.map(({ question, text, citation }) => ({ question, text, citation: citation && { ...citation } })), promises: promises.map(({ text, due, about }) => ({ text, due, about })) });

/** Sentences nobody can trace and nobody answers for. */
export const unproven = (statements: readonly Statement[], vouched: ReadonlySet<string>): Statement[] => statements.filter((statement) => statement.citation === null && !vouched.has(sentenceHash(statement)));

export interface Signing {
  steps: Rules['steps'];
  questions: number;
  statements: readonly Statement[];
  vouched: ReadonlySet<string>;
  /** Everybody who saved a state of this answer. */
  authors: ReadonlySet<string>;
  signed: readonly { step: string; by: string }[];
}

export type SigningProblem = 'empty' | 'uncited' | 'own' | 'twice' | 'office' | 'done';

export const nextStep = ({ steps, signed }: Pick<Signing, 'steps' | 'signed'>): Rules['steps'][number] | undefined => steps.find((step) => !signed.some((known) => known.step === step.key));

/** Why this person may not sign the next step; undefined: may. Each step by somebody else, none by who drafted. */
export function signingProblem(state: Signing, by: { id: string; offices: readonly string[] }): SigningProblem | undefined {
  const step = nextStep(state);
  if (!step) return 'done';
  for (let number = 1; number <= state.questions; number += 1) if (!state.statements.some((statement) => statement.question === number)) return 'empty';
  if (unproven(state.statements, state.vouched).length > 0) return 'uncited';
  if (state.authors.has(by.id)) return 'own';
  if (state.signed.some((known) => known.by === by.id)) return 'twice';
  return step.offices && !step.offices.some((office) => by.offices.includes(office)) ? 'office' : undefined;
}
