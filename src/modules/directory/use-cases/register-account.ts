import * as z from 'zod';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Lang } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { newToken } from '../../../kernel/session/sessions.ts';
import { hashPassword } from '../domain/passwords.ts';
import { hashToken, tokenLife } from '../domain/tokens.ts';
import { sendMail } from '../mails.ts';
import { accountByEmail, deleteRegistration, insertAccount, insertRegistration, registrationById, setRegistrationToken, takeRegistration } from '../store.ts';

const job = 'directory.registration';

/** Notes the wish for an account. The same work whether the address has one already; the job that writes the mail looks. */
export async function registerAccount(kernel: Kernel, input: { email: string; password: string; lang: Lang }): Promise<void> {
  const passwordHash = await hashPassword(input.password);
  const id = uuidv7();
  await kernel.db.transaction().execute(async (tx) => {
    await insertRegistration(tx, { id, email: input.email, password_hash: passwordHash, lang: input.lang, expires_at: new Date(kernel.clock.now().getTime() + tokenLife.registration) });
    await kernel.jobs.enqueue(tx, job, { id });
  });
}

export function defineRegistrationMail(kernel: Kernel): void {
  kernel.jobs.define(job, z.object({ id: z.uuid() }), async ({ id }) => {
    await kernel.db.transaction().execute(async (tx) => {
      const registration = await registrationById(tx, id);
      if (!registration || registration.token_hash) return;
      const account = await accountByEmail(tx, registration.email);
      if (account) {
        await deleteRegistration(tx, id);
        await sendMail(kernel, tx, { name: 'already_registered', to: account.email, lang: account.lang, ownerId: account.id });
        return;
      }
      const token = newToken();
      await setRegistrationToken(tx, id, hashToken(token));
      await sendMail(kernel, tx, { name: 'registration', to: registration.email, lang: registration.lang, ownerId: id, path: `/konto/bestaetigen/${token}` });
    });
  });
}

/** Turns a registration into an account, once. Does not sign in: the password is asked, so a stranger's registration is worth nothing. */
export async function confirmRegistration(kernel: Kernel, token: string): Promise<boolean> {
  const now = kernel.clock.now();
  return kernel.db.transaction().execute(async (tx) => {
    const taken = await takeRegistration(tx, hashToken(token), now);
    if (!taken) return false;
    return insertAccount(tx, { id: taken.id, email: taken.email, password_hash: taken.password_hash, lang: taken.lang, at: now });
  });
}
