import { everyone } from '../../../kernel/access/access.ts';
import { page, redirect } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { euros, formatMoney } from '../../../kernel/money/index.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Alert, BackLink, Button, ButtonRow, Column, DescriptionList, InsetText, PageHeading } from '../../../kernel/ui/index.ts';
import { printReference } from '../../../standards/creditor-reference/index.ts';
import { printIban } from '../../../standards/iban/index.ts';
import { bankAccount } from '../bank.ts';
import { transferForm } from '../providers/bank-transfer/index.ts';
import { caseLink, openClaim, params, payPath } from './common.tsx';

export function registerTransfer(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/bezahlen/:token/ueberweisung', summary: 'The data of a bank transfer, with the code for banking apps', access: everyone, rateLimit: { max: 120, seconds: 60 }, params,
    async handler(ctx) {
      const { t, lang } = ctx;
      const claim = await openClaim(kernel, ctx.params.token);
      if (claim.state !== 'due') return redirect(payPath(claim, 'stand'));
      const form = await transferForm(bankAccount(kernel), claim);
      const title = t('payments.transfer.title');
      const back = caseLink(claim, ctx);
      const main = (
        <Column>
          <BackLink href={payPath(claim)} label={t('payments.transfer.back')} />
          <PageHeading title={title} caption={claim.purpose} />
          {form?.demo ? <Alert tone="warning" title={t('payments.iban.demo')} /> : null}
          {form ? (
            <>
              <DescriptionList
                items={[
                  { label: t('payments.recipient'), value: form.recipient },
                  { label: t('payments.iban'), value: <span class="st-nowrap">{printIban(form.iban)}</span> },
                  ...(form.bic ? [{ label: t('payments.bic'), value: form.bic }] : []),
                  { label: t('payments.amount'), value: <strong>{formatMoney(euros(form.amountCents), lang)}</strong> },
                  { label: t('payments.reference'), value: <strong>{printReference(form.reference)}</strong> },
                  ...(claim.dueOn ? [{ label: t('payments.due_on'), value: formatDate(claim.dueOn, lang) }] : []),
                ]}
              />
              <InsetText>{t('payments.hint')}</InsetText>
              <figure class="st-qr">
                <img src={`data:image/svg+xml;base64,${Buffer.from(form.qr).toString('base64')}`} width={180} height={180} alt={t('payments.transfer.qr_alt')} />
                <figcaption>{t('payments.transfer.qr')}</figcaption>
              </figure>
            </>
          ) : (
            <Alert tone="warning" title={t('payments.iban.unknown')} />
          )}
          {back ? (
            <ButtonRow>
              <Button href={back} label={t('payments.stand.case')} />
            </ButtonRow>
          ) : null}
        </Column>
      );
      return page({ title, main });
    },
  });
}
