import { everyone } from '../../../kernel/access/access.ts';
import type { CopyData } from '../../../kernel/documents/index.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file } from '../../../kernel/http/types.ts';
import type { Lang } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { euros, formatMoney } from '../../../kernel/money/index.ts';
import { dateOf, formatDate, formatTime } from '../../../kernel/time/index.ts';
import { printReference } from '../../../standards/creditor-reference/index.ts';
import { bankAccount } from '../bank.ts';
import type { Claim } from '../domain/claim.ts';
import { attemptById } from '../store/attempts.ts';
import { receiptOfClaim, type Receipt } from '../store/receipts.ts';
import { legalText, openClaim, params } from './common.tsx';

export function registerReceipt(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/bezahlen/:token/quittung', summary: 'Receipt as an accessible PDF', access: everyone, rateLimit: { max: 30, seconds: 60 }, params,
    async handler(ctx) {
      const claim = await openClaim(kernel, ctx.params.token);
      const receipt = await receiptOfClaim(kernel.db, claim.id);
      if (!receipt) throw notFound();
      return file({ body: await receiptDocument(kernel, claim, receipt, ctx.lang), mime: 'application/pdf', name: `${receipt.number}.pdf` });
    },
  });
}

/** The receipt as PDF/UA-1: what, how much, by which law, when, how. Nothing about people: whoever paid may keep it. */
async function receiptDocument(kernel: Kernel, claim: Claim, receipt: Receipt, lang: Lang): Promise<Uint8Array> {
  const t = kernel.i18n.translator(lang);
  const attempt = receipt.attemptId === null ? undefined : await attemptById(kernel.db, receipt.attemptId);
  const title = t('payments.receipt.title');
  const data: CopyData = {
    letterhead: { authority: bankAccount(kernel).recipient },
    ...(kernel.config.demo ? { marking: t('payments.receipt.demo') } : {}),
    heading: title,
    intro: claim.purpose,
    reference: [
      { label: t('payments.receipt.number'), value: receipt.number },
      { label: t('payments.receipt.at'), value: `${formatDate(dateOf(receipt.at), lang)}, ${formatTime(receipt.at, lang)}` },
    ],
    sections: [{
      title: t('payments.title'),
      rows: [
        { label: t('payments.amount'), value: formatMoney(euros(receipt.amountCents), lang) },
        { label: t('payments.reference'), value: printReference(claim.reference) },
        { label: t('payments.legal'), value: legalText(claim, t) },
        { label: t('payments.receipt.way'), value: t(attempt ? 'payments.receipt.way.online' : 'payments.receipt.way.transfer') },
        ...(attempt?.reference ? [{ label: t('payments.receipt.provider_reference'), value: attempt.reference }] : []),
      ],
    }],
    notes: [t('payments.receipt.note')],
  };
  return kernel.documents.render({ template: 'copy', data, standard: 'ua-1', title: `${title} ${receipt.number}`, lang: lang === 'en' ? 'en' : 'de', at: receipt.at });
}
