import type { Kernel } from '../../../kernel/kernel.ts';
import { CardList, Section } from '../../../kernel/ui/index.ts';
import { registerAccountPanel } from '../../directory/index.ts';
import { openStates } from '../domain/states.ts';
import { queryCases } from '../store.ts';
import { caseCard } from './pages.tsx';

/** On the account's page: the cases that are still open. */
export function registerCasesPanel(kernel: Kernel): void {
  registerAccountPanel(kernel, {
    order: 10,
    async load(_kernel, accountId, lang, t) {
      const { rows } = await queryCases(kernel.db, { accountId, states: openStates, sort: 'received', limit: 5 });
      if (rows.length === 0) return null;
      return (
        <Section id="offene-vorgaenge" heading={t('cases.panel')}>
          <CardList layout="rows" label={t('cases.panel')} cards={await Promise.all(rows.map((row) => caseCard(kernel, row, { t, lang })))} />
        </Section>
      );
    },
  });
}
