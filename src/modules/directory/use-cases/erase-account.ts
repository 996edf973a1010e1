import type { Kernel } from '../../../kernel/kernel.ts';

/**
 * Erases a resident's account everywhere (Art. 17 DSGVO) in one transaction: every module's part, sessions, the openings
 * of their evidence, mails. No last mail: it would need the address. Returns i18n keys of what the law makes the city keep.
 */
export async function eraseAccount(kernel: Kernel, accountId: string): Promise<string[]> {
  return kernel.db.transaction().execute(async (tx) => {
    const kept = await kernel.privacy.eraseAll(tx, accountId);
    await kernel.evidence.destroyOpenings(tx, { ownerId: accountId });
    await kernel.sessions.endAll(tx, accountId);
    await kernel.mail.forget(tx, accountId);
    await kernel.evidence.append(tx, { kind: 'account.erased', content: { kept: kept.length } });
    return [...new Set(kept)];
  });
}
