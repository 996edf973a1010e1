import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Receipt } from '../../src/modules/records/domain/delivery.ts';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

/** One delivery of a specialist procedure; sent again with the same key it is the same delivery. */
export interface Delivery {
  key: string;
  body(): FormData;
}

/** Two documents of 20 kB each. */
export function delivery(n: number): Delivery {
  const files = [0, 1].map((at) => `Lieferung ${n}, Dokument ${at}. ${'x'.repeat(20_000)}`);
  const announcement = { position: '32.1-GA', title: `Lieferung ${n}`, reference: `R-${n}`, documents: files.map((content, at) => ({ id: `d${at}`, title: `D ${at}`, filename: `${at}.txt`, sha256: sha256(content), size: content.length })) };
  return {
    key: `k-${n}`,
    body() {
      const form = new FormData();
      form.set('delivery', JSON.stringify(announcement));
      files.forEach((content, at) => form.set(`d${at}`, new Blob([content]), `${at}.txt`));
      return form;
    },
  };
}

/** A program that may deliver there; its key. */
export async function newDeliverer(db: pg.ClientBase | pg.Pool): Promise<string> {
  const key = `stadttor_${randomBytes(32).toString('base64url')}`;
  await db.query(`insert into records.client (id, name, office, positions, key_hash, active, created_at) values (gen_random_uuid(), $2, 'gewerbe', '{32.1-GA}', $1, true, now())`, [createHash('sha256').update(key).digest(), `probe ${key.slice(-8)}`]);
  return key;
}

/** Throws when the connection breaks. */
export async function deliver(url: string, key: string, { key: name, body }: Delivery): Promise<{ status: number; text: string; receipt?: Receipt }> {
  const answer = await fetch(`${url}/api/v1/records/deliveries`, { method: 'POST', body: body(), headers: { authorization: `Bearer ${key}`, 'idempotency-key': name } });
  const text = await answer.text();
  return { status: answer.status, text, ...(answer.status === 201 || answer.status === 200 ? { receipt: JSON.parse(text) as Receipt } : {}) };
}
