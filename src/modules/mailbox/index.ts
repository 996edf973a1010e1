import * as z from 'zod';
import { citizen } from '../../kernel/access/access.ts';
import type { Module } from '../../kernel/kernel.ts';
import { countNew, deleteOfAccount, endUnretrieved, heldByMessages, messageObjects, messagesOfAccount } from './store.ts';
import { registerMailboxTasks } from './tasks.ts';
import { registerMailboxPages } from './web/pages.tsx';

export { announcedOn, announcementRules, retrievableUntil } from './domain/announcement.ts';
export type { AnnouncementKey, AnnouncementRule } from './domain/announcement.ts';
export { provide, retrieve } from './provide.ts';
export type { Provision } from './provide.ts';
export { registerMessagePart } from './parts.ts';
export type { MessagePart } from './parts.ts';
export { countNew, messageOfAccount, messagesOfCase } from './store.ts';
export type { Message } from './store.ts';

export const mailboxModule: Module = {
  name: 'mailbox',
  register(kernel) {
    kernel.events.define('mailbox.not_retrieved', z.object({ messageId: z.uuid(), caseId: z.uuid(), once: z.string() }));
    kernel.events.define('mailbox.retrieved', z.object({ messageId: z.uuid(), caseId: z.uuid() }));
    kernel.jobs.define('mailbox.sweep', z.object({}), async () => {
      for (let more = true; more; ) {
        more = await kernel.db.transaction().execute(async (tx) => {
          const ended = await endUnretrieved(tx, kernel.clock.today(), kernel.clock.now());
          for (const { id, caseId, once } of ended) if (caseId) await kernel.events.emit(tx, 'mailbox.not_retrieved', { messageId: id, caseId, once });
          return ended.length === 500;
        });
      }
    });
    kernel.jobs.schedule('mailbox.sweep', '20 1 * * *');
    kernel.objectReferences.register({ module: 'mailbox', list: messageObjects, held: heldByMessages });
    registerMailboxPages(kernel);
    registerMailboxTasks(kernel);
    kernel.navigation.register({ area: 'account', path: '/postfach', label: 'mailbox.title', order: 20, access: citizen });
    kernel.privacy.register({
      module: 'mailbox',
      export: async (db, accountId) => ({
        messages: (await messagesOfAccount(db, accountId, 10_000)).map(({ subject, kind, providedAt, retrievedAt, announcedOn: announced, caseId }) => ({ subject, kind, case: caseId, providedAt, retrievedAt, announcedOn: announced })),
        unread: await countNew(db, accountId),
      }),
      async erase(tx, accountId) {
        await deleteOfAccount(tx, accountId);
        return { kept: [] };
      },
    });
  },
};
