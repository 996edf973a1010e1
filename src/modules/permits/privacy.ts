import type { Kernel } from '../../kernel/kernel.ts';
import type { PrivacyPart } from '../../kernel/privacy/privacy.ts';
import { mustBeKept } from './jobs.ts';
import { detachAccount, eraseHolder, permitsOfAccount } from './store.ts';

/**
 * What the register knows about somebody. A permit in force is kept until it ends, because control relies on it (§ 63g
 * StVG: plate, area, period); it only loses its tie to the account. What has ended is erased at once.
 */
export function permitsPrivacy(kernel: Kernel): PrivacyPart {
  return {
    module: 'permits',
    async export(db, accountId) {
      const permits = await permitsOfAccount(db, accountId);
      return {
        permits: permits.map((permit) => ({
          number: permit.number, plate: permit.plate, area: permit.area, revoked_on: permit.revokedOn, holder: permit.holder,
          terms: permit.terms.map((term) => ({ kind: term.kind, valid_from: term.from, valid_until: term.until })),
        })),
      };
    },
    async erase(tx, accountId) {
      const today = kernel.clock.today();
      let kept = false;
      for (const permit of await permitsOfAccount(tx, accountId)) {
        if (mustBeKept(permit, today)) {
          kept = true;
          await detachAccount(tx, permit.id, today);
        } else {
          await eraseHolder(tx, permit.id, kernel.clock.now());
        }
      }
      return { kept: kept ? ['permits.privacy.kept_while_valid'] : [] };
    },
  };
}
