import type { Kernel } from '../../../kernel/kernel.ts';
import { codeCounter, newRecoveryCodes, newSeed, readRecoveryCode } from '../domain/one-time-codes.ts';
import { sendMail } from '../mails.ts';
import { recordLogin, replaceRecoveryCodes, takeCode, updateAccount, updateStaff, type AccountRow } from '../store.ts';
import { recoveryCodeHashes, openSeed, sealSeed } from './log-in.ts';

/** Begins the set-up: a seed that counts only after its first code fits. Keeps one that is already waiting. */
export async function beginCodes(kernel: Kernel, account: AccountRow): Promise<void> {
  if (account.code_pending) return;
  await updateAccount(kernel.db, account.id, { code_pending: sealSeed(kernel, newSeed()) });
}

/** Turns one-time codes on if the first one fits, and returns the recovery codes: shown once, stored as hashes. */
export async function turnCodesOn(kernel: Kernel, account: AccountRow, code: string, device: string): Promise<string[] | undefined> {
  if (!account.code_pending) return undefined;
  const counter = codeCounter(openSeed(kernel, account.code_pending), code, kernel.clock.now());
  if (counter === undefined) return undefined;
  const codes = newRecoveryCodes();
  await kernel.db.transaction().execute(async (tx) => {
    await updateAccount(tx, account.id, { code_seed: account.code_pending, code_pending: null });
    await takeCode(tx, 'account', account.id, counter);
    await replaceRecoveryCodes(tx, account.id, codes.map((entry) => recoveryCodeHashes(kernel, account.id, readRecoveryCode(entry)!)[0]!));
    await recordLogin(tx, { personId: account.id, kind: 'codes_on', device, at: kernel.clock.now() });
  });
  return codes;
}

export async function turnCodesOff(kernel: Kernel, account: AccountRow, device: string): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    await updateAccount(tx, account.id, { code_seed: null, code_pending: null });
    await replaceRecoveryCodes(tx, account.id, []);
    await recordLogin(tx, { personId: account.id, kind: 'codes_off', device, at: kernel.clock.now() });
    await sendMail(kernel, tx, { name: 'codes_off', to: account.email, lang: account.lang, ownerId: account.id });
  });
}

/** A clerk's first one-time code: from now on compulsory. */
export async function setUpStaffCodes(kernel: Kernel, staffId: string, seed: Buffer, code: string): Promise<boolean> {
  const counter = codeCounter(openSeed(kernel, seed), code, kernel.clock.now());
  if (counter === undefined) return false;
  await kernel.db.transaction().execute(async (tx) => {
    await updateStaff(tx, staffId, { code_seed: seed });
    await takeCode(tx, 'staff', staffId, counter);
  });
  return true;
}
