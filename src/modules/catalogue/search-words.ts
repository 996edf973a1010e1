import { searchForm } from '../../standards/din91379/index.ts';
import type { Localized, ServiceDefinition } from './domain/index.ts';

/** What a service is found by. `needle` is in search form, so that ä and ae, ß and ss meet. */
export interface SearchWords {
  needle: string;
  namesDe: string;
  namesEn: string;
  textDe: string;
  textEn: string;
}

const german = (text: Localized | undefined): string => (text === undefined ? '' : typeof text === 'string' ? text : text.de);
const english = (text: Localized | undefined): string => (text === undefined || typeof text === 'string' ? '' : text.en ?? '');

export function searchWordsOf(service: ServiceDefinition): SearchWords {
  const texts = [service.summary, ...service.text, ...(service.who ? [service.who] : []), ...service.how];
  const names = [german(service.title), english(service.title), ...service.synonyms].filter(Boolean);
  return {
    needle: names.map(needleOf).join(' | '),
    namesDe: [german(service.title), ...service.synonyms].join(' '),
    namesEn: english(service.title),
    textDe: texts.map(german).join(' '),
    textEn: texts.map(english).join(' '),
  };
}

/** Upper and lower case, umlauts, hyphens and accents make no difference to a seeker. */
export function needleOf(text: string): string {
  return searchForm(text).toLowerCase();
}

/** Words of a sentence that can tell services apart: long enough, at most eight, none of the little words. */
export function tellingWords(text: string): string[] {
  const words = needleOf(text).split(' ').filter((word) => word.length >= 3 && !littleWords.has(word));
  return [...new Set(words)].slice(0, 8);
}

const littleWords = new Set(
  ('aber alle als also am an auch auf aus bei beim bin bitte brauche brauchen das dass dem den der des die dies diese ein eine einem einen einer eines er es fuer habe haben hat ich ihr ihre im in ist kann koennen ' +
    'machen man mein meine meinem meinen meiner mich mir mit moechte muss nach nicht neu neue neuen neues noch oder ohne sein sich sie sind so ueber um und uns unser unsere von vom vor war was wann weil wenn wer werden wie wir wird wo wollen will zu zum zur ' +
    'and are can for from get how the this that what when where which with want need have').split(' '),
);
