import type { VNode } from 'preact';
import * as z from 'zod';
import type { Ctx } from '../../../kernel/http/types.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import type { T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate, formatDateShort, formatTime, dateOf } from '../../../kernel/time/index.ts';
import { Alert, BackLink, Column, ErrorSummary, PageHeading, TextInput, type Child, type FormError, type Tone } from '../../../kernel/ui/index.ts';
import { accountById, type AccountRow } from '../store.ts';

/** A text field of a form; absent is empty, a list is refused. */
export const text = z.string().max(2000).default('');
export const tokenParams = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/).catch('') });

/** Field name → i18n key of what is wrong. */
export type Errors = Record<string, string>;

export function errorList(errors: Errors, t: T): FormError[] {
  return Object.entries(errors).map(([name, key]) => (name === '' ? { message: t(key) } : { name, message: t(key) }));
}

/** `error` prop of a field, or nothing. */
export const err = (errors: Errors, name: string, t: T): { error?: string } => (errors[name] ? { error: t(errors[name]) } : {});

/** One column: way back, notice, errors, heading, content. */
export function FormPage(props: { t: T; title: string; lead?: Child; back?: { href: string; label: string }; errors?: Errors; notice?: { tone: Tone; title: string; text?: string } | undefined; children: Child }): VNode {
  const { t } = props;
  return (
    <Column>
      {props.back ? <BackLink {...props.back} /> : null}
      {props.errors ? <ErrorSummary errors={errorList(props.errors, t)} t={t} /> : null}
      {props.notice ? (
        <Alert tone={props.notice.tone} title={props.notice.title} live>
          {props.notice.text}
        </Alert>
      ) : null}
      <PageHeading title={props.title} lead={props.lead} />
      {props.children}
    </Column>
  );
}

export function EmailField({ t, value, errors, label, hint }: { t: T; value: string; errors: Errors; label?: string; hint?: string }): VNode {
  return <TextInput name="email" type="email" label={label ?? t('directory.field.email')} value={value} autocomplete="email" inputmode="email" spellcheck={false} autocapitalize="none" maxlength={254} t={t} {...(hint ? { hint } : {})} {...err(errors, 'email', t)} />;
}

/** `current` is for logging in, `new` for choosing: password managers tell them apart. */
export function PasswordField({ t, errors, name = 'password', kind, label }: { t: T; errors: Errors; name?: string; kind: 'current' | 'new'; label?: string }): VNode {
  return <TextInput name={name} type="password" label={label ?? t(kind === 'new' ? 'directory.field.new_password' : 'directory.field.password')} autocomplete={`${kind}-password`} t={t} {...(kind === 'new' ? { hint: t('directory.field.new_password.hint') } : {})} {...err(errors, name, t)} />;
}

export function CodeField({ t, errors, label, hint, required, recovery }: { t: T; errors: Errors; label?: string; hint?: string; required?: boolean; recovery?: boolean }): VNode {
  return <TextInput name="code" label={label ?? t('directory.field.code')} autocomplete="one-time-code" inputmode={recovery ? 'text' : 'numeric'} spellcheck={false} autocapitalize="none" maxlength={20} width={10} t={t} {...(hint ? { hint } : {})} {...(required === false ? { required } : {})} {...err(errors, 'code', t)} />;
}

/** The account behind the session. Gone since (erased elsewhere): as if nothing were here. */
export async function ownAccount(kernel: Kernel, ctx: Pick<Ctx, 'principal'>): Promise<AccountRow> {
  const account = ctx.principal.kind === 'citizen' ? await accountById(kernel.db, ctx.principal.id) : undefined;
  if (!account) throw notFound();
  return account;
}

/** "24. November 2026, 10:42 Uhr" */
export const momentText = (at: Date, lang: string) => `${formatDate(dateOf(at), lang)}, ${formatTime(at, lang)}`;

/** "24.11.2026, 10:42 Uhr", for tables. */
export const shortMoment = (at: Date, lang: string) => `${formatDateShort(dateOf(at), lang)}, ${formatTime(at, lang)}`;
