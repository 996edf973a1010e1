import type { Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { codeCounter, newSeed, readRecoveryCode } from '../domain/one-time-codes.ts';
import { passwordFits } from '../domain/passwords.ts';
import { sendMail } from '../mails.ts';
import { accountByEmail, recordLogin, saveLoginStep, staffByEmail, takeCode, takeRecoveryCode, type AccountRow, type StaffRow } from '../store.ts';

/** How long somebody may take between password and one-time code. */
const stepLife = 10 * 60_000;

/** Counts a log-in attempt: per account and visitor, per account, per visitor. False: too many, do not even look. */
export async function loginAllowed(kernel: Kernel, ctx: Pick<Ctx, 'withinLimit'>, area: 'konto' | 'amt', email: string): Promise<boolean> {
  const account = kernel.keys.sign('rate-limit', email).slice(0, 22);
  const verdicts = [
    await ctx.withinLimit({ bucket: `${area}.login:${account}`, max: 30, seconds: 900 }),
    await ctx.withinLimit({ bucket: `${area}.login.account`, subject: email, max: 100, seconds: 3600 }),
    await ctx.withinLimit({ bucket: `${area}.login.visitor`, max: 100, seconds: 900 }),
  ];
  return verdicts.every(Boolean);
}

/** The account that e-mail and password belong to; the same work for an unknown address. */
export async function checkPassword(kernel: Kernel, email: string, password: string): Promise<AccountRow | undefined> {
  const account = await accountByEmail(kernel.db, email);
  return (await passwordFits(account?.password_hash, password)) ? account : undefined;
}

/** The key of the half-done login: this browser's cookie, signed, so that a stolen row opens nothing. */
export const browserKey = (kernel: Kernel, ctx: Pick<Ctx, 'csrf'>) => kernel.keys.sign('directory.login_step', ctx.csrf);

export async function rememberStep(kernel: Kernel, ctx: Pick<Ctx, 'csrf'>, step: { kind: 'citizen' | 'staff'; personId: string; next: string; seed?: Buffer }): Promise<void> {
  await saveLoginStep(kernel.db, { browser: browserKey(kernel, ctx), kind: step.kind, person_id: step.personId, next_path: step.next, seed: step.seed ?? null, expires_at: new Date(kernel.clock.now().getTime() + stepLife) });
}

export const openSeed = (kernel: Kernel, sealed: Uint8Array) => kernel.keys.open('directory.code_seed', sealed).toString();
export const sealSeed = (kernel: Kernel, seed: string) => kernel.keys.seal('directory.code_seed', Buffer.from(seed));

/** Takes a one-time code; a code (or a later one) that was taken before is refused. */
export async function codeFits(kernel: Kernel, kind: 'account' | 'staff', person: { id: string; code_seed: Buffer | null }, code: string): Promise<boolean> {
  if (!person.code_seed) return false;
  const counter = codeCounter(openSeed(kernel, person.code_seed), code, kernel.clock.now());
  return counter !== undefined && takeCode(kernel.db, kind, person.id, counter);
}

/** The newest first; codes of earlier secrets still count. */
export const recoveryCodeHashes = (kernel: Kernel, accountId: string, code: string) => kernel.keys.signatures('directory.recovery_code', `${accountId}:${code}`);

/** One-time code or recovery code of a resident. A recovery code works once and is told by mail. */
export async function secondFactorFits(kernel: Kernel, account: AccountRow, typed: string, device: string): Promise<boolean> {
  if (await codeFits(kernel, 'account', account, typed)) return true;
  const recovery = readRecoveryCode(typed);
  const used = recovery !== undefined && (await kernel.db.transaction().execute(async (tx) => {
    if (!(await takeRecoveryCode(tx, account.id, recoveryCodeHashes(kernel, account.id, recovery)))) return false;
    await sendMail(kernel, tx, { name: 'recovery_used', to: account.email, lang: account.lang, ownerId: account.id });
    await recordLogin(tx, { personId: account.id, kind: 'recovery_used', device, at: kernel.clock.now() });
    return true;
  }));
  if (!used) await recordLogin(kernel.db, { personId: account.id, kind: 'code_failed', device, at: kernel.clock.now() });
  return used;
}

export type StaffLogin = { kind: 'in'; staff: StaffRow } | { kind: 'set_up'; staff: StaffRow; seed: Buffer } | { kind: 'refused' };

/** Password and one-time code of a member of staff in one step; the first login, without a seed, leads to the set-up. */
export async function logInStaff(kernel: Kernel, input: { email: string; password: string; code: string; device: string }): Promise<StaffLogin> {
  const staff = await staffByEmail(kernel.db, input.email);
  const fits = await passwordFits(staff?.password_hash, input.password);
  if (!staff || !fits || !staff.active) return { kind: 'refused' };
  if (!staff.code_seed) return { kind: 'set_up', staff, seed: sealSeed(kernel, newSeed()) };
  if (await codeFits(kernel, 'staff', staff, input.code)) return { kind: 'in', staff };
  await recordLogin(kernel.db, { personId: staff.id, kind: 'code_failed', device: input.device, at: kernel.clock.now() });
  return { kind: 'refused' };
}
