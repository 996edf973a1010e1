import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { currentService, serviceVersion } from '../../catalogue/index.ts';
import { registerAccountPanel, type AccountTask } from '../../directory/index.ts';
import { messagesOfCase } from '../../mailbox/index.ts';
import { onceOf } from '../letters/deliver.ts';
import { queryCases } from '../store.ts';
import { questionById } from '../store-file.ts';

/** On the account's page: questions of a clerk that wait for an answer, once their letter is there. */
export function registerCasesTasks(kernel: Kernel): void {
  registerAccountPanel(kernel, {
    order: 5,
    async tasks(_kernel, accountId, lang, t) {
      const { rows } = await queryCases(kernel.db, { accountId, states: ['waiting_applicant'], sort: 'received', limit: 20 });
      const found = await Promise.all(rows.map(async ({ id, number, questionId, service: key, versionHash }): Promise<AccountTask[]> => {
        if (questionId === null) return [];
        const [question, messages, service] = [await questionById(kernel.db, questionId), await messagesOfCase(kernel.db, id), (await serviceVersion(kernel, versionHash)) ?? (await currentService(kernel, key))];
        const message = messages.find(({ once }) => once === onceOf(questionId));
        if (!question || !message) return [];
        const title = service ? localize(service.compiled.service.title, lang) : key;
        return [{ title: t('cases.task', { service: title, number }), href: `/postfach/${message.id}`, status: t('cases.task.until', { day: formatDate(question.answerUntil, lang) }), overdue: question.answerUntil < kernel.clock.today() }];
      }));
      return found.flat();
    },
  });
}
