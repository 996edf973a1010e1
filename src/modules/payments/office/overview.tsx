import { staff } from '../../../kernel/access/access.ts';
import { page } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { ButtonRow, Figure, InsetText, PageHeading, PostForm, Section, Stack, SubmitButton, Table, TextInput } from '../../../kernel/ui/index.ts';
import type { Desk } from '../desk.ts';
import { accounts } from '../domain/ledger.ts';
import { discrepancies } from '../store/discrepancies.ts';
import { balance, totalsOfDay } from '../store/ledger.ts';
import { refundsIn } from '../store/refunds.ts';
import { money, treasuryTabs } from './common.tsx';

export function registerOverview(kernel: Kernel, desk: Desk): void {
  kernel.http.route({
    method: 'GET', path: '/amt/kasse', summary: 'The treasury at a glance: balances, today, what waits', access: staff('payments.read'),
    async handler(ctx) {
      const { t, lang, csrf } = ctx;
      const today = kernel.clock.today();
      const [balances, totals, open, waiting] = await Promise.all([
        Promise.all(accounts.map(async (account) => ({ account, cents: await balance(kernel.db, account) }))),
        totalsOfDay(kernel.db, today), discrepancies(kernel.db, true), refundsIn(kernel.db, ['proposed', 'failed', 'unknown']),
      ]);
      const sum = balances.reduce((all, { cents }) => all + cents, 0);
      const main = (
        <Stack>
          <PageHeading title={t('payments.office.title')} lead={t('payments.office.lead')} />
          {treasuryTabs(ctx, '')}
          <div class="st-figures">
            <Figure t={t} value={String(waiting.length)} label={t('payments.office.refunds_waiting')} />
            <Figure t={t} value={String(open.length)} label={t('payments.office.discrepancies_open')} />
            <Figure t={t} value={money(balances.find(({ account }) => account === 'claims')?.cents ?? 0, lang)} label={t('payments.office.claims_open')} href="/amt/kasse/forderungen" />
          </div>
          {desk.provider ? null : <InsetText>{t('payments.office.no_provider')}</InsetText>}
          <Section id="suche" heading={t('payments.office.find')}>
            <PostForm action="/amt/kasse/suche" csrf={csrf}>
              <TextInput t={t} name="zeichen" label={t('payments.office.find_label')} hint={t('payments.office.find_hint')} width={20} autocapitalize="characters" spellcheck={false} />
              <ButtonRow>
                <SubmitButton label={t('payments.office.find_go')} icon="search" />
              </ButtonRow>
            </PostForm>
          </Section>
          <h2>{t('payments.office.today')}</h2>
          <Table
            dense caption={t('payments.office.today')} captionHidden
            columns={[{ label: t('payments.office.kind') }, { label: t('payments.office.count'), numeric: true }, { label: t('payments.amount'), numeric: true, nowrap: true }]}
            rows={totals.map(({ kind, count, cents }) => [t(`payments.posting.${kind}`), String(count), money(cents, lang)])}
          />
          {totals.length === 0 ? <p class="st-muted">{t('payments.office.today_none')}</p> : null}
          <h2>{t('payments.office.accounts')}</h2>
          <Table
            dense caption={t('payments.office.accounts')} captionHidden
            columns={[{ label: t('payments.office.account') }, { label: t('payments.office.balance'), numeric: true, nowrap: true }]}
            rows={balances.map(({ account, cents }) => [t(`payments.account.${account}`), money(cents, lang)])}
            foot={[t('payments.office.sum'), money(sum, lang)]}
          />
          <p class="st-hint">{t('payments.office.sum_hint')}</p>
        </Stack>
      );
      return page({ title: t('payments.office.title'), section: 'staff', main });
    },
  });
}
