import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { ButtonRow, Column, ErrorSummary, InsetText, PageHeading, PostForm, SubmitButton, TextInput, type FormError } from '../../../kernel/ui/index.ts';
import { mayTryCode } from '../../cases/index.ts';
import { fetchPath } from '../city.ts';
import { documentAnswer } from '../document.ts';
import { permitState } from '../domain/terms.ts';
import { holderSubject } from '../parts/subject.ts';
import { logQuery, permitById } from '../store.ts';

/** `/parkausweis`: the permit as PDF for whoever holds the letter's number and code, account or not. */
export function registerFetchPage(kernel: Kernel): void {
  const subject = holderSubject(kernel);
  kernel.http.route({ method: 'GET', path: fetchPath, summary: 'Own parking permit by number and code: form', access: everyone, handler: (ctx) => formPage(ctx, '') });
  kernel.http.route({
    method: 'POST', path: fetchPath, summary: 'Own parking permit as PDF, by number and code from the letter', access: everyone, body: z.object({ nummer: z.string().max(60), code: z.string().max(60) }),
    async handler(ctx) {
      const number = ctx.body.nummer.trim();
      const code = ctx.body.code.trim();
      const missing = [['nummer', number], ['code', code]].filter(([, typed]) => typed === '').map(([name]) => ({ name: name!, message: ctx.t(`permits.fetch.error.${name}`) }));
      if (missing.length > 0) return formPage(ctx, number, missing);
      if (!(await mayTryCode(ctx, number))) return formPage(ctx, number, [{ name: 'nummer', message: ctx.t('permits.fetch.error.too_many') }]);
      const ref = await subject.redeem(kernel.db, number, code);
      const permit = ref === undefined ? undefined : await permitById(kernel.db, ref);
      if (!permit) return formPage(ctx, number, [{ name: 'nummer', message: ctx.t('permits.fetch.error.redeem') }]);
      if (permitState(permit, kernel.clock.today()) !== 'valid') return formPage(ctx, number, [{ name: 'nummer', message: ctx.t('permits.fetch.error.not_in_force') }]);
      const answer = await documentAnswer(kernel, permit, ctx.lang);
      await logQuery(kernel.db, kernel.clock.now(), { office: 'public', staffId: null, purpose: 'public.document', asked: { number: permit.number }, answered: { number: permit.number, fields: ['plate', 'area', 'terms'] } });
      return answer;
    },
  });
}

function formPage({ t, csrf }: Pick<Ctx, 't' | 'csrf'>, number: string, errors: FormError[] = []): Answer {
  const title = t('permits.fetch.title');
  const error = (name: string) => { const found = errors.find((one) => one.name === name); return found ? { error: found.message } : {}; };
  const main = (
    <Column>
      <ErrorSummary errors={errors} t={t} />
      <PageHeading title={title} lead={t('permits.fetch.lead')} />
      <PostForm action={fetchPath} csrf={csrf}>
        <TextInput name="nummer" label={t('permits.subject.number')} hint={t('permits.check.hint')} value={number} t={t} width={20} autocapitalize="characters" spellcheck={false} {...error('nummer')} />
        <TextInput name="code" label={t('permits.subject.code')} value="" t={t} width={20} autocapitalize="characters" autocomplete="off" spellcheck={false} {...error('code')} />
        <ButtonRow>
          <SubmitButton label={t('permits.fetch.submit')} icon="file" />
        </ButtonRow>
      </PostForm>
      <InsetText>{t('permits.fetch.privacy')}</InsetText>
      <p>
        <a href="/konto/parkausweise">{t('permits.fetch.account')}</a>
      </p>
    </Column>
  );
  return page({ title, main, hasErrors: errors.length > 0, languages: ['de', 'en', 'de-leicht'] });
}
