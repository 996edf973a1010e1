import type { Tx } from '../../kernel/db/db.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { currentView, pointOf, recordPromise } from '../plan/index.ts';
import { answerChecksum, nextStep, sentenceHash, signingProblem, unproven, type Signing, type SigningProblem } from './domain/release.ts';
import { slugOf, type PaperHead, type Promised, type Question, type Rules, type Statement } from './domain/shapes.ts';
import { authorityName } from './load.ts';
import { drafts, insertDraft, insertPaper, insertPublication, insertStep, insertVouch, lockPaper, papers, promises, publications, statements, steps, vouches, type Draft, type Paper, type Step, type Vouch } from './store.ts';

export interface Person { id: string; offices: readonly string[] }

/** An answer as it stands: its newest saved state, what was signed, who vouched. */
export interface Answer {
  drafts: Draft[];
  statements: Statement[];
  promises: Promised[];
  steps: Step[];
  vouches: Vouch[];
  signing: Signing;
  published: boolean;
}

export async function loadAnswer(db: Kernel['db'] | Tx, paper: Paper, rules: Rules): Promise<Answer> {
  const saved = await drafts(db, paper.slug);
  const [newest] = saved;
  const said = newest ? await statements(db, newest.id) : [];
  const promised = newest ? await promises(db, newest.id) : [];
  const [taken, vouched, out] = [await steps(db, paper.slug), await vouches(db, paper.slug), await publications(db, paper.slug)];
  // signatures belong to one saved state: a new one begins without any
  const signed = taken.filter((step) => step.revision === newest?.revision && step.outcome === 'signed').map(({ step, by }) => ({ step, by }));
  const signing: Signing = { steps: rules.steps, questions: paper.questions.length, statements: said, vouched: new Set(vouched.map(({ hash }) => hash)), authors: new Set(saved.map(({ authorId }) => authorId)), signed };
  return { drafts: saved, statements: said, promises: promised, steps: taken, vouches: vouched, signing, published: out.length > 0 };
}

export async function recordEnquiry(kernel: Kernel, input: { head: PaperHead; questions: Question[]; authorId: string }): Promise<{ ok: true; slug: string } | { ok: false; reason: 'taken' }> {
  const slug = slugOf(input.head.reference ?? '');
  return kernel.db.transaction().execute(async (tx) => {
    await lockPaper(tx, 'import');
    if ((await papers(tx, slug)).length > 0) return { ok: false as const, reason: 'taken' as const };
    await insertPaper(tx, { slug, head: input.head, questions: input.questions, origin: 'staff', hash: '', authorId: input.authorId }, kernel.clock.now());
    return { ok: true as const, slug };
  });
}

/** Saves a state of the answer. `base` is the revision the editor saw: whoever writes on old ground is told. */
export async function saveDraft(kernel: Kernel, input: { slug: string; base: number; statements: readonly Statement[]; promises: readonly Promised[]; authorId: string; note: string }): Promise<{ ok: true } | { ok: false; reason: 'changed' | 'published' }> {
  return kernel.db.transaction().execute(async (tx) => {
    await lockPaper(tx, input.slug);
    const newest = (await drafts(tx, input.slug))[0]?.revision ?? 0;
    if (newest !== input.base) return { ok: false as const, reason: 'changed' as const };
    if ((await publications(tx, input.slug)).length > 0) return { ok: false as const, reason: 'published' as const };
    await insertDraft(tx, { id: uuidv7(), slug: input.slug, revision: newest + 1, authorId: input.authorId, note: input.note, recordedAt: kernel.clock.now() }, input.statements, input.promises);
    return { ok: true as const };
  });
}

export type ActResult = { ok: true } | { ok: false; reason: SigningProblem | 'changed' | 'not_signed' | 'published' | 'reason' | 'no_plan' | 'promise_refused' };

interface Act { slug: string; revision: number; by: Person; note: string }

async function act(kernel: Kernel, rules: Rules, input: Act, work: (tx: Tx, answer: Answer) => Promise<ActResult>): Promise<ActResult> {
  return kernel.db.transaction().execute(async (tx): Promise<ActResult> => {
    await lockPaper(tx, input.slug);
    const [paper] = await papers(tx, input.slug);
    const answer = paper && (await loadAnswer(tx, paper, rules));
    if (answer?.drafts[0]?.revision !== input.revision) return { ok: false, reason: 'changed' };
    return answer.published ? { ok: false, reason: 'published' } : work(tx, answer);
  });
}

/** Answers by name for a sentence that cites nothing. Nobody vouches for their own words. */
export const vouchFor = (kernel: Kernel, rules: Rules, input: Act & { hash: string }): Promise<ActResult> =>
  act(kernel, rules, input, async (tx, { signing }) => {
    if (input.note === '') return { ok: false, reason: 'reason' };
    if (signing.authors.has(input.by.id)) return { ok: false, reason: 'own' };
    if (!unproven(signing.statements, signing.vouched).some((statement) => sentenceHash(statement) === input.hash)) return { ok: false, reason: 'changed' };
    await insertVouch(tx, uuidv7(), input.slug, { hash: input.hash, by: input.by.id, reason: input.note, at: kernel.clock.now() });
    return { ok: true };
  });

/** Signs the next step of the chain. */
export const sign = (kernel: Kernel, rules: Rules, input: Act): Promise<ActResult> =>
  act(kernel, rules, input, async (tx, { signing }) => {
    const problem = signingProblem(signing, input.by);
    if (problem) return { ok: false, reason: problem };
    await insertStep(tx, uuidv7(), input.slug, { revision: input.revision, step: nextStep(signing)!.key, outcome: 'signed', by: input.by.id, note: input.note, at: kernel.clock.now() });
    return { ok: true };
  });

/** Gives the answer back to those who draft it: the same words become a new state, which nobody has signed. */
export const giveBack = (kernel: Kernel, rules: Rules, input: Act): Promise<ActResult> =>
  act(kernel, rules, input, async (tx, { signing, promises: promised, drafts: [newest] }) => {
    if (input.note === '') return { ok: false, reason: 'reason' };
    const at = kernel.clock.now();
    await insertStep(tx, uuidv7(), input.slug, { revision: input.revision, step: nextStep(signing)?.key ?? signing.steps.at(-1)!.key, outcome: 'returned', by: input.by.id, note: input.note, at });
    await insertDraft(tx, { ...newest!, id: uuidv7(), revision: input.revision + 1, note: input.note, recordedAt: at }, signing.statements, promised);
    return { ok: true };
  });

/** Publishes a fully signed answer, promises it in the evidence log, and hands what it promises to the plan, which chases it. */
export async function publish(kernel: Kernel, rules: Rules, input: Act): Promise<ActResult> {
  const plan = (await currentView(kernel, pointOf(kernel, {}).point))?.key ?? '';
  return act(kernel, rules, input, async (tx, { signing, promises: promised, drafts: [newest], steps: taken }) => {
    if (nextStep(signing)) return { ok: false, reason: 'not_signed' };
    if (unproven(signing.statements, signing.vouched).length > 0) return { ok: false, reason: 'uncited' };
    if (promised.length > 0 && plan === '') return { ok: false, reason: 'no_plan' };
    const [paper] = await papers(tx, input.slug);
    const name = paper?.head.reference ?? input.slug;
    const by = paper?.head.department ?? authorityName(kernel);
    for (const [index, { text, due, about }] of promised.entries()) {
      const content = { source: null, source_note: name, precision: 'day' as const, assessment: false, of: [about], text, by, due, outcome: 'open' as const };
      const problems = await recordPromise(kernel, tx, { plan, key: promiseKey(input.slug, index), content, note: name, authorId: newest!.authorId, releasedBy: taken.findLast((step) => step.outcome === 'signed')!.by });
      if (problems.length > 0) throw new PromiseRefused();
    }
    const checksum = answerChecksum({ statements: signing.statements, promises: promised });
    await insertPublication(tx, { slug: input.slug, revision: input.revision, by: input.by.id, at: kernel.clock.now(), plan, checksum });
    await kernel.evidence.append(tx, { kind: 'council.published', content: { paper: input.slug, revision: input.revision, checksum } });
    return { ok: true };
  }).catch((error: unknown): ActResult => {
    if (error instanceof PromiseRefused) return { ok: false, reason: 'promise_refused' };
    throw error;
  });
}

/** Undoes the whole publication: an answer goes out with all it promises or not at all. */
class PromiseRefused extends Error {}

/** The promise's place in the plan: `/plan/<plan>#zusage-<key>`. */
export const promiseKey = (slug: string, index: number): string => `${slug.slice(0, 70)}-${index + 1}`;
