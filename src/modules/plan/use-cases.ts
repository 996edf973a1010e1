import type { Tx } from '../../kernel/db/db.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { dateOf } from '../../kernel/time/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { checkFacts, type Problem } from './domain/check.ts';
import type { Content, NewFact } from './domain/kinds.ts';
import { contentHash } from './import/import-folder.ts';
import { appendFact, lockPlan, newestSeq } from './store.ts';
import { findProposal, insertDecision, insertProposal, standingFacts } from './store-proposals.ts';

export type ProposeResult = { ok: true; id: string } | { ok: false; reason: 'changed' | 'future' | 'same' } | { ok: false; reason: 'problems'; problems: Problem[] };
export type DecideResult = { ok: true } | { ok: false; reason: 'own' | 'decided' | 'changed' | 'missing' } | { ok: false; reason: 'problems'; problems: Problem[] };

/** What the plan would say with this change, judged by the rules; only what the change itself breaks is told. */
export async function problemsOf(kernel: Kernel, change: NewFact, db: Parameters<typeof standingFacts>[0] = kernel.db): Promise<Problem[]> {
  const before = await standingFacts(db);
  const after: NewFact[] = [...before.filter((fact) => fact.subject !== change.subject || fact.validFrom !== change.validFrom), ...(change.content === null ? [] : [change])];
  const known = new Set(checkFacts(before).map(nameOf));
  // taking back a source is allowed: what it proved then reads "evidence withdrawn"
  const found = checkFacts(after).filter((problem) => !known.has(nameOf(problem)));
  return change.kind === 'source' && change.content === null ? [] : found;
}

const nameOf = (problem: Problem) => `${problem.subject}@${problem.validFrom}:${problem.key}:${JSON.stringify(problem.params)}`;

/** One person proposes; nothing is public yet. `baseSeq` is what they saw: whoever writes on old ground is told. */
export async function propose(kernel: Kernel, input: NewFact & { baseSeq: number | null; note: string; authorId: string }): Promise<ProposeResult> {
  return kernel.db.transaction().execute(async (tx): Promise<ProposeResult> => {
    await lockPlan(tx);
    const newest = await newestSeq(tx, input.subject);
    if (newest !== input.baseSeq) return { ok: false, reason: 'changed' };
    if (input.validFrom > dateOf(kernel.clock.now())) return { ok: false, reason: 'future' };
    const standing = (await standingFacts(tx)).find((fact) => fact.subject === input.subject && fact.validFrom === input.validFrom);
    if (standing ? input.content !== null && contentHash(standing.content!) === contentHash(input.content) : input.content === null) return { ok: false, reason: 'same' };
    const problems = await problemsOf(kernel, input, tx);
    if (problems.length > 0) return { ok: false, reason: 'problems', problems };
    const id = uuidv7();
    await insertProposal(tx, { ...input, id, createdAt: kernel.clock.now() });
    return { ok: true, id };
  });
}

/** Somebody else releases it: from then on it is public, recorded with both names, and promised in the evidence log. */
export async function release(kernel: Kernel, input: { id: string; by: string; note: string }): Promise<DecideResult> {
  return kernel.db.transaction().execute(async (tx): Promise<DecideResult> => {
    await lockPlan(tx);
    const proposal = await findProposal(tx, input.id);
    if (!proposal) return { ok: false, reason: 'missing' };
    if (proposal.outcome !== null) return { ok: false, reason: 'decided' };
    if (proposal.authorId === input.by) return { ok: false, reason: 'own' };
    if ((await newestSeq(tx, proposal.subject)) !== proposal.baseSeq) return { ok: false, reason: 'changed' };
    const problems = await problemsOf(kernel, proposal, tx);
    if (problems.length > 0) return { ok: false, reason: 'problems', problems };
    const at = kernel.clock.now();
    const factSeq = await appendFact(tx, proposal, { origin: 'staff', authorId: proposal.authorId, releasedBy: input.by, note: proposal.note, at });
    await insertDecision(tx, { id: proposal.id, outcome: 'released', factSeq, note: input.note, by: input.by, at });
    await kernel.evidence.append(tx, { kind: 'plan.released', content: { subject: proposal.subject, validFrom: proposal.validFrom, content: proposal.content === null ? null : contentHash(proposal.content) } });
    return { ok: true };
  });
}

/**
 * A promise made in an answer to the council, which others have signed: it stands in the plan from that day, under both
 * names. Returns what the rules of the plan have against it; then nothing is recorded.
 */
export async function recordPromise(kernel: Kernel, tx: Tx, input: { plan: string; key: string; content: Content<'commitment'>; note: string; authorId: string; releasedBy: string }): Promise<Problem[]> {
  await lockPlan(tx);
  const at = kernel.clock.now();
  const fact: NewFact = { subject: `${input.plan}/commitment/${input.key}`, plan: input.plan, kind: 'commitment', validFrom: dateOf(at), content: input.content };
  const problems = await problemsOf(kernel, fact, tx);
  if (problems.length > 0) return problems;
  await appendFact(tx, fact, { origin: 'staff', authorId: input.authorId, releasedBy: input.releasedBy, note: input.note, at });
  await kernel.evidence.append(tx, { kind: 'plan.released', content: { subject: fact.subject, validFrom: fact.validFrom, content: contentHash(input.content) } });
  return [];
}

/** Ends a proposal without releasing it: its author takes it back, or somebody else says why not. */
export async function refuse(kernel: Kernel, input: { id: string; by: string; note: string }): Promise<DecideResult> {
  return kernel.db.transaction().execute(async (tx): Promise<DecideResult> => {
    const proposal = await findProposal(tx, input.id);
    if (!proposal) return { ok: false, reason: 'missing' };
    const outcome = proposal.authorId === input.by ? ('taken_back' as const) : ('rejected' as const);
    return (await insertDecision(tx, { id: input.id, outcome, factSeq: null, note: input.note, by: input.by, at: kernel.clock.now() })) ? { ok: true } : { ok: false, reason: 'decided' };
  });
}
