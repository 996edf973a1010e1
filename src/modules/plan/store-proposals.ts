import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/db.ts';
import type { NewFact } from './domain/kinds.ts';

export interface Proposal extends NewFact {
  id: string;
  baseSeq: number | null;
  note: string;
  authorId: string;
  createdAt: Date;
  outcome: 'released' | 'rejected' | 'taken_back' | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionNote: string | null;
}

const columns = sql.raw(`p.id, p.subject, p.plan, p.kind, p.valid_from as "validFrom", p.content, p.base_seq as "baseSeq", p.note, p.author_id as "authorId", p.created_at as "createdAt",
  d.outcome, d.decided_by as "decidedBy", d.decided_at as "decidedAt", d.note as "decisionNote"`);

export async function insertProposal(tx: Tx, proposal: Omit<Proposal, 'outcome' | 'decidedBy' | 'decidedAt' | 'decisionNote'>): Promise<void> {
  await sql`insert into plan.proposal (id, subject, plan, kind, valid_from, content, base_seq, note, author_id, created_at)
    values (${proposal.id}, ${proposal.subject}, ${proposal.plan}, ${proposal.kind}, ${proposal.validFrom}::date, ${proposal.content === null ? null : JSON.stringify(proposal.content)}::jsonb, ${proposal.baseSeq}, ${proposal.note}, ${proposal.authorId}, ${proposal.createdAt})`.execute(tx);
}

export async function findProposal(db: Db | Tx, id: string): Promise<Proposal | undefined> {
  return (await sql<Proposal>`select ${columns} from plan.proposal p left join plan.decision d on d.proposal_id = p.id where p.id = ${id}::uuid`.execute(db)).rows[0];
}

/** Open ones first, then the latest decided. */
export async function listProposals(db: Db, limit: number): Promise<Proposal[]> {
  return (await sql<Proposal>`select ${columns} from plan.proposal p left join plan.decision d on d.proposal_id = p.id order by (d.outcome is not null), p.created_at desc limit ${limit}`.execute(db)).rows;
}

/** False if somebody decided it a moment earlier. */
export async function insertDecision(tx: Tx, decision: { id: string; outcome: 'released' | 'rejected' | 'taken_back'; factSeq: number | null; note: string; by: string; at: Date }): Promise<boolean> {
  const result = await sql`insert into plan.decision (proposal_id, outcome, fact_seq, note, decided_by, decided_at) values (${decision.id}::uuid, ${decision.outcome}, ${decision.factSeq}, ${decision.note}, ${decision.by}, ${decision.at}) on conflict do nothing`.execute(tx);
  return Number(result.numAffectedRows) === 1;
}

/** Every statement that stands now, on whatever day it holds: what a change is checked against. */
export async function standingFacts(db: Db | Tx): Promise<(NewFact & { seq: number })[]> {
  return (await sql<NewFact & { seq: number }>`select * from (select distinct on (subject, valid_from) seq, subject, plan, kind, valid_from as "validFrom", content from plan.fact order by subject, valid_from, seq desc) f where f.content is not null`.execute(db)).rows;
}

/** Every evidence file a statement or a proposal names. */
export async function evidenceObjects(db: Db): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`select distinct content ->> 'evidence' as hash from (select content from plan.fact where kind = 'manual' union all select content from plan.proposal where kind = 'manual') f where content ->> 'evidence' is not null`.execute(db);
  return rows.map((row) => row.hash);
}

/** Which of these evidence files a statement or a proposal names. */
export async function evidenceInUse(db: Db | Tx, hashes: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`select distinct content ->> 'evidence' as hash from (select content from plan.fact where kind = 'manual' union all select content from plan.proposal where kind = 'manual') f where content ->> 'evidence' = any(${hashes}::text[])`.execute(db);
  return rows.map((row) => row.hash);
}

