import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/db.ts';
import type { PaperHead, Promised, Question, Statement } from './domain/shapes.ts';

export interface Paper {
  slug: string;
  head: PaperHead;
  origin: 'import' | 'staff';
  hash: string;
  authorId: string | null;
  questions: Question[];
}

export interface Draft { id: string; slug: string; revision: number; authorId: string; note: string; recordedAt: Date }
export interface Step { revision: number; step: string; outcome: 'signed' | 'returned'; by: string; note: string; at: Date }
export interface Vouch { hash: string; by: string; reason: string; at: Date }
export interface Publication { slug: string; revision: number; by: string; at: Date; plan: string; checksum: string }

/** One writer at a time on a paper. */
export async function lockPaper(tx: Tx, slug: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`council.${slug}`}))`.execute(tx);
}

/** The papers as they stand, the latest asked first. */
export async function papers(db: Db | Tx, slug?: string): Promise<Paper[]> {
  return (await sql<Paper>`select p.slug, p.content as head, p.origin, p.hash, p.author_id as "authorId",
      coalesce((select jsonb_agg(jsonb_build_object('text', q.text, 'topic', q.topic, 'answer', q.answer) order by q.number) from council.question q where q.paper_seq = p.seq), '[]') as questions
    from (select distinct on (slug) * from council.paper where ${slug === undefined ? sql`true` : sql`slug = ${slug}`} order by slug, seq desc) p order by p.content ->> 'asked' desc nulls last, p.slug`.execute(db)).rows;
}

export async function insertPaper(tx: Tx, paper: Paper, at: Date): Promise<void> {
  const { rows } = await sql<{ seq: number }>`insert into council.paper (slug, content, origin, hash, author_id, recorded_at) values (${paper.slug}, ${JSON.stringify(paper.head)}::jsonb, ${paper.origin}, ${paper.hash}, ${paper.authorId}, ${at}) returning seq`.execute(tx);
  for (const [index, question] of paper.questions.entries()) await sql`insert into council.question (paper_seq, number, text, topic, answer) values (${rows[0]!.seq}, ${index + 1}, ${question.text}, ${question.topic}, ${question.answer})`.execute(tx);
}

/** Every saved state of an answer, the newest first. */
export async function drafts(db: Db | Tx, slug: string): Promise<Draft[]> {
  return (await sql<Draft>`select id, slug, revision, author_id as "authorId", note, recorded_at as "recordedAt" from council.draft where slug = ${slug} order by revision desc`.execute(db)).rows;
}

export async function statements(db: Db | Tx, draftId: string): Promise<Statement[]> {
  return (await sql<Statement>`select question, text, citation from council.statement where draft_id = ${draftId} order by question, position`.execute(db)).rows;
}

export async function promises(db: Db | Tx, draftId: string): Promise<Promised[]> {
  return (await sql<Promised>`select text, due, about from council.promise where draft_id = ${draftId} order by position`.execute(db)).rows;
}

export async function insertDraft(tx: Tx, draft: Draft, said: readonly Statement[], promised: readonly Promised[]): Promise<void> {
  await sql`insert into council.draft (id, slug, revision, author_id, note, recorded_at) values (${draft.id}, ${draft.slug}, ${draft.revision}, ${draft.authorId}, ${draft.note}, ${draft.recordedAt})`.execute(tx);
  for (const [position, { question, text, citation }] of said.entries()) await sql`insert into council.statement (draft_id, question, position, text, citation) values (${draft.id}, ${question}, ${position}, ${text}, ${citation === null ? null : JSON.stringify(citation)}::jsonb)`.execute(tx);
  for (const [position, { text, due, about }] of promised.entries()) await sql`insert into council.promise (draft_id, position, text, due, about) values (${draft.id}, ${position}, ${text}, ${due}::date, ${about})`.execute(tx);
}

export async function vouches(db: Db | Tx, slug: string): Promise<Vouch[]> {
  return (await sql<Vouch>`select hash, by_id as by, reason, at from council.vouch where slug = ${slug} order by at`.execute(db)).rows;
}

export async function insertVouch(tx: Tx, id: string, slug: string, vouch: Vouch): Promise<void> {
  await sql`insert into council.vouch (id, slug, hash, by_id, reason, at) values (${id}, ${slug}, ${vouch.hash}, ${vouch.by}, ${vouch.reason}, ${vouch.at}) on conflict do nothing`.execute(tx);
}

export async function steps(db: Db | Tx, slug: string): Promise<Step[]> {
  return (await sql<Step>`select revision, step, outcome, by_id as by, note, at from council.step where slug = ${slug} order by at, id`.execute(db)).rows;
}

export async function insertStep(tx: Tx, id: string, slug: string, step: Step): Promise<void> {
  await sql`insert into council.step (id, slug, revision, step, outcome, by_id, note, at) values (${id}, ${slug}, ${step.revision}, ${step.step}, ${step.outcome}, ${step.by}, ${step.note}, ${step.at})`.execute(tx);
}

/** What was published, the newest first; of one paper or of all. */
export async function publications(db: Db | Tx, slug?: string): Promise<Publication[]> {
  return (await sql<Publication>`select slug, revision, by_id as by, at, plan, checksum from council.publication where ${slug === undefined ? sql`true` : sql`slug = ${slug}`} order by at desc`.execute(db)).rows;
}

export async function insertPublication(tx: Tx, publication: Publication): Promise<void> {
  await sql`insert into council.publication (slug, revision, by_id, at, plan, checksum) values (${publication.slug}, ${publication.revision}, ${publication.by}, ${publication.at}, ${publication.plan}, ${publication.checksum})`.execute(tx);
}
