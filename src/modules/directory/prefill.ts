import type { PrefillSource, PrefillValue } from '../../kernel/parts/parts.ts';
import { fullName } from './domain/profile.ts';
import { accountById, profileOf } from './store.ts';

/** Prefill source `account`: what residents wrote into their profile themselves, hence `basis`. One-name people: `family_name`. */
export const accountPrefill: PrefillSource = {
  fields: { family_name: 'string', given_names: 'string', name: 'string', birth_date: 'date', street: 'string', house_number: 'string', postcode: 'string', city: 'string', email: 'string', phone: 'string' },
  async load(db, session) {
    if (session.principal.kind !== 'citizen') return {};
    const account = await accountById(db, session.principal.id);
    if (!account) return {};
    const { single_name, ...profile } = await profileOf(db, account.id);
    const values = { ...profile, family_name: single_name ?? profile.family_name, name: fullName({ ...profile, ...(single_name ? { single_name } : {}) }), email: account.email };
    const result: Record<string, PrefillValue> = {};
    for (const [name, value] of Object.entries(values)) if (value) result[name] = { value, source: 'account', label: 'directory.source.account', assurance: 'basis' };
    return result;
  },
};
