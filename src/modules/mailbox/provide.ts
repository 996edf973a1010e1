import { buffer } from 'node:stream/consumers';
import { HttpProblem, notFound } from '../../kernel/errors/errors.ts';
import type { Tx } from '../../kernel/db/db.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { findAccount } from '../directory/index.ts';
import { retrievableUntil, type AnnouncementKey } from './domain/announcement.ts';
import { insertMessage, insertRetrieval, lockMessage, messageOfAccount, type Message } from './store.ts';

export interface Provision {
  accountId: string;
  caseId: string;
  /** Names the thing provided (a decision, a question): a second provision of the same keeps the first. */
  once: string;
  kind: Message['kind'];
  subject: string;
  document: { sha256: string; name: string } | null;
  rule: AnnouncementKey;
}

/**
 * Puts a message into a person's mailbox, with the proof of provision and the notice by mail, all in the caller's
 * transaction. The mail says that there is something, never what. False: it was there already, nothing was done again.
 * `no_account`: the account is gone (erased meanwhile); the letter has to go another way.
 */
export async function provide(tx: Tx, kernel: Kernel, provision: Provision): Promise<'provided' | 'already' | 'no_account'> {
  const account = await findAccount({ db: tx }, provision.accountId);
  if (!account) return 'no_account';
  const day = kernel.clock.today();
  const id = uuidv7();
  const inserted = await insertMessage(tx, { ...provision, id, providedAt: kernel.clock.now(), providedOn: day, retrievableUntil: provision.document ? retrievableUntil(provision.rule, day) : null });
  if (!inserted) return 'already';
  await kernel.evidence.append(tx, {
    kind: 'letter.provided',
    ownerId: provision.accountId,
    content: { message: id, case: provision.caseId, kind: provision.kind, document: provision.document?.sha256 ?? null, rule: provision.rule, day },
  });
  const t = kernel.i18n.translator(account.lang);
  await kernel.mail.send(tx, {
    to: account.email,
    subject: t('mailbox.mail.subject'),
    body: t('mailbox.mail.body', { url: `${kernel.config.publicUrl}/postfach` }),
    kind: 'mailbox.notice',
    ownerId: provision.accountId,
  });
  return 'provided';
}

/**
 * Notes the first retrieval of a document: the proof the announcement hangs on. Later ones change nothing. A provision
 * that has ended cannot be retrieved any more (410).
 */
export async function retrieve(kernel: Kernel, messageId: string, accountId: string): Promise<Message> {
  return kernel.db.transaction().execute(async (tx) => {
    await lockMessage(tx, messageId);
    const message = await messageOfAccount(tx, messageId, accountId);
    if (!message?.document) throw notFound();
    if (message.retrievedAt) return message;
    const today = kernel.clock.today();
    if (message.endedAt || (message.retrievableUntil && today > message.retrievableUntil)) throw ended();
    const at = kernel.clock.now();
    if (await insertRetrieval(tx, messageId, at, today)) {
      await kernel.evidence.append(tx, { kind: 'letter.retrieved', ownerId: accountId, content: { message: messageId, case: message.caseId, document: message.document.sha256, rule: message.rule, day: today } });
      if (message.caseId) await kernel.events.emit(tx, 'mailbox.retrieved', { messageId: message.id, caseId: message.caseId });
    }
    return { ...message, retrievedAt: at };
  });
}

const ended = () => new HttpProblem(410, 'mailbox.error.ended');

/**
 * The letter itself, whole and verified, with its first retrieval noted. It is in our hands before the proof is written, so
 * that no time runs for a letter that could not be given out; without the proof it is not given out either.
 * @throws whatever the object store throws, e.g. OBJECT_CORRUPT; then nothing is noted.
 */
export async function openDocument(kernel: Kernel, messageId: string, accountId: string): Promise<{ body: Buffer; name: string }> {
  const message = await messageOfAccount(kernel.db, messageId, accountId);
  if (!message?.document) throw notFound();
  if (message.endedAt) throw ended();
  const body = await buffer(await kernel.objects.open(message.document.sha256, { verify: true }));
  await retrieve(kernel, messageId, accountId);
  return { body, name: message.document.name };
}
