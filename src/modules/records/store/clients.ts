import { sql } from 'kysely';
import { firstRow, statement, type Db, type Tx } from '../../../kernel/db/db.ts';
import type { Receipt } from '../domain/delivery.ts';

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

/** A client whose key was shown. */
export type DeliveringClient = Pick<Client, 'id' | 'office' | 'positions'>;

/** What was delivered under an idempotency key. */
export interface EarlierDelivery {
  receipt: Receipt;
  fingerprint: Buffer;
}

/** Only who is active has a key that opens. `earlier`: what this client has delivered under `deliveryKey`. */
export async function clientOfKey(db: Db | Tx, keyHash: Buffer, deliveryKey?: string): Promise<(DeliveringClient & { earlier: EarlierDelivery | undefined }) | undefined> {
  const row = await firstRow(db, statement<DeliveringClient & { receipt: Receipt | null; fingerprint: Buffer }>`select c.id, c.office, c.positions, d.receipt, d.fingerprint
    from records.client c left join records.delivery d on d.client_id = c.id and d.key = ${deliveryKey ?? null} where c.key_hash = ${keyHash} and c.active`);
  return row && { id: row.id, office: row.office, positions: row.positions, earlier: earlierOf(row) };
}

export async function deliveryOfKey(db: Db | Tx, clientId: string, key: string): Promise<EarlierDelivery | undefined> {
  return earlierOf(await firstRow(db, statement<EarlierDelivery>`select receipt, fingerprint from records.delivery where client_id = ${clientId} and key = ${key}`));
}

const earlierOf = (row: { receipt: Receipt | null; fingerprint: Buffer } | undefined): EarlierDelivery | undefined => (row?.receipt ? { receipt: row.receipt, fingerprint: row.fingerprint } : undefined);

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
