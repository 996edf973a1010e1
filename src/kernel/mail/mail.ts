import type { Transporter } from 'nodemailer';
import * as z from 'zod';
import type { Config } from '../config/config.ts';
import type { Db, Tx } from '../db/db.ts';
import { uuidv7 } from '../ids/index.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../time/index.ts';

export interface MailMessage {
  to: string;
  subject: string;
  body: string;
  /** What it is for, e.g. `directory.verify_email`; the operator's statistics know nothing more. */
  kind: string;
  ownerId?: string | null;
}

/**
 * Mail goes through the outbox: a row and a job in the transaction of the promise, SMTP later. The row's id is the
 * Message-ID, so that a repeated attempt after a lost answer is recognisable. Without SMTP_URL nothing is sent; the demo
 * shows the rows on a page.
 */
export interface Mail {
  send(tx: Tx, message: MailMessage): Promise<void>;
  /** The newest first: for the operator's page and the demo's. */
  list(db: Db, limit: number): Promise<MailRow[]>;
  /** Erasure: what was or would be sent to this person loses recipient and text. */
  forget(tx: Tx, ownerId: string): Promise<void>;
}

export interface MailRow {
  id: string;
  kind: string;
  recipient: string | null;
  subject: string;
  /** Empty once it was handed to the mail server: links in it are secrets. */
  body: string;
  created_at: Date;
  sent_at: Date | null;
  attempts: number;
  last_error: string | null;
}

export function createMail(deps: { db: Db; jobs: Jobs; clock: Clock; config: Pick<Config, 'smtpUrl' | 'mailFrom'> }): Mail {
  const { smtpUrl } = deps.config;
  let transport: Promise<Transporter> | undefined;
  // a process that sends nothing, as a web process, does not carry the library
  const connect = (url: string) => (transport ??= import('nodemailer').then(({ createTransport }) => createTransport(url)));

  deps.jobs.define('kernel.mail', z.object({ id: z.uuid() }), async ({ id }) => {
    const row = await deps.db.selectFrom('kernel.mail').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row || row.sent_at || !row.recipient || !smtpUrl) return;
    try {
      await (await connect(smtpUrl)).sendMail({ from: deps.config.mailFrom, to: row.recipient, subject: row.subject, text: row.body, messageId: `<${row.id}@stadttor>` });
      await deps.db.updateTable('kernel.mail').set({ sent_at: deps.clock.now(), last_error: null, body: '' }).where('id', '=', id).execute();
    } catch (error) {
      const code = (error as { code?: string }).code ?? 'UNKNOWN';
      await deps.db.updateTable('kernel.mail').set((eb) => ({ attempts: eb('attempts', '+', 1), last_error: code })).where('id', '=', id).execute();
      throw error;
    }
  });

  return {
    async send(tx, message) {
      const id = uuidv7();
      await tx.insertInto('kernel.mail').values({ id, recipient: message.to, subject: message.subject, body: message.body, kind: message.kind, owner_id: message.ownerId ?? null, created_at: deps.clock.now() }).execute();
      await deps.jobs.enqueue(tx, 'kernel.mail', { id }, { maxAttempts: 12 });
    },
    async list(db, limit) {
      return db.selectFrom('kernel.mail').select(['id', 'kind', 'recipient', 'subject', 'body', 'created_at', 'sent_at', 'attempts', 'last_error']).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
    },
    async forget(tx, ownerId) {
      await tx.updateTable('kernel.mail').set({ recipient: null, body: '' }).where('owner_id', '=', ownerId).execute();
    },
  };
}
