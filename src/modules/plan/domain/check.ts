import { checkMarkdown } from '../../catalogue/index.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import { globalKinds, partsOfSubject, type Content, type Kind, type NewFact } from './kinds.ts';
import { isBroken } from './states.ts';

/** What is wrong with a statement; `key` names the sentence (`plan.problem.*`), `params` fill it. */
export interface Problem {
  subject: string;
  validFrom: PlainDate;
  key: string;
  params: Record<string, string>;
}

interface Alive extends NewFact {
  content: NonNullable<NewFact['content']>;
}

/** Kinds that cannot be older than their plan; laws, papers and budgets may be. */
const datedByPlan: readonly Kind[] = ['status', 'commitment', 'milestone', 'goal', 'measure', 'action-plan', 'item'];

/**
 * Checks a whole set of statements against each other: every reference leads somewhere, nothing goes in circles, nothing
 * is older than its plan, and whoever says "stopped" says why and who decided.
 */
export function checkFacts(facts: readonly NewFact[]): Problem[] {
  const alive = facts.filter((fact): fact is Alive => fact.content !== null);
  const subjects = new Set(alive.map((fact) => fact.subject));
  const plans = new Map<string, Content<'plan'>>();
  for (const fact of alive) if (fact.kind === 'plan') plans.set(fact.plan, fact.content as Content<'plan'>);
  const problems = alive.flatMap((fact) => checkOne(fact, subjects, plans));
  return [...problems, ...circles(alive)];
}

function checkOne(fact: Alive, subjects: ReadonlySet<string>, plans: ReadonlyMap<string, Content<'plan'>>): Problem[] {
  const found: Problem[] = [];
  const say = (key: string, params: Record<string, string> = {}) => void found.push({ subject: fact.subject, validFrom: fact.validFrom, key: `plan.problem.${key}`, params });
  const exists = (subject: string) => {
    if (!subjects.has(subject)) say('unknown', { name: subject });
  };
  const own = (about: string) => exists(about === 'plan' ? `${fact.plan}/plan/plan` : `${fact.plan}/${about}`);
  if (fact.content.source !== null) exists(`source/${fact.content.source}`);
  for (const named of referencesOf(fact)) (named.own ? own : exists)(named.subject);
  for (const text of textsOf(fact.content)) if (checkMarkdown(text)) say('link');
  if (!globalKinds.includes(fact.kind)) {
    const plan = plans.get(fact.plan);
    if (!plan) say('no_plan', { name: fact.plan });
    else if (datedByPlan.includes(fact.kind) && fact.validFrom < plan.from) say('before_plan', { day: fact.validFrom, from: plan.from });
  }
  checkMeaning(fact, plans, say);
  return found;
}

function checkMeaning(fact: Alive, plans: ReadonlyMap<string, Content<'plan'>>, say: (key: string, params?: Record<string, string>) => void): void {
  const plan = plans.get(fact.plan);
  if (is(fact, 'plan') && fact.content.to < fact.content.from) say('ends_first');
  if (is(fact, 'status') && isBroken(fact.content.state) && (!fact.content.reason || !fact.content.decider)) say('no_reason', { state: fact.content.state });
  if (is(fact, 'commitment')) {
    if (fact.content.due !== null && fact.content.due < fact.validFrom) say('due_first');
    if (fact.content.outcome === 'kept' && !fact.content.kept_on) say('kept_when');
  }
  if (is(fact, 'milestone') && plan) {
    for (const day of [fact.content.planned, fact.content.forecast, fact.content.actual]) if (day !== null && day < plan.from) say('before_plan', { day, from: plan.from });
    if (fact.content.planned === null && fact.content.forecast === null && fact.content.actual === null) say('no_day');
  }
  if (is(fact, 'measure') && fact.content.from && fact.content.to && fact.content.to < fact.content.from) say('ends_first');
  if ((is(fact, 'budget') || is(fact, 'item')) && plan && fact.content.year !== null && fact.content.year < Number(plan.from.slice(0, 4))) say('before_plan', { day: String(fact.content.year), from: plan.from });
  if (is(fact, 'action-plan') && plan) for (const year of fact.content.years) if (year < Number(plan.from.slice(0, 4)) || year > Number(plan.to.slice(0, 4))) say('outside_plan', { day: String(year) });
}

function is<K extends Kind>(fact: Alive, kind: K): fact is Alive & { kind: K; content: Content<K> } {
  return fact.kind === kind;
}

/** What a statement names; `own`: written as `measure/a3`, meant inside its plan. */
function referencesOf(fact: Alive): { subject: string; own: boolean }[] {
  const own = (subject: string) => ({ subject, own: true });
  const other = (subject: string) => ({ subject, own: false });
  const content = fact.content as Record<string, unknown>;
  const list = (name: string) => (Array.isArray(content[name]) ? (content[name] as unknown[]).filter((entry): entry is string => typeof entry === 'string') : []);
  const found = [
    ...(typeof content['of'] === 'string' ? [own(content['of'])] : list('of').map(own)),
    ...list('goals').map((key) => own(`goal/${key}`)),
    ...list('measures').map((key) => own(`measure/${key}`)),
    ...list('depends_on').map((key) => own(`measure/${key}`)),
    ...list('laws').map((key) => other(`law/${key}`)),
  ];
  if (is(fact, 'goal') && fact.content.part_of) found.push(own(`goal/${fact.content.part_of}`));
  if (is(fact, 'plan') && fact.content.predecessor) found.push(other(`${fact.content.predecessor}/plan/plan`));
  if (is(fact, 'commitment') && fact.content.paper) found.push(own(`paper/${fact.content.paper}`));
  if (is(fact, 'effect') || is(fact, 'duty-list')) found.push(other(`law/${fact.content.law}`));
  if (is(fact, 'duty')) found.push(other(`duty-list/${fact.content.list}`));
  if (is(fact, 'fate')) found.push(other(`${fact.content.from_plan}/${fact.content.from === 'plan' ? 'plan/plan' : fact.content.from}`), ...(fact.content.to ? [own(fact.content.to)] : []));
  const facts = content['facts'] as { source: string | null }[] | undefined;
  for (const extra of facts ?? []) if (extra.source !== null) found.push(other(`source/${extra.source}`));
  return found;
}

/** Texts of several sentences: shown as the small safe markdown. */
export function textsOf(content: object): string[] {
  return Object.entries(content).filter(([name, value]) => typeof value === 'string' && ['text', 'reason', 'method', 'change', 'summary', 'steering', 'continuation'].includes(name)).map(([, value]) => value as string);
}

/** Goals that are part of themselves, measures that wait for themselves, plans that follow themselves. */
function circles(alive: readonly Alive[]): Problem[] {
  const next = new Map<string, { fact: Alive; to: string[] }>();
  for (const fact of alive) {
    const to = is(fact, 'goal') && fact.content.part_of ? [`${fact.plan}/goal/${fact.content.part_of}`] : is(fact, 'measure') ? fact.content.depends_on.map((key) => `${fact.plan}/measure/${key}`) : is(fact, 'plan') && fact.content.predecessor ? [`${fact.content.predecessor}/plan/plan`] : [];
    const known = next.get(fact.subject);
    next.set(fact.subject, { fact, to: known ? [...known.to, ...to] : to });
  }
  const problems: Problem[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const walk = (subject: string): void => {
    state.set(subject, 'open');
    const here = next.get(subject);
    for (const to of here?.to ?? []) {
      if (state.get(to) === 'open') problems.push({ subject, validFrom: here!.fact.validFrom, key: 'plan.problem.circle', params: { name: partsOfSubject(to)?.key ?? to } });
      else if (!state.has(to)) walk(to);
    }
    state.set(subject, 'done');
  };
  for (const subject of next.keys()) if (!state.has(subject)) walk(subject);
  return problems;
}
