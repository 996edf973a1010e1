import type { Db } from '../../kernel/db/db.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';

export interface Feedback {
  id: string;
  page: string;
  message: string;
  reply_to: string | null;
  created_at: Date;
}

export async function insertFeedback(db: Db, feedback: { page: string; message: string; replyTo: string | null; at: Date }): Promise<void> {
  await db.insertInto('portal.feedback').values({ id: uuidv7(), page: feedback.page, message: feedback.message, reply_to: feedback.replyTo, created_at: feedback.at, done_at: null }).execute();
}

/** What nobody has dealt with yet, the oldest first. */
export async function openFeedback(db: Db, limit: number): Promise<Feedback[]> {
  return db.selectFrom('portal.feedback').select(['id', 'page', 'message', 'reply_to', 'created_at']).where('done_at', 'is', null).orderBy('created_at').limit(limit).execute();
}

export async function closeFeedback(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('portal.feedback').set({ done_at: at, reply_to: null }).where('id', '=', id).where('done_at', 'is', null).execute();
}

/** Done or not: nothing is kept longer than a year, addresses not longer than needed. */
export async function deleteOldFeedback(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('portal.feedback').where('created_at', '<', before).execute();
}
