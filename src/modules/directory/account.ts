import type { Permission } from '../../kernel/access/access.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/session/sessions.ts';
import { fullName } from './domain/profile.ts';
import { permissionsOf } from './roles.ts';
import { accountById, allStaff, profileOf, staffById, staffOfOffice, type AccountRow, type StaffRow } from './store.ts';

export interface Account {
  id: string;
  email: string;
  /** As in the profile; the e-mail address while there is no name. */
  name: string;
  lang: Lang;
  verified: boolean;
}

/** The account of this id; undefined when there is none (any more). */
export async function findAccount(kernel: Pick<Kernel, 'db'>, id: string): Promise<Account | undefined> {
  const row = await accountById(kernel.db, id);
  if (!row) return undefined;
  const name = fullName(await profileOf(kernel.db, id)) || row.email;
  return { id, email: row.email, name, lang: row.lang as Lang, verified: true };
}

/** Members of staff who work for this office now, by name: for handing over. */
export async function staffMembers(kernel: Pick<Kernel, 'db'>, officeKey: string): Promise<{ id: string; name: string }[]> {
  return (await staffOfOffice(kernel.db, officeKey)).filter((row) => permissionsOf(row.role).includes('cases.work')).map(({ id, name }) => ({ id, name }));
}

/** Where a member of staff reads mail; undefined for somebody who has left or never was. */
export async function staffAddress(kernel: Pick<Kernel, 'db'>, id: string): Promise<string | undefined> {
  const row = await staffById(kernel.db, id);
  return row?.active ? row.email : undefined;
}

/** Where those read mail who may do this, by address. */
export async function addressesOf(kernel: Pick<Kernel, 'db'>, permission: Permission): Promise<string[]> {
  return (await allStaff(kernel.db)).filter((row) => row.active && permissionsOf(row.role).includes(permission)).map(({ email }) => email).sort();
}

/** A member of staff's name, also of somebody who has left; undefined if there never was one. */
export async function staffName(kernel: Pick<Kernel, 'db'>, id: string): Promise<string | undefined> {
  return (await staffById(kernel.db, id))?.name;
}

export async function citizenPrincipal(kernel: Pick<Kernel, 'db'>, account: Pick<AccountRow, 'id' | 'email'>): Promise<Extract<Principal, { kind: 'citizen' }>> {
  return { kind: 'citizen', id: account.id, name: fullName(await profileOf(kernel.db, account.id)) || account.email };
}

export function staffPrincipal(row: Pick<StaffRow, 'id' | 'name' | 'role' | 'offices'>): Extract<Principal, { kind: 'staff' }> {
  return { kind: 'staff', id: row.id, name: row.name, role: row.role, permissions: permissionsOf(row.role), offices: row.offices };
}
