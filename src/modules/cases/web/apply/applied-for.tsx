import type { VNode } from 'preact';
import type { Ctx } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { euros, formatMoney } from '../../../../kernel/money/index.ts';
import { Badge, DescriptionList, Section } from '../../../../kernel/ui/index.ts';
import { chooseFee, inLang } from '../../../catalogue/index.ts';
import { celAnswers, modelOf, subjectName, type Draft, type FormContext, type FormPath } from '../../../forms/index.ts';
import { accountValues } from '../../context.ts';
import { titleOf, type OnlineService } from './common.ts';
import { feeWords } from './start-view.tsx';

interface Applied {
  draft: Draft;
  service: OnlineService;
  form: FormContext;
  walked: FormPath;
}

/** Above the button that binds: what is applied for, for what, and what it costs as far as that is known now. */
export async function appliedFor(kernel: Kernel, ctx: Pick<Ctx, 't' | 'lang'>, applied: Applied): Promise<VNode> {
  const { t, lang } = ctx;
  const { draft, service } = applied;
  const subject = await subjectName(kernel, draft, service);
  return (
    <Section id="beantragt" heading={t('cases.apply.review.applied')}>
      <DescriptionList
        items={[
          { label: t('cases.apply.review.service'), value: titleOf(service, lang) },
          ...(subject ? [{ label: t('cases.apply.review.subject'), value: subject }] : []),
          { label: t('cases.apply.fee'), value: feeNow(ctx, applied) },
        ]}
      />
    </Section>
  );
}

/** The amount these answers lead to; one that hangs on what the checks will find is not said beforehand. */
function feeNow({ t, lang }: Pick<Ctx, 't' | 'lang'>, { draft, service, form, walked }: Applied): VNode | string {
  const { compiled, process } = service;
  if (process.fee.collect === 'none') return feeWords({ service: compiled.service, t, lang, today: form.today });
  const hangsOnChecks = process.fee.choose.some(({ when }) => when !== undefined && /\bchecks\b/.test(when));
  const values = {
    today: form.today,
    answers: celAnswers(modelOf(service), walked.answers),
    account: accountValues(draft.owner.kind === 'account' ? draft.owner.id : null),
    checks: {},
    effects: {},
    ...(form.subject ? { subject: form.subject } : {}),
  };
  const fee = hangsOnChecks ? undefined : chooseFee(compiled, values);
  if (!fee) return t('cases.apply.review.fee.later');
  return (
    <>
      {fee.title ? `${inLang(fee.title, lang)}: ` : ''}
      <strong>{formatMoney(euros(fee.cents), lang)}</strong> {fee.assumption ? <Badge label={t('cases.apply.fee.assumption')} /> : null}
    </>
  );
}
