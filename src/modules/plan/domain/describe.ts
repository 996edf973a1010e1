import type { T } from '../../../kernel/i18n/i18n.ts';
import { partsOfSubject, type AnyContent, type Kind } from './kinds.ts';

/**
 * A statement in one line, for lists of changes: "Stand von A3: läuft". Reads content only, so it works for old
 * records too; `names` has, by its subject ("2013-2020/measure/a3"), what a statement is about, where the list knows it.
 */
export function describeFact(fact: { subject: string; kind: Kind; content: AnyContent | null }, t: T, names: ReadonlyMap<string, string> = new Map()): { kind: string; name: string } {
  const parts = partsOfSubject(fact.subject);
  const content = (fact.content ?? {}) as Record<string, unknown>;
  const text = (name: string) => (typeof content[name] === 'string' ? (content[name] as string) : undefined);
  const state = text('state');
  const about = names.get(`${parts?.plan}/${parts?.key}`) ?? parts?.key.replace(/^(measure|item|goal)\//, '').toUpperCase() ?? fact.subject;
  const named = [text('code'), text('short') ?? text('title')].filter(Boolean).join(' ');
  if (!named && (fact.kind === 'goal' || fact.kind === 'measure') && typeof content['order'] === 'number') return { kind: t(`plan.kind.${fact.kind}`), name: t(`plan.${fact.kind}.unnamed`, { number: content['order'] }) };
  const name = state ? `${about}: ${t(`plan.state.${state}`)}` : named || text('text')?.slice(0, 120) || about;
  return { kind: t(`plan.kind.${fact.kind}`), name };
}
