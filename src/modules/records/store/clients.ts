import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';

/** A program that delivers. */
export interface Client {
  id: string;
  name: string;
  office: string;
  positions: string[];
  active: boolean;
  hasKey: boolean;
  createdAt: Date;
  deliveries: number;
}

interface Raw { id: string; name: string; office: string; positions: string[]; active: boolean; has_key: boolean; created_at: Date; deliveries: number }

const toClient = (row: Raw): Client => ({ id: row.id, name: row.name, office: row.office, positions: row.positions, active: row.active, hasKey: row.has_key, createdAt: row.created_at, deliveries: Number(row.deliveries) });

const columns = sql`c.id, c.name, c.office, c.positions, c.active, c.key_hash is not null as has_key, c.created_at, (select count(*) from records.delivery d where d.client_id = c.id) as deliveries`;

export async function allClients(db: Db | Tx): Promise<Client[]> {
  return (await sql<Raw>`select ${columns} from records.client c order by c.name`.execute(db)).rows.map(toClient);
}

export async function clientById(db: Db | Tx, id: string): Promise<Client | undefined> {
  const { rows } = await sql<Raw>`select ${columns} from records.client c where c.id = ${id}`.execute(db);
  return rows[0] && toClient(rows[0]);
}

export async function clientByName(db: Db | Tx, name: string): Promise<Client | undefined> {
  const { rows } = await sql<Raw>`select ${columns} from records.client c where c.name = ${name}`.execute(db);
  return rows[0] && toClient(rows[0]);
}

export async function clientName(db: Db | Tx, id: string): Promise<string | undefined> {
  return (await db.selectFrom('records.client').select('name').where('id', '=', id).executeTakeFirst())?.name;
}

/** Only who is active has a key that opens. */
export async function clientOfKey(db: Db | Tx, keyHash: Buffer): Promise<Pick<Client, 'id' | 'name' | 'office' | 'positions'> | undefined> {
  return db.selectFrom('records.client').select(['id', 'name', 'office', 'positions']).where('key_hash', '=', keyHash).where('active', '=', true).executeTakeFirst();
}

/** False when the name is taken. */
export async function insertClient(tx: Db | Tx, client: { id: string; name: string; office: string; positions: readonly string[]; createdBy: string | null; at: Date }): Promise<boolean> {
  const result = await tx.insertInto('records.client').values({ id: client.id, name: client.name, office: client.office, positions: [...client.positions], key_hash: null, active: true, created_by: client.createdBy, created_at: client.at })
    .onConflict((conflict) => conflict.column('name').doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function setKey(tx: Db | Tx, id: string, keyHash: Buffer | null): Promise<void> {
  await tx.updateTable('records.client').set({ key_hash: keyHash }).where('id', '=', id).execute();
}

export async function setActive(tx: Db | Tx, id: string, active: boolean): Promise<void> {
  await tx.updateTable('records.client').set({ active }).where('id', '=', id).execute();
}
