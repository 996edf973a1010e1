import * as z from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import { newToken } from '../../../kernel/session/sessions.ts';
import { hashPassword } from '../domain/passwords.ts';
import { hashToken, tokenLife } from '../domain/tokens.ts';
import { sendMail } from '../mails.ts';
import { accountByEmail, accountById, dropTokens, insertToken, recordLogin, takeToken, updateAccount, updateEmail, type AccountRow, type TokenKind } from '../store.ts';

const resetJob = 'directory.password_reset';
const emailJob = 'directory.email_change';

/** Addresses in job payloads are sealed: a job of a failed mail may lie there for a while. */
const sealed = (kernel: Kernel, text: string) => kernel.keys.seal('directory.job', Buffer.from(text)).toString('base64');
const opened = (kernel: Kernel, text: string) => kernel.keys.open('directory.job', Buffer.from(text, 'base64')).toString();

/** Asks for a new password. The same work for every address; only the job knows whether there is an account. */
export async function requestPasswordReset(kernel: Kernel, email: string): Promise<void> {
  await kernel.jobs.enqueue(kernel.db, resetJob, { email: sealed(kernel, email) });
}

/** Asks to move the account to another address; confirmed from there. */
export async function requestEmailChange(kernel: Kernel, accountId: string, email: string): Promise<void> {
  await kernel.jobs.enqueue(kernel.db, emailJob, { accountId, email: sealed(kernel, email) });
}

export function defineChangeMails(kernel: Kernel): void {
  kernel.jobs.define(resetJob, z.object({ email: z.string() }), async (payload) => {
    const account = await accountByEmail(kernel.db, opened(kernel, payload.email));
    if (account) await mailLink(kernel, account, { kind: 'password_reset', to: account.email, path: '/konto/neues-passwort' });
  });
  kernel.jobs.define(emailJob, z.object({ accountId: z.uuid(), email: z.string() }), async (payload) => {
    const account = await accountById(kernel.db, payload.accountId);
    const email = opened(kernel, payload.email);
    if (!account || email === account.email) return;
    const owner = await accountByEmail(kernel.db, email);
    if (!owner) return mailLink(kernel, account, { kind: 'email_change', to: email, path: '/konto/neue-adresse', email });
    await kernel.db.transaction().execute((tx) => sendMail(kernel, tx, { name: 'already_registered', to: email, lang: owner.lang, ownerId: owner.id }));
  });
}

async function mailLink(kernel: Kernel, account: AccountRow, link: { kind: Extract<TokenKind, 'password_reset' | 'email_change'>; to: string; path: string; email?: string }): Promise<void> {
  const token = newToken();
  const expires = new Date(kernel.clock.now().getTime() + tokenLife[link.kind]);
  await kernel.db.transaction().execute(async (tx) => {
    await dropTokens(tx, account.id, link.kind);
    await insertToken(tx, { hash: hashToken(token), kind: link.kind, person_id: account.id, email: link.email ?? null, expires_at: expires });
    await sendMail(kernel, tx, { name: link.kind, to: link.to, lang: account.lang, ownerId: account.id, path: `${link.path}/${token}` });
  });
}

/** Sets a new password from a link: every session ends and every open link dies. False: the link is used or expired. */
export async function resetPassword(kernel: Kernel, token: string, password: string, device: string): Promise<boolean> {
  const passwordHash = await hashPassword(password);
  const now = kernel.clock.now();
  return kernel.db.transaction().execute(async (tx) => {
    const taken = await takeToken(tx, 'password_reset', hashToken(token), now);
    const account = taken && (await accountById(tx, taken.person_id));
    if (!account) return false;
    await updateAccount(tx, account.id, { password_hash: passwordHash });
    await dropTokens(tx, account.id);
    await kernel.sessions.endAll(tx, account.id);
    await recordLogin(tx, { personId: account.id, kind: 'password_changed', device, at: now });
    await sendMail(kernel, tx, { name: 'password_changed', to: account.email, lang: account.lang, ownerId: account.id });
    return true;
  });
}

/** Sets a new password for somebody signed in; their other sessions end. The caller has checked the old one. */
export async function changePassword(kernel: Kernel, account: AccountRow, password: string, session: { id: string; device: string }): Promise<void> {
  const passwordHash = await hashPassword(password);
  await kernel.db.transaction().execute(async (tx) => {
    await updateAccount(tx, account.id, { password_hash: passwordHash });
    await dropTokens(tx, account.id);
    await kernel.sessions.endAll(tx, account.id, session.id);
    await recordLogin(tx, { personId: account.id, kind: 'password_changed', device: session.device, at: kernel.clock.now() });
    await sendMail(kernel, tx, { name: 'password_changed', to: account.email, lang: account.lang, ownerId: account.id });
  });
}

/** Takes the link sent to the new address. The old address is told. */
export async function confirmEmailChange(kernel: Kernel, token: string, device: string): Promise<boolean> {
  const now = kernel.clock.now();
  return kernel.db.transaction().execute(async (tx) => {
    const taken = await takeToken(tx, 'email_change', hashToken(token), now);
    const account = taken?.email ? await accountById(tx, taken.person_id) : undefined;
    if (!account || !taken?.email || !(await updateEmail(tx, account.id, taken.email))) return false;
    await dropTokens(tx, account.id);
    await recordLogin(tx, { personId: account.id, kind: 'email_changed', device, at: now });
    await sendMail(kernel, tx, { name: 'email_changed', to: account.email, lang: account.lang, ownerId: account.id });
    return true;
  });
}
