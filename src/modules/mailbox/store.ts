import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/db.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import { announcedOn, type AnnouncementKey } from './domain/announcement.ts';

export interface Message {
  id: string;
  accountId: string;
  caseId: string | null;
  /** What it is for, as its sender named it. */
  once: string;
  kind: 'letter' | 'question';
  subject: string;
  document: { sha256: string; name: string } | null;
  rule: AnnouncementKey;
  providedAt: Date;
  providedOn: PlainDate;
  notifiedAt: Date | null;
  retrievableUntil: PlainDate | null;
  endedAt: Date | null;
  retrievedAt: Date | null;
  /** The day it counts as announced; null while open or never. */
  announcedOn: PlainDate | null;
}

interface Row {
  id: string;
  account_id: string;
  case_id: string | null;
  once: string;
  kind: string;
  subject: string;
  document_sha256: string | null;
  document_name: string | null;
  rule: string;
  provided_at: Date;
  provided_on: string;
  notified_at: Date | null;
  retrievable_until: string | null;
  ended_at: Date | null;
  retrieved_at: Date | null;
  retrieved_day: string | null;
}

const selectMessage = sql`select m.*, r.at as retrieved_at, r.day as retrieved_day from mailbox.message m left join mailbox.retrieval r on r.message_id = m.id`;

export interface NewMessage {
  id: string;
  accountId: string;
  caseId: string | null;
  once: string;
  kind: Message['kind'];
  subject: string;
  document: Message['document'];
  rule: AnnouncementKey;
  providedAt: Date;
  providedOn: PlainDate;
  retrievableUntil: PlainDate | null;
}

/** False when a message for the same thing is there already. */
export async function insertMessage(tx: Tx, message: NewMessage): Promise<boolean> {
  const result = await tx
    .insertInto('mailbox.message')
    .values({
      id: message.id,
      account_id: message.accountId,
      case_id: message.caseId,
      once: message.once,
      kind: message.kind,
      subject: message.subject,
      document_sha256: message.document?.sha256 ?? null,
      document_name: message.document?.name ?? null,
      rule: message.rule,
      provided_at: message.providedAt,
      provided_on: message.providedOn,
      notified_at: message.providedAt,
      retrievable_until: message.retrievableUntil,
    })
    .onConflict((conflict) => conflict.column('once').doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function messageOfAccount(db: Db | Tx, id: string, accountId: string): Promise<Message | undefined> {
  const { rows } = await sql<Row>`${selectMessage} where m.id = ${id} and m.account_id = ${accountId}`.execute(db);
  return rows[0] && toMessage(rows[0]);
}

export async function messagesOfAccount(db: Db | Tx, accountId: string, limit = 500): Promise<Message[]> {
  const { rows } = await sql<Row>`${selectMessage} where m.account_id = ${accountId} order by m.provided_at desc, m.id desc limit ${limit}`.execute(db);
  return rows.map(toMessage);
}

export async function messagesOfCase(db: Db | Tx, caseId: string): Promise<Message[]> {
  const { rows } = await sql<Row>`${selectMessage} where m.case_id = ${caseId} order by m.provided_at`.execute(db);
  return rows.map(toMessage);
}

/** True for the first retrieval only. */
export async function insertRetrieval(tx: Tx, messageId: string, at: Date, day: PlainDate): Promise<boolean> {
  const result = await tx.insertInto('mailbox.retrieval').values({ message_id: messageId, at, day }).onConflict((conflict) => conflict.column('message_id').doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Ends the provision of what nobody retrieved in time; returns what it ended. */
export async function endUnretrieved(tx: Tx, today: PlainDate, at: Date): Promise<{ id: string; caseId: string | null; once: string }[]> {
  const { rows } = await sql<{ id: string; case_id: string | null; once: string }>`update mailbox.message m set ended_at = ${at}
    where m.id in (
      select w.id from mailbox.message w where w.ended_at is null and w.retrievable_until < ${today}::date
        and not exists (select from mailbox.retrieval r where r.message_id = w.id)
      order by w.retrievable_until limit 500 for update skip locked)
    returning m.id, m.case_id, m.once`.execute(tx);
  return rows.map((row) => ({ id: row.id, caseId: row.case_id, once: row.once }));
}

/** Serialises retrieval and the end of provision of one message. */
export async function lockMessage(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from mailbox.message where id = ${id} for update`.execute(tx);
}

export async function deleteOfAccount(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('mailbox.message').where('account_id', '=', accountId).execute();
}

export async function countNew(db: Db, accountId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from mailbox.message m where m.account_id = ${accountId} and m.document_sha256 is not null and m.ended_at is null
    and not exists (select from mailbox.retrieval r where r.message_id = m.id)`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

function toMessage(row: Row): Message {
  const rule = row.rule as AnnouncementKey;
  const providedOn = row.provided_on as PlainDate;
  return {
    id: row.id,
    accountId: row.account_id,
    caseId: row.case_id,
    once: row.once,
    kind: row.kind as Message['kind'],
    subject: row.subject,
    document: row.document_sha256 ? { sha256: row.document_sha256, name: row.document_name ?? 'Brief.pdf' } : null,
    rule,
    providedAt: row.provided_at,
    providedOn,
    notifiedAt: row.notified_at,
    retrievableUntil: row.retrievable_until as PlainDate | null,
    endedAt: row.ended_at,
    retrievedAt: row.retrieved_at,
    // the notice goes out with the provision, so both have the same day
    announcedOn: announcedOn(rule, { providedOn, notifiedOn: providedOn, retrievedOn: row.retrieved_day as PlainDate | null }),
  };
}

/** Which of these objects lie in somebody's mailbox. */
export async function heldByMessages(db: Db | Tx, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const rows = await db.selectFrom('mailbox.message').select('document_sha256').where('document_sha256', 'in', [...hashes]).execute();
  return rows.flatMap((row) => row.document_sha256 ?? []);
}

/** Every object a message names. */
export async function messageObjects(db: Db): Promise<string[]> {
  return (await db.selectFrom('mailbox.message').select('document_sha256').distinct().where('document_sha256', 'is not', null).execute()).flatMap((row) => row.document_sha256 ?? []);
}
