import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { page, type Answer } from '../../../kernel/http/types.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Alert, ButtonRow, Column, DescriptionList, ErrorSummary, InsetText, PageHeading, PostForm, SubmitButton, TextInput } from '../../../kernel/ui/index.ts';
import { parseNumber } from '../../../standards/checkdigit/index.ts';
import { fetchPath } from '../city.ts';
import { checkValidity, type PublicValidity } from '../check-validity.ts';

interface View {
  t: T;
  lang: Lang;
  csrf: string;
}

/** `/pruefen`: a stranger asks whether a permit is valid, by its number or by the code on it. */
export function registerCheckPages(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/pruefen', summary: 'Check a parking permit: form', access: everyone, handler: (ctx) => formPage(ctx, '') });
  kernel.http.route({
    method: 'POST', path: '/pruefen', summary: 'Check a parking permit by its number', access: everyone, rateLimit: { max: 10, seconds: 60 }, body: z.object({ number: z.string().max(60) }),
    async handler(ctx) {
      const parsed = parseNumber(ctx.body.number, { prefix: 'PA' });
      if (!parsed.ok) return formPage(ctx, ctx.body.number, ctx.t(ctx.body.number.trim() === '' ? 'permits.check.error.empty' : 'permits.check.error.number'));
      return resultPage(ctx, await checkValidity(kernel, { number: parsed.canonical }), 'number');
    },
  });
  kernel.http.route({
    method: 'GET', path: '/pruefen/:token', summary: 'Check a parking permit by the code on it', access: everyone, rateLimit: { max: 30, seconds: 60 }, params: z.object({ token: z.string().max(200) }),
    handler: async (ctx) => resultPage(ctx, await checkValidity(kernel, { token: ctx.params.token }), 'print'),
  });
}

function formPage({ t, csrf }: View, value: string, error?: string): Answer {
  const title = t('permits.check.title');
  const main = (
    <Column>
      <ErrorSummary errors={error ? [{ name: 'number', message: error }] : []} t={t} />
      <PageHeading title={title} lead={t('permits.check.lead')} />
      {numberForm(t, csrf, value, error)}
      <InsetText>{t('permits.check.privacy')}</InsetText>
      <p>
        <a href={fetchPath}>{t('permits.fetch.own')}</a>
      </p>
    </Column>
  );
  return page({ title, main, hasErrors: error !== undefined });
}

function numberForm(t: T, csrf: string, value: string, error?: string): VNode {
  return (
    <PostForm action="/pruefen" csrf={csrf}>
      <TextInput name="number" label={t('permits.number')} hint={t('permits.check.hint')} value={value} t={t} width={20} autocapitalize="characters" spellcheck={false} {...(error ? { error } : {})} />
      <ButtonRow>
        <SubmitButton label={t('permits.check.submit')} icon="search" />
      </ButtonRow>
    </PostForm>
  );
}

/** Not there, ended, replaced and revoked look alike: a stranger learns nothing by asking. A number outlives its print. */
function resultPage({ t, lang }: View, found: PublicValidity | undefined, by: 'number' | 'print'): Answer {
  const title = t('permits.check.result');
  const none = t('permits.check.no_value');
  const main = (
    <Column>
      <PageHeading title={title} />
      <Alert tone={found ? 'success' : 'danger'} title={t(found ? 'permits.check.valid' : 'permits.check.invalid')}>
        <p>{t(found ? 'permits.check.valid_text' : 'permits.check.invalid_text')}</p>
        {found && by === 'number' ? <p>{t('permits.check.by_number')}</p> : null}
      </Alert>
      <DescriptionList items={[
        { label: t('permits.valid_until'), value: found ? formatDate(found.until, lang) : none },
        { label: t('permits.area'), value: found?.area ?? none },
        { label: t('permits.plate'), value: found?.maskedPlate ?? none },
      ]} />
      <p>
        <a href="/pruefen">{t('permits.check.again')}</a>
      </p>
    </Column>
  );
  return page({ title, main });
}
