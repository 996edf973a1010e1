/** A question the council asks, and the place of the monitor that answers it. */
export interface Question {
  /** `2019-1` … `2019-8`, `immer-1` … `immer-14` */
  id: string;
  set: '2019' | 'always';
  /** Path with `{plan}` for the key of the plan, and the anchor of the section. */
  place: string;
  /** What the answer is about, for those who draft one: `measure/a3`, `plan`. */
  about?: string;
}

const overview = (anchor: string) => `/plan/{plan}#${anchor}`;

/**
 * The eight questions of VI/2019/04886 and the fourteen things councillors asked again and again since 2011: one list, from
 * which the page of questions is made and from which answers can be drafted. The words are in locales (`plan.question.<id>`).
 */
export const questions: readonly Question[] = [
  { id: '2019-1', set: '2019', place: overview('ziele'), about: 'plan' },
  { id: '2019-2', set: '2019', place: '/plan/{plan}/massnahmen/a3#stand', about: 'measure/a3' },
  { id: '2019-3', set: '2019', place: '/plan/{plan}/massnahmen/b7#stand', about: 'measure/b7' },
  { id: '2019-4', set: '2019', place: '/plan/{plan}/massnahmen/c8#stand', about: 'measure/c8' },
  { id: '2019-5', set: '2019', place: '/plan/zahlen#akzeptanz', about: 'measure/a3' },
  { id: '2019-6', set: '2019', place: overview('gestoppt'), about: 'plan' },
  { id: '2019-7', set: '2019', place: '/plan/recht#seit-beginn', about: 'plan' },
  { id: '2019-8', set: '2019', place: overview('fortschreibung'), about: 'plan' },
  { id: 'immer-1', set: 'always', place: overview('ziele') },
  { id: 'immer-2', set: 'always', place: overview('auf-einen-blick') },
  { id: 'immer-3', set: 'always', place: overview('aktionsplaene') },
  { id: 'immer-4', set: 'always', place: '/plan/aenderungen#stand' },
  { id: 'immer-5', set: 'always', place: '/plan/{plan}/vorhaben#termine' },
  { id: 'immer-6', set: 'always', place: overview('gestoppt') },
  { id: 'immer-7', set: 'always', place: overview('geld') },
  { id: 'immer-8', set: 'always', place: overview('nutzen') },
  { id: 'immer-9', set: 'always', place: '/plan/zahlen#nutzung' },
  { id: 'immer-10', set: 'always', place: '/plan/zahlen#akzeptanz' },
  { id: 'immer-11', set: 'always', place: '/plan/recht#register' },
  { id: 'immer-12', set: 'always', place: overview('steuerung') },
  { id: 'immer-13', set: 'always', place: overview('rat') },
  { id: 'immer-14', set: 'always', place: overview('fortschreibung') },
];

export const placeOf = (question: Question, plan: string): string => question.place.replace('{plan}', plan);
