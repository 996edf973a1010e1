import type { Permission } from '../../kernel/access/access.ts';

/** Roles are sets of permissions: data, not code. A clerk's and a lead's reach is further limited to their offices. */
export const roles = {
  clerk: ['cases.work', 'cases.counter', 'permits.read', 'records.read', 'records.work'],
  lead: ['cases.work', 'cases.counter', 'permits.read', 'cases.assign', 'figures.read', 'records.read', 'records.work', 'records.confidential', 'records.manage', 'records.procedure', 'plan.edit', 'plan.release', 'council.edit', 'council.release'],
  designer: ['services.publish', 'figures.read', 'plan.edit', 'plan.release', 'council.edit'],
  council: ['figures.read', 'council.edit', 'council.release'],
  operator: ['mail.read', 'staff.manage', 'figures.read', 'evidence.read', 'records.clients', 'records.procedure'],
  auditor: ['evidence.read', 'figures.read', 'payments.read', 'records.procedure'],
  treasury: ['payments.read', 'payments.refund', 'figures.read'],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as Role[];

export function permissionsOf(role: string): Permission[] {
  return role in roles ? [...roles[role as Role]] : [];
}
