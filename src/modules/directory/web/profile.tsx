import * as z from 'zod';
import { citizen } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import { languages, type Lang } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { ButtonRow, DateParts, Details, Fieldset, InsetText, PostForm, Select, SubmitButton, TextInput } from '../../../kernel/ui/index.ts';
import { readProfile, type Profile, type ProfileInput } from '../domain/profile.ts';
import { profileOf, saveProfile, updateAccount } from '../store.ts';
import { err, FormPage, ownAccount, text, type Errors } from './parts.tsx';

const body = z.object({ family_name: text, given_names: text, single_name: text, 'birth_date.day': text, 'birth_date.month': text, 'birth_date.year': text, street: text, house_number: text, postcode: text, city: text, phone: text, lang: text });

/** `/konto/profil`: what forms begin filled in with. Everything is voluntary. */
export function registerProfile(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/konto/profil', summary: 'Own profile', access: citizen, query: z.object({ hinweis: z.literal('gespeichert').optional().catch(undefined) }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      return profilePage(ctx, inputOf(await profileOf(kernel.db, account.id)), account.lang, {}, ctx.query.hinweis !== undefined);
    },
  });
  kernel.http.route({
    method: 'POST', path: '/konto/profil', summary: 'Save the own profile', access: citizen, body,
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      const { 'birth_date.day': day, 'birth_date.month': month, 'birth_date.year': year, lang, ...rest } = ctx.body;
      const input: ProfileInput = { ...rest, birth: { day, month, year } };
      const result = readProfile(input, kernel.clock.today());
      const chosen = languages.find((known) => known === lang) ?? (account.lang as Lang);
      if (!result.ok) return profilePage(ctx, input, chosen, Object.fromEntries(result.errors.map((error) => [error.field, error.key])), false);
      await kernel.db.transaction().execute(async (tx) => {
        await saveProfile(tx, account.id, result.profile, kernel.clock.now());
        await updateAccount(tx, account.id, { lang: chosen });
      });
      return redirect('/konto/profil?hinweis=gespeichert');
    },
  });
}

function inputOf(profile: Profile): ProfileInput {
  const [year = '', month = '', day = ''] = (profile.birth_date ?? '').split('-');
  const value = (name: Exclude<keyof Profile, 'birth_date'>) => profile[name] ?? '';
  return { family_name: value('family_name'), given_names: value('given_names'), single_name: value('single_name'), street: value('street'), house_number: value('house_number'), postcode: value('postcode'), city: value('city'), phone: value('phone'), birth: { day, month, year } };
}

function profilePage(ctx: Pick<Ctx, 't' | 'csrf'>, input: ProfileInput, lang: string, errors: Errors, saved: boolean): Answer {
  const { t, csrf } = ctx;
  const title = t('directory.profile.title');
  const field = (name: Exclude<keyof ProfileInput, 'birth'>, autocomplete: string, extra: object = {}) => <TextInput name={name} label={t(`directory.field.${name}`)} value={input[name]} autocomplete={autocomplete} required={false} t={t} {...extra} {...err(errors, name, t)} />;
  const main = (
    <FormPage t={t} title={title} lead={t('directory.profile.lead')} errors={errors} back={{ href: '/konto', label: t('directory.back.account') }} notice={saved ? { tone: 'success', title: t('directory.profile.saved') } : undefined}>
      <InsetText>{t('directory.profile.provenance')}</InsetText>
      <PostForm action="/konto/profil" csrf={csrf} guardUnsaved>
        <Fieldset legend={t('directory.profile.person')} legendAsHeading={2}>
          {field('given_names', 'given-name')}
          {field('family_name', 'family-name')}
          <Details summary={t('directory.profile.single')} open={input.single_name !== ''}>
            {field('single_name', 'name')}
          </Details>
          <DateParts name="birth_date" label={t('directory.field.birth_date')} value={input.birth} autocomplete="bday" required={false} hint={t('directory.field.birth_date.hint')} t={t} {...err(errors, 'birth_date', t)} />
        </Fieldset>
        <Fieldset legend={t('directory.profile.home')} legendAsHeading={2}>
          {field('street', 'address-line1')}
          {field('house_number', 'off', { width: 6 })}
          {field('postcode', 'postal-code', { width: 6, inputmode: 'numeric', maxlength: 5 })}
          {field('city', 'address-level2')}
        </Fieldset>
        <Fieldset legend={t('directory.profile.contact')} legendAsHeading={2}>
          {field('phone', 'tel', { type: 'tel', width: 20 })}
          <Select name="lang" label={t('directory.field.lang')} hint={t('directory.field.lang.hint')} value={lang} empty={false} options={languages.map((value) => ({ value, label: t(`directory.lang.${value}`) }))} width={20} t={t} />
        </Fieldset>
        <ButtonRow>
          <SubmitButton label={t('directory.profile.button')} icon="check" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0 });
}
