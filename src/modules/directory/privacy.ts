import type { PrivacyPart } from '../../kernel/privacy/privacy.ts';
import { accountById, deleteAccount, forgetLogins, profileOf, recentLogins } from './store.ts';

/** What the directory knows of a resident. Password and seeds are secrets, not information, and are not exported. */
export const directoryPrivacy: PrivacyPart = {
  module: 'directory',
  async export(db, accountId) {
    const account = await accountById(db, accountId);
    if (!account) return {};
    return {
      account: { email: account.email, language: account.lang, createdAt: account.created_at.toISOString(), verifiedAt: account.verified_at.toISOString(), oneTimeCodes: account.code_seed !== null },
      profile: await profileOf(db, accountId),
      logins: (await recentLogins(db, accountId, 1000)).map((event) => ({ kind: event.kind, device: event.device, at: event.at.toISOString() })),
    };
  },
  async erase(tx, accountId) {
    await deleteAccount(tx, accountId);
    await forgetLogins(tx, accountId, new Date('9999-12-31T00:00:00Z'));
    return { kept: [] };
  },
};
