import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/db.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { Profile } from './domain/profile.ts';

type Executor = Db | Tx;

export interface AccountRow {
  id: string;
  email: string;
  password_hash: string;
  lang: string;
  code_seed: Buffer | null;
  code_pending: Buffer | null;
  verified_at: Date;
  created_at: Date;
}

export interface StaffRow {
  id: string;
  email: string;
  name: string;
  role: string;
  offices: string[];
  password_hash: string | null;
  code_seed: Buffer | null;
  active: boolean;
  created_at: Date;
}

export interface LoginStep {
  kind: string;
  person_id: string;
  next_path: string;
  seed: Buffer | null;
}

export type TokenKind = 'password_reset' | 'email_change' | 'staff_invitation';

// accounts

export const accountById = (db: Executor, id: string) => db.selectFrom('directory.account').selectAll().where('id', '=', id).executeTakeFirst();
export const accountByEmail = (db: Executor, email: string) => db.selectFrom('directory.account').selectAll().where('email', '=', email).executeTakeFirst();

/** False if the address already has an account. */
export async function insertAccount(tx: Executor, account: { id: string; email: string; password_hash: string; lang: string; at: Date }): Promise<boolean> {
  const { at, ...row } = account;
  const result = await tx.insertInto('directory.account').values({ ...row, verified_at: at, created_at: at }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows) === 1;
}

export async function updateAccount(tx: Executor, id: string, set: { password_hash?: string; lang?: string; code_seed?: Buffer | null; code_pending?: Buffer | null }): Promise<void> {
  await tx.updateTable('directory.account').set(set).where('id', '=', id).execute();
}

/** False if somebody else has the address by now. */
export async function updateEmail(tx: Executor, id: string, email: string): Promise<boolean> {
  const result = await sql<{ id: string }>`update directory.account set email = ${email} where id = ${id}
    and not exists (select from directory.account other where other.email = ${email}) returning id`.execute(tx);
  return result.rows.length === 1;
}

/** Takes a one-time code's step; false if it, or a later one, was taken before. */
export async function takeCode(tx: Executor, kind: 'account' | 'staff', id: string, counter: number): Promise<boolean> {
  const result = await tx.updateTable(`directory.${kind}`).set({ code_counter: counter }).where('id', '=', id).where('code_counter', '<', counter).executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

export async function deleteAccount(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('directory.token').where('person_id', '=', id).execute();
  await tx.deleteFrom('directory.login_step').where('person_id', '=', id).execute();
  await tx.deleteFrom('directory.account').where('id', '=', id).execute();
}

// profile

export async function profileOf(db: Executor, accountId: string): Promise<Profile> {
  const row = await db.selectFrom('directory.profile').selectAll().where('account_id', '=', accountId).executeTakeFirst();
  if (!row) return {};
  const { account_id: _id, updated_at: _at, ...values } = row;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Profile;
}

export async function saveProfile(tx: Executor, accountId: string, profile: Profile, at: Date): Promise<void> {
  const none = { family_name: null, given_names: null, single_name: null, birth_date: null, street: null, house_number: null, postcode: null, city: null, phone: null };
  const values = { ...none, ...profile, updated_at: at };
  await tx.insertInto('directory.profile').values({ account_id: accountId, ...values }).onConflict((conflict) => conflict.column('account_id').doUpdateSet(values)).execute();
}

// registration and links

export async function insertRegistration(tx: Executor, row: { id: string; email: string; password_hash: string; lang: Lang; expires_at: Date }): Promise<void> {
  await tx.insertInto('directory.registration').values(row).execute();
}

export const registrationById = (db: Executor, id: string) => db.selectFrom('directory.registration').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
export const deleteRegistration = (tx: Executor, id: string) => tx.deleteFrom('directory.registration').where('id', '=', id).execute();

export async function setRegistrationToken(tx: Executor, id: string, hash: Buffer): Promise<void> {
  await tx.updateTable('directory.registration').set({ token_hash: hash }).where('id', '=', id).execute();
}

export async function registrationIsOpen(db: Executor, hash: Buffer, now: Date): Promise<boolean> {
  return (await db.selectFrom('directory.registration').select('id').where('token_hash', '=', hash).where('expires_at', '>', now).executeTakeFirst()) !== undefined;
}

/** Takes the registration behind a link, once, and with it all others of the same address. */
export async function takeRegistration(tx: Executor, hash: Buffer, now: Date) {
  const taken = await tx.deleteFrom('directory.registration').where('token_hash', '=', hash).where('expires_at', '>', now).returningAll().executeTakeFirst();
  if (taken) await tx.deleteFrom('directory.registration').where('email', '=', taken.email).execute();
  return taken;
}

export async function insertToken(tx: Executor, token: { hash: Buffer; kind: TokenKind; person_id: string; email?: string | null; expires_at: Date }): Promise<void> {
  await tx.insertInto('directory.token').values(token).execute();
}

export async function tokenIsOpen(db: Executor, kind: TokenKind, hash: Buffer, now: Date): Promise<boolean> {
  return (await tokenPerson(db, kind, hash, now)) !== undefined;
}

export async function tokenPerson(db: Executor, kind: TokenKind, hash: Buffer, now: Date): Promise<string | undefined> {
  return (await db.selectFrom('directory.token').select('person_id').where('hash', '=', hash).where('kind', '=', kind).where('expires_at', '>', now).executeTakeFirst())?.person_id;
}

/** Takes the token behind a link: it works once. */
export async function takeToken(tx: Executor, kind: TokenKind, hash: Buffer, now: Date): Promise<{ person_id: string; email: string | null } | undefined> {
  return tx.deleteFrom('directory.token').where('hash', '=', hash).where('kind', '=', kind).where('expires_at', '>', now).returning(['person_id', 'email']).executeTakeFirst();
}

export async function dropTokens(tx: Executor, personId: string, kind?: TokenKind): Promise<void> {
  let query = tx.deleteFrom('directory.token').where('person_id', '=', personId);
  if (kind) query = query.where('kind', '=', kind);
  await query.execute();
}

// second factor

export async function replaceRecoveryCodes(tx: Tx, accountId: string, hashes: string[]): Promise<void> {
  await tx.deleteFrom('directory.recovery_code').where('account_id', '=', accountId).execute();
  if (hashes.length > 0) await tx.insertInto('directory.recovery_code').values(hashes.map((hash) => ({ account_id: accountId, hash }))).execute();
}

export async function takeRecoveryCode(tx: Executor, accountId: string, hashes: readonly string[]): Promise<boolean> {
  const result = await tx.deleteFrom('directory.recovery_code').where('account_id', '=', accountId).where('hash', 'in', [...hashes]).executeTakeFirst();
  return Number(result.numDeletedRows) === 1;
}

export async function countRecoveryCodes(db: Executor, accountId: string): Promise<number> {
  const row = await db.selectFrom('directory.recovery_code').select((eb) => eb.fn.countAll<number>().as('n')).where('account_id', '=', accountId).executeTakeFirstOrThrow();
  return Number(row.n);
}

// log-ins

export async function saveLoginStep(tx: Executor, step: LoginStep & { browser: string; expires_at: Date }): Promise<void> {
  const { browser, ...values } = step;
  await tx.insertInto('directory.login_step').values({ browser, ...values }).onConflict((conflict) => conflict.column('browser').doUpdateSet(values)).execute();
}

export async function loginStep(db: Executor, kind: 'citizen' | 'staff', browser: string, now: Date): Promise<LoginStep | undefined> {
  return db.selectFrom('directory.login_step').select(['kind', 'person_id', 'next_path', 'seed']).where('browser', '=', browser).where('kind', '=', kind).where('expires_at', '>', now).executeTakeFirst();
}

export const dropLoginStep = (tx: Executor, browser: string) => tx.deleteFrom('directory.login_step').where('browser', '=', browser).execute();

export async function recordLogin(tx: Executor, event: { personId: string; kind: string; device: string; at: Date }): Promise<void> {
  await tx.insertInto('directory.login_event').values({ id: uuidv7(), person_id: event.personId, kind: event.kind, device: event.device, at: event.at }).execute();
}

export const recentLogins = (db: Executor, personId: string, limit = 20) =>
  db.selectFrom('directory.login_event').select(['kind', 'device', 'at']).where('person_id', '=', personId).orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();

export async function forgetLogins(tx: Executor, personId: string | null, before: Date): Promise<void> {
  await sql`select directory.forget_login_events(${personId}::uuid, ${before}::timestamptz)`.execute(tx);
}

/** Takes away what has run out. Returns the ids of registrations nobody confirmed. */
export async function purgeExpired(tx: Tx, now: Date): Promise<string[]> {
  await tx.deleteFrom('directory.token').where('expires_at', '<', now).execute();
  await tx.deleteFrom('directory.login_step').where('expires_at', '<', now).execute();
  return (await tx.deleteFrom('directory.registration').where('expires_at', '<', now).returning('id').execute()).map((row) => row.id);
}

// staff

export const staffById = (db: Executor, id: string) => db.selectFrom('directory.staff').selectAll().where('id', '=', id).executeTakeFirst();
export const staffByEmail = (db: Executor, email: string) => db.selectFrom('directory.staff').selectAll().where('email', '=', email).executeTakeFirst();
export const allStaff = (db: Executor) => db.selectFrom('directory.staff').selectAll().orderBy('active', 'desc').orderBy('name').execute();

export const staffOfOffice = (db: Executor, office: string) =>
  db.selectFrom('directory.staff').select(['id', 'name', 'role']).where('active', '=', true).where(sql<boolean>`${office} = any(offices)`).orderBy('name').execute();

/** False if the address is already a colleague's. */
export async function insertStaff(tx: Executor, row: { id: string; email: string; name: string; role: string; offices: string[]; password_hash?: string; code_seed?: Buffer; at: Date }): Promise<boolean> {
  const { at, ...values } = row;
  const result = await tx.insertInto('directory.staff').values({ ...values, created_at: at }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows) === 1;
}

export async function updateStaff(tx: Executor, id: string, set: { name?: string; role?: string; offices?: string[]; active?: boolean; password_hash?: string | null; code_seed?: Buffer | null }): Promise<void> {
  await tx.updateTable('directory.staff').set(set).where('id', '=', id).execute();
}
