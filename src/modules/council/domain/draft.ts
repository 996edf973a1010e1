import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Indicator } from '../../../kernel/indicators/indicators.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { aboutName, aboutPath, brokenThings, formatFigure, placeOf, questions as topics, sinceWords, type Entry, type FigureState, type PlanView } from '../../plan/index.ts';
import type { Citation, Question, Statement } from './shapes.ts';

/** What an answer may be made from: the plan at one point, and the newest snapshots of its figures. */
export interface Monitor {
  view: PlanView;
  /** The moment of the answer: what is cited names it, so that the page says the same for ever. */
  knownAt: Date;
  /** Figures each measure names, in order; `''`: all of them. */
  figuresOf: ReadonlyMap<string, readonly string[]>;
  figures: ReadonlyMap<string, FigureState>;
  indicator(key: string): Indicator | undefined;
  t: T;
  lang: Lang;
}

type Part = Omit<Statement, 'question'>;

/** An answer, question by question, from the monitor alone: every sentence rests on a dated record, and a gap reads "keine Daten". */
export function draftAnswer(asked: readonly Pick<Question, 'topic'>[], monitor: Monitor): Statement[] {
  return asked.flatMap(({ topic }, index) => (topic === null ? [] : draftTopic(topic, monitor)).map((part) => ({ question: index + 1, ...part })));
}

/** What the monitor says about one entry of the plan's list of questions; empty for one it does not know. */
export function draftTopic(id: string, monitor: Monitor): Part[] {
  const topic = topics.find((question) => question.id === id);
  if (!topic) return [];
  const place = placeOf(topic, monitor.view.key);
  const found = makers[place.slice(place.indexOf('#') + 1)]?.(monitor, topic.about ?? 'plan') ?? [];
  return found.length > 0 ? found : [gap(monitor, place, monitor.t('council.draft.none'))];
}

/** Everything a sentence could rest on, each once: the list staff choose from. */
export function citable(monitor: Monitor): Citation[] {
  const all = topics.flatMap((topic) => draftTopic(topic.id, monitor)).flatMap((part) => part.citation ?? []);
  return [...new Map(all.map((citation) => [citationName(citation), citation])).values()];
}

export const citationName = (citation: Citation): string => `${citation.kind}:${citation.ref}@${citation.version}`;

/** One maker a section of the monitor, so that every place a question leads to has words. */
const makers: Record<string, (monitor: Monitor, about: string) => Part[]> = {
  ziele: (m) => [say(m, m.view.plan, m.t('council.draft.goals', counts(m))), ...m.view.goals.flatMap((goal) => standing(m, `goal/${goal.key}`)), ...standing(m, 'plan')],
  stand: (m, about) => (about === 'plan' ? changes(m) : [...history(m, about), ...figures(m, m.figuresOf.get(about) ?? [], `${aboutPath(m.view, about)}#stand`)]),
  'auf-einen-blick': (m) => m.view.measures.filter((measure) => measure.content.title !== null).flatMap((measure) => standing(m, `measure/${measure.key}`)),
  akzeptanz: (m) => [
    ...m.view.commitments.filter((entry) => entry.key === 'akzeptanzanalyse').map((entry) => promise(m, entry)),
    ...figures(m, (m.figuresOf.get('') ?? []).filter((key) => key.startsWith('surveys.') || key === 'forms.satisfaction'), '/plan/zahlen#akzeptanz'),
  ],
  nutzung: (m) => figures(m, (m.figuresOf.get('') ?? []).filter((key) => /^(forms|portal|cases)\./.test(key)), '/plan/zahlen#nutzung'),
  gestoppt: (m) => brokenThings(m.view).flatMap(({ about, standing: { entry, state } }) => (entry ? [say(m, entry, m.t('council.draft.broken', { name: aboutName(m.view, about, m.t), state: m.t(`plan.state.${state}`), reason: entry.content.reason ?? m.t('plan.unsourced'), decider: entry.content.decider ?? m.t('plan.unsourced') }), about)] : [])),
  'seit-beginn': (m) => m.view.effects.map((entry) => say(m, entry, m.t('council.draft.law', { law: m.view.laws.get(entry.content.law)?.content.short ?? entry.content.law, day: sinceWords(entry, m.lang, m.t), text: entry.content.text }), 'plan', '/plan/recht#seit-beginn')),
  register: (m) => [...m.view.laws.values()].map((law) => say(m, law, m.t('council.draft.law', { law: law.content.short, day: sinceWords(law, m.lang, m.t), text: law.content.version }), 'plan', '/plan/recht#register')),
  fortschreibung: (m) => [...(m.view.plan.content.continuation === null ? [] : [say(m, m.view.plan, m.view.plan.content.continuation)]), ...standing(m, 'plan'), ...m.view.commitments.filter((entry) => entry.content.of.includes('plan')).map((entry) => promise(m, entry))],
  aktionsplaene: (m) => m.view.actionPlans.map((entry) => say(m, entry, m.t(entry.content.exists ? 'council.draft.year' : 'council.draft.year_none', { years: entry.content.years.join(', ') }))),
  termine: (m) => m.view.milestones.map((entry) => say(m, entry, m.t('council.draft.milestone', { title: entry.content.title, planned: dayOr(m, entry.content.planned), actual: dayOr(m, entry.content.actual) }), entry.content.of)),
  geld: (m) => m.view.budgets.map((entry) => say(m, entry, m.t('council.draft.money', { year: entry.content.year, type: m.t(`plan.money.${entry.content.type}`), euros: Math.round(entry.content.cents / 100) }), entry.content.of)),
  nutzen: (m) => m.view.gains.map((entry) => say(m, entry, entry.content.text ?? entry.content.method, entry.content.of)),
  steuerung: (m) => (m.view.plan.content.steering === null ? [] : [say(m, m.view.plan, m.view.plan.content.steering)]),
  rat: (m) => m.view.papers.map((entry) => say(m, entry, m.t('council.draft.paper', { title: [entry.content.type, entry.content.reference, entry.content.title].filter(Boolean).join(' '), asked: sinceWords(entry, m.lang, m.t), answered: dayOr(m, entry.content.answered) }))),
};

const dayOr = (m: Monitor, day: Entry['validFrom'] | null): string => (day === null ? m.t('plan.unsourced') : formatDate(day, m.lang));
const counts = (m: Monitor) => ({ goals: m.view.goals.length, named: m.view.goals.filter((goal) => goal.content.title !== null).length, measures: m.view.measures.length, known: m.view.measures.filter((measure) => measure.content.title !== null).length });

function standing(m: Monitor, about: string): Part[] {
  const { entry, state } = m.view.standing(about);
  return entry ? [say(m, entry, m.t('council.draft.standing', { name: aboutName(m.view, about, m.t), state: m.t(`plan.state.${state}`), day: sinceWords(entry, m.lang, m.t), text: entry.content.text }), about)] : [];
}

/** The newest word about a measure, about the projects it holds, and what was promised for it. */
function history(m: Monitor, about: string): Part[] {
  const key = about.split('/')[1]!;
  const items = m.view.items.filter((item) => item.content.measures.includes(key)).flatMap((item) => standing(m, `item/${item.key}`));
  return [...standing(m, about), ...items, ...m.view.commitments.filter((entry) => entry.content.of.includes(about)).map((entry) => promise(m, entry))];
}

function promise(m: Monitor, entry: Entry<'commitment'>): Part {
  return say(m, entry, m.t('council.draft.promise', { day: sinceWords(entry, m.lang, m.t), text: entry.content.text, due: entry.content.due === null ? m.t('council.draft.no_due') : formatDate(entry.content.due, m.lang) }), entry.content.of[0]);
}

/** The five newest words about the plan, its measures and projects. */
function changes(m: Monitor): Part[] {
  const about = ['plan', ...m.view.measures.map(({ key }) => `measure/${key}`), ...m.view.items.map(({ key }) => `item/${key}`)];
  const dated = about.flatMap((name) => m.view.standing(name).entry ?? []).sort((a, b) => (a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : b.seq - a.seq));
  return dated.slice(0, 5).flatMap((entry) => standing(m, entry.content.of));
}

/** One sentence a figure that has a value or fails; those without data share one, which names them. */
function figures(m: Monitor, keys: readonly string[], place: string): Part[] {
  const parts: Part[] = [];
  const silent: string[] = [];
  for (const key of keys) {
    const indicator = m.indicator(key);
    const figure = m.figures.get(key);
    if (!indicator) continue;
    if (!figure || figure.day === null || figure.takenAt === null || (figure.value === null && !figure.failed)) silent.push(m.t(indicator.name));
    else {
      const value = figure.value === null ? m.t('council.draft.failing') : formatFigure(figure.value, indicator.unit, m.lang, m.t);
      const text = m.t('council.draft.figure', { name: m.t(indicator.name), value, day: formatDate(figure.day, m.lang) });
      parts.push({ text, citation: { kind: 'figure', ref: key, day: figure.day, version: figure.takenAt.toISOString(), text: `${m.t(indicator.name)}: ${value}`, href: pointed(m, `/plan/zahlen/${key}`) } });
    }
  }
  if (silent.length > 0) parts.push(gap(m, place, m.t('council.draft.no_figures', { names: silent.join(', ') })));
  else if (parts.length === 0) parts.push(gap(m, place, m.t('council.draft.none')));
  return parts;
}

function say(m: Monitor, entry: Entry, text: string, about = 'plan', path: string = aboutPath(m.view, about)): Part {
  const said = 'text' in entry.content && entry.content.text ? entry.content.text : 'title' in entry.content && entry.content.title ? entry.content.title : text;
  return { text, citation: { kind: 'statement', ref: entry.subject, day: entry.validFrom, version: String(entry.seq), text: said, href: pointed(m, path) } };
}

function gap(m: Monitor, place: string, text: string): Part {
  return { text, citation: { kind: 'gap', ref: place, day: m.view.asOf, version: m.view.checksum().slice(0, 16), text: m.t('council.draft.gap', { day: formatDate(m.view.asOf, m.lang) }), href: pointed(m, place) } };
}

/** The page as it stood: `asOf` and `knownAt` make it say the same for ever. */
function pointed(m: Monitor, path: string): string {
  const [before, hash] = path.split('#');
  return `${before}?${new URLSearchParams({ asOf: m.view.asOf, knownAt: m.knownAt.toISOString() }).toString()}${hash ? `#${hash}` : ''}`;
}
