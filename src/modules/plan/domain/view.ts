import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import { addMonths, dateOf, type PlainDate } from '../../../kernel/time/index.ts';
import { partsOfSubject, type AnyContent, type Content, type Kind } from './kinds.ts';
import { isBroken, type State } from './states.ts';

/** One statement in a view: what it says, since when it holds, when it was recorded. */
export interface Entry<K extends Kind = Kind> {
  subject: string;
  key: string;
  seq: number;
  validFrom: PlainDate;
  recordedAt: Date;
  content: Content<K>;
}

/** Rows as the store gives them. */
export interface CellRow {
  seq: number;
  subject: string;
  plan: string;
  kind: Kind;
  validFrom: PlainDate;
  recordedAt: Date;
  content: AnyContent | null;
}

/** How something stands, with everything needed to say so honestly. */
export interface Standing {
  /** `unknown` where nothing is sourced, or where the source was taken back. */
  state: State;
  entry: Entry<'status'> | undefined;
  /** The statement names a source that is no longer there. */
  evidenceLost: boolean;
  /** Nobody confirmed it for a year, seen from the day of the view. */
  stale: boolean;
}

export interface PlanView {
  key: string;
  asOf: PlainDate;
  plan: Entry<'plan'>;
  goals: Entry<'goal'>[];
  measures: Entry<'measure'>[];
  actionPlans: Entry<'action-plan'>[];
  items: Entry<'item'>[];
  milestones: Entry<'milestone'>[];
  budgets: Entry<'budget'>[];
  gains: Entry<'gain'>[];
  commitments: Entry<'commitment'>[];
  papers: Entry<'paper'>[];
  fates: Entry<'fate'>[];
  effects: Entry<'effect'>[];
  targets: Entry<'target'>[];
  manuals: Entry<'manual'>[];
  laws: Map<string, Entry<'law'>>;
  sources: Map<string, Entry<'source'>>;
  /** By `plan`, `measure/a3`, `item/…`, `goal/…`. */
  standing(about: string): Standing;
  /** SHA-256 over everything the view says: the same point gives the same sum, for ever. */
  checksum(): string;
  /** Statements recorded after the day they are shown for. */
  recordedLater: number;
  statements: number;
  lastRecorded: Date;
}

/** Puts a plan together from everything that held at one point. Undefined: there was no such plan then. */
export function buildView(key: string, rows: readonly CellRow[], asOf: PlainDate): PlanView | undefined {
  const by = new Map<Kind, Entry[]>();
  for (const row of rows) {
    if (row.content === null || (row.plan !== key && row.plan !== '')) continue;
    const entry: Entry = { subject: row.subject, key: partsOfSubject(row.subject)?.key ?? row.subject, seq: row.seq, validFrom: row.validFrom, recordedAt: row.recordedAt, content: row.content };
    const list = by.get(row.kind);
    if (list) list.push(entry);
    else by.set(row.kind, [entry]);
  }
  const of = <K extends Kind>(kind: K) => (by.get(kind) ?? []) as unknown as Entry<K>[];
  const plan = of('plan')[0];
  if (!plan) return undefined;
  const sources = new Map(of('source').map((entry) => [entry.key, entry]));
  const statuses = new Map(of('status').map((entry) => [entry.content.of, entry]));
  const yearAgo = addMonths(asOf, -12);
  const used = rows.filter((row) => row.plan === key && row.content !== null);
  const byOrder = (a: { content: { order: number } }, b: { content: { order: number } }) => a.content.order - b.content.order;
  return {
    key, asOf, plan, sources,
    goals: of('goal').sort(byOrder),
    measures: of('measure').sort(byOrder),
    actionPlans: of('action-plan').sort((a, b) => a.content.years[0]! - b.content.years[0]!),
    items: of('item').sort(byDay),
    milestones: of('milestone'), budgets: of('budget').sort(byDay), gains: of('gain'), commitments: of('commitment').sort(byDay), papers: of('paper').sort(byDay),
    fates: of('fate'), effects: of('effect').sort(byDay), targets: of('target'), manuals: of('manual'),
    laws: new Map(of('law').map((entry) => [entry.key, entry])),
    standing(about) {
      const entry = statuses.get(about);
      const evidenceLost = entry !== undefined && entry.content.source !== null && !sources.has(entry.content.source);
      return { state: entry && !evidenceLost ? entry.content.state : 'unknown', entry, evidenceLost, stale: entry !== undefined && entry.validFrom < yearAgo };
    },
    checksum: once(() => checksumOf(used)),
    recordedLater: used.filter((row) => dateOf(row.recordedAt) > asOf).length,
    statements: used.length,
    lastRecorded: used.reduce((last, row) => (row.recordedAt > last ? row.recordedAt : last), new Date(0)),
  };
}

function once<V>(make: () => V): () => V {
  let made: V | undefined;
  return () => (made ??= make());
}

const byDay = (a: Entry, b: Entry) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : a.seq - b.seq);

function checksumOf(rows: readonly CellRow[]): string {
  const said = rows.map(({ subject, validFrom, content }) => ({ subject, validFrom, content })).sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : a.validFrom < b.validFrom ? -1 : 1));
  return createHash('sha256').update(canonicalJson(said)).digest('hex');
}

export interface Broken {
  about: string;
  standing: Standing;
}

/** Everything stopped, postponed, reduced, merged or overtaken by law: measures, projects, the plan itself. */
export function brokenThings(view: PlanView): Broken[] {
  return ['plan', ...view.measures.map(({ key }) => `measure/${key}`), ...view.items.map(({ key }) => `item/${key}`), ...view.goals.map(({ key }) => `goal/${key}`)]
    .map((about) => ({ about, standing: view.standing(about) }))
    .filter(({ standing }) => isBroken(standing.state));
}

/** How many of a kind stand how, in the order of `states`. */
export function tally(standings: readonly Standing[]): Map<State, number> {
  const counts = new Map<State, number>();
  for (const { state } of standings) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/** Years the plan covers, each with its action plan, an express "there was none", or nothing known. */
export function actionYears(view: PlanView): { year: number; plan: Entry<'action-plan'> | undefined }[] {
  const from = Number(view.plan.content.from.slice(0, 4));
  const to = Number(view.plan.content.to.slice(0, 4));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => ({ year: from + at, plan: view.actionPlans.find((entry) => entry.content.years.includes(from + at)) }));
}
