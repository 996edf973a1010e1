import { sql, type Selectable } from 'kysely';
import { firstRow, statement, type Database, type Db, type Tx } from '../../kernel/db/db.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { addDays, type PlainDate } from '../../kernel/time/index.ts';
import type { Term } from './domain/terms.ts';

type Executor = Db | Tx;

export type TermKind = 'issue' | 'extension' | 'replacement';

export interface PermitTerm extends Term {
  kind: TermKind;
  caseId: string | null;
  createdAt: Date;
}

export interface Holder {
  familyName: string;
  givenNames: string;
  street: string;
  houseNumber: string;
  postcode: string;
  city: string;
}

/** A permit with all it was ever granted. `holder` and `plate` are null after erasure. */
export interface Permit {
  id: string;
  number: string;
  accountId: string | null;
  holder: Holder | null;
  plate: string | null;
  area: string;
  documentToken: string;
  issuedAt: Date;
  revokedOn: PlainDate | null;
  /** Oldest first. */
  terms: PermitTerm[];
}

export interface NewPermit {
  id: string;
  number: string;
  accountId: string | null;
  holder: Holder;
  plate: string;
  plateKey: string;
  area: string;
  documentToken: string;
  issuedAt: Date;
  revokedOn?: PlainDate | null;
}

type PermitRow = Selectable<Database['permits.permit']>;
type TermRow = Selectable<Database['permits.term']>;

async function withTerms(executor: Executor, rows: PermitRow[]): Promise<Permit[]> {
  if (rows.length === 0) return [];
  const terms = await executor.selectFrom('permits.term').selectAll().where('permit_id', 'in', rows.map((row) => row.id)).orderBy('valid_from').orderBy('id').execute();
  const byPermit = Map.groupBy(terms, (term) => term.permit_id);
  return rows.map((row) => toPermit(row, byPermit.get(row.id) ?? []));
}

function toPermit(row: PermitRow, terms: readonly Omit<TermRow, 'id' | 'permit_id'>[]): Permit {
  return {
    id: row.id,
    number: row.number,
    accountId: row.account_id,
    holder: row.erased_at ? null : { familyName: row.family_name ?? '', givenNames: row.given_names ?? '', street: row.street ?? '', houseNumber: row.house_number ?? '', postcode: row.postcode ?? '', city: row.city ?? '' },
    plate: row.plate,
    area: row.area,
    documentToken: row.document_token,
    issuedAt: row.issued_at,
    revokedOn: row.revoked_on as PlainDate | null,
    terms: terms.map((term) => ({ kind: term.kind as TermKind, from: term.valid_from as PlainDate, until: term.valid_until as PlainDate, caseId: term.case_id, createdAt: new Date(term.created_at) })),
  };
}

/** In one round trip: forms ask for it with every page. */
export async function permitById(executor: Executor, id: string): Promise<Permit | undefined> {
  const row = await firstRow(executor, statement<PermitRow & { terms: TermRow[] }>`select p.*,
    (select coalesce(jsonb_agg(t order by t.valid_from, t.id), '[]') from permits.term t where t.permit_id = p.id) as terms from permits.permit p where p.id = ${id}`);
  return row && toPermit(row, row.terms);
}

/** The same with its row locked until the transaction ends: one effect after the other. */
export async function lockPermit(tx: Tx, by: { id: string } | { number: string }): Promise<Permit | undefined> {
  const query = tx.selectFrom('permits.permit').selectAll().forUpdate();
  return (await withTerms(tx, await ('id' in by ? query.where('id', '=', by.id) : query.where('number', '=', by.number)).execute()))[0];
}

export async function permitByNumber(executor: Executor, number: string): Promise<Permit | undefined> {
  return (await withTerms(executor, await executor.selectFrom('permits.permit').selectAll().where('number', '=', number).execute()))[0];
}

export async function permitByToken(executor: Executor, token: string): Promise<Permit | undefined> {
  return (await withTerms(executor, await executor.selectFrom('permits.permit').selectAll().where('document_token', '=', token).execute()))[0];
}

export async function permitsOfAccount(executor: Executor, accountId: string): Promise<Permit[]> {
  return withTerms(executor, await executor.selectFrom('permits.permit').selectAll().where('account_id', '=', accountId).orderBy('number').execute());
}

export async function permitsByPlate(executor: Executor, plateKeys: string[]): Promise<Permit[]> {
  if (plateKeys.length === 0) return [];
  return withTerms(executor, await executor.selectFrom('permits.permit').selectAll().where('plate_key', 'in', plateKeys).orderBy('number').limit(50).execute());
}

/** Permits whose holder may be this person: the family name or the address is the same as written. Who it is, the caller compares. */
export async function permitsOfLikely(executor: Executor, person: { familyName: string; street: string; houseNumber: string }): Promise<Permit[]> {
  const same = (column: 'family_name' | 'street' | 'house_number', text: string) => sql<boolean>`lower(${sql.ref(column)}) = lower(${text})`;
  return withTerms(executor, await executor.selectFrom('permits.permit').selectAll()
    .where((eb) => eb.or([same('family_name', person.familyName), eb.and([same('street', person.street), same('house_number', person.houseNumber)])])).orderBy('number').limit(500).execute());
}

/** Running number of the next permit; never given twice. */
export async function nextSerial(tx: Tx): Promise<number> {
  const result = await sql<{ serial: number }>`select nextval('permits.serial') as serial`.execute(tx);
  return Number(result.rows[0]!.serial);
}

/** False when a permit of this id is there already. */
export async function insertPermit(tx: Tx, permit: NewPermit): Promise<boolean> {
  const { holder } = permit;
  const result = await tx.insertInto('permits.permit').values({
    id: permit.id, number: permit.number, account_id: permit.accountId, family_name: holder.familyName, given_names: holder.givenNames, street: holder.street, house_number: holder.houseNumber,
    postcode: holder.postcode, city: holder.city, plate: permit.plate, plate_key: permit.plateKey, area: permit.area, document_token: permit.documentToken, issued_at: permit.issuedAt, revoked_on: permit.revokedOn ?? null,
  }).onConflict((conflict) => conflict.column('id').doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows) > 0;
}

export async function insertTerm(tx: Tx, permitId: string, term: Term & { kind: TermKind; caseId: string | null; at: Date }): Promise<void> {
  await tx.insertInto('permits.term').values({ id: uuidv7(), permit_id: permitId, kind: term.kind, valid_from: term.from, valid_until: term.until, case_id: term.caseId, created_at: term.at }).execute();
}

/** The permit that this case granted something to, if it has. */
export async function permitOfCase(executor: Executor, caseId: string): Promise<Permit | undefined> {
  return (await withTerms(executor, await executor.selectFrom('permits.permit').selectAll().where('id', 'in', executor.selectFrom('permits.term').select('permit_id').where('case_id', '=', caseId)).execute()))[0];
}

/** What this case has done already, if it has, with the last day of the terms before: effects may be applied again after a lost answer. */
export async function termOfCase(tx: Tx, caseId: string): Promise<{ permitId: string; number: string; kind: TermKind; term: Term; endBefore: PlainDate | null } | undefined> {
  const row = await tx.selectFrom('permits.term as t').innerJoin('permits.permit as p', 'p.id', 't.permit_id')
    .select((eb) => ['p.id', 'p.number', 't.kind', 't.valid_from', 't.valid_until',
      eb.selectFrom('permits.term as o').select((o) => o.fn.max('o.valid_until').as('end')).whereRef('o.permit_id', '=', 't.permit_id').whereRef('o.valid_from', '<', 't.valid_from').as('end_before')])
    .where('t.case_id', '=', caseId).executeTakeFirst();
  return row && { permitId: row.id, number: row.number, kind: row.kind as TermKind, term: { from: row.valid_from as PlainDate, until: row.valid_until as PlainDate }, endBefore: row.end_before as PlainDate | null };
}

/** Two workers applying the same case's effect at once: the second waits, then finds what the first has done. */
export async function lockCase(tx: Tx, caseId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('permits.case'), hashtext(${caseId}))`.execute(tx);
}

export async function insertAccessCode(tx: Tx, input: { permitId: string; caseId: string | null; hash: string; at: Date }): Promise<void> {
  await tx.insertInto('permits.access_code').values({ id: uuidv7(), permit_id: input.permitId, case_id: input.caseId, code_hash: input.hash, created_at: input.at }).execute();
}

/** Hash of the code in the last letter about this permit. */
export async function accessCodeHash(executor: Executor, number: string): Promise<{ permitId: string; hash: string } | undefined> {
  const row = await executor.selectFrom('permits.permit as p').innerJoin('permits.access_code as c', 'c.permit_id', 'p.id').select(['p.id', 'c.code_hash'])
    .where('p.number', '=', number).where('p.erased_at', 'is', null).orderBy('c.created_at', 'desc').orderBy('c.id', 'desc').limit(1).executeTakeFirst();
  return row && { permitId: row.id, hash: row.code_hash };
}

export async function changeDocumentToken(tx: Tx, permitId: string, token: string): Promise<void> {
  await tx.updateTable('permits.permit').set({ document_token: token }).where('id', '=', permitId).execute();
}

/** Data of the question and of the answer, after § 63g StVG. */
export interface QueryEntry {
  office: string;
  staffId: string | null;
  purpose: 'public.check' | 'public.document' | 'staff.search' | 'staff.detail' | 'staff.document';
  asked: Record<string, unknown>;
  answered: Record<string, unknown>;
}

export async function logQuery(executor: Executor, at: Date, entry: QueryEntry): Promise<void> {
  await executor.insertInto('permits.query_log').values({ id: uuidv7(), at, office: entry.office, staff_id: entry.staffId, purpose: entry.purpose, asked: JSON.stringify(entry.asked), answered: JSON.stringify(entry.answered) }).execute();
}

export async function deleteQueriesBefore(executor: Executor, before: Date): Promise<number> {
  return Number((await executor.deleteFrom('permits.query_log').where('at', '<', before).executeTakeFirst()).numDeletedRows);
}

/** Permits of accounts that end within so many days and of which nobody was reminded yet. */
export async function dueForReminder(executor: Executor, today: PlainDate, days: number): Promise<{ id: string; accountId: string; number: string; until: PlainDate }[]> {
  const { rows } = await sql<{ id: string; account_id: string; number: string; until: string }>`
    select p.id, p.account_id, p.number, e.until::text as until from permits.permit p
      join lateral (select max(valid_until) as until from permits.term t where t.permit_id = p.id) e on true
    where p.account_id is not null and p.revoked_on is null and e.until between ${today}::date and ${addDays(today, days)}::date
      and not exists (select from permits.reminder r where r.permit_id = p.id and r.valid_until = e.until)
    order by e.until, p.number`.execute(executor);
  return rows.map((row) => ({ id: row.id, accountId: row.account_id, number: row.number, until: row.until as PlainDate }));
}

/** True for the one who may send it. */
export async function claimReminder(tx: Tx, permitId: string, until: PlainDate, at: Date): Promise<boolean> {
  const result = await tx.insertInto('permits.reminder').values({ permit_id: permitId, valid_until: until, sent_at: at }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows) > 0;
}

export async function eraseHolder(tx: Tx, permitId: string, at: Date): Promise<void> {
  await tx.updateTable('permits.permit')
    .set({ account_id: null, family_name: null, given_names: null, street: null, house_number: null, postcode: null, city: null, plate: null, plate_key: null, erased_at: at, erase_requested_on: null })
    .where('id', '=', permitId).execute();
}

export async function detachAccount(tx: Tx, permitId: string, on: PlainDate): Promise<void> {
  await tx.updateTable('permits.permit').set({ account_id: null, erase_requested_on: on }).where('id', '=', permitId).execute();
}

export async function erasureWaiting(executor: Executor): Promise<Permit[]> {
  return withTerms(executor, await executor.selectFrom('permits.permit').selectAll().where('erase_requested_on', 'is not', null).where('erased_at', 'is', null).execute());
}

/** How many permits are in force that day; null when the register is empty. */
export async function countInForce(executor: Executor, day: PlainDate): Promise<number | null> {
  const { rows } = await sql<{ total: number; n: number }>`select (select count(*) from permits.permit)::int as total,
    (select count(distinct t.permit_id) from permits.term t join permits.permit p on p.id = t.permit_id where ${day}::date between t.valid_from and t.valid_until and (p.revoked_on is null or p.revoked_on > ${day}::date))::int as n`.execute(executor);
  const row = rows[0]!;
  return row.total === 0 ? null : row.n;
}
