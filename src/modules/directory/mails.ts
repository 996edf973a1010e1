import type { Tx } from '../../kernel/db/db.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';

type MailName = 'registration' | 'already_registered' | 'password_reset' | 'email_change' | 'password_changed' | 'email_changed' | 'codes_off' | 'recovery_used' | 'staff_invitation';

/** Writes one of the directory's mails to the outbox. Texts: `directory.mail.<name>.subject` and `.body`; `path` becomes `{link}`. */
export async function sendMail(kernel: Kernel, tx: Tx, mail: { name: MailName; to: string; lang: string; ownerId: string | null; path?: string; name_of_person?: string }): Promise<void> {
  const t = kernel.i18n.translator(mail.lang as Lang);
  const body = t(`directory.mail.${mail.name}.body`, { link: `${kernel.config.publicUrl}${mail.path ?? ''}`, name: mail.name_of_person ?? '', login: `${kernel.config.publicUrl}/konto/anmelden`, reset: `${kernel.config.publicUrl}/konto/passwort-vergessen` });
  await kernel.mail.send(tx, { to: mail.to, subject: t(`directory.mail.${mail.name}.subject`), body: `${body}\n\n${t('directory.mail.closing')}`, kind: `directory.${mail.name}`, ownerId: mail.ownerId });
}
