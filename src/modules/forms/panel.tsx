import type { Kernel } from '../../kernel/kernel.ts';
import { addDays, dateOf, formatDate } from '../../kernel/time/index.ts';
import { LinkList, Section } from '../../kernel/ui/index.ts';
import { inLang, serviceVersion } from '../catalogue/index.ts';
import { registerAccountPanel } from '../directory/index.ts';
import { subjectName } from './context.ts';
import { openDrafts } from './store.ts';
import { keepDays } from './upkeep.ts';

/** "Meine Entwürfe" on the account's page. */
export function registerDraftsPanel(kernel: Kernel): void {
  registerAccountPanel(kernel, {
    order: 30,
    async load(_kernel, accountId, lang, t) {
      const drafts = await openDrafts(kernel.db, { kind: 'account', id: accountId });
      const links = [];
      for (const draft of drafts) {
        const service = await serviceVersion(kernel, draft.versionHash);
        if (!service) continue;
        const edited = dateOf(draft.updatedAt);
        links.push({
          href: `/antrag/${draft.service}/${draft.id}/pruefen`,
          label: [inLang(service.compiled.service.title, lang), await subjectName(kernel, draft, service)].filter(Boolean).join(': '),
          hint: t('forms.panel.hint', { edited: formatDate(edited, lang), until: formatDate(addDays(edited, keepDays), lang) }),
        });
      }
      if (links.length === 0) return null;
      return (
        <Section id="entwuerfe" heading={t('forms.panel.title')}>
          <LinkList links={links} />
        </Section>
      );
    },
  });
}
