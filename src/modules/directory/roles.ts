import type { Permission } from '../../kernel/access/access.ts';

/** Roles are sets of permissions: data, not code. A clerk's and a lead's reach is further limited to their offices. */
export const roles = {
  clerk: ['cases.work', 'cases.counter', 'permits.read'],
  lead: ['cases.work', 'cases.counter', 'permits.read', 'cases.assign', 'figures.read', 'plan.edit', 'plan.release'],
  designer: ['services.publish', 'figures.read', 'plan.edit', 'plan.release'],
  operator: ['mail.read', 'staff.manage', 'figures.read', 'evidence.read'],
  auditor: ['evidence.read', 'figures.read', 'payments.read'],
  treasury: ['payments.read', 'payments.refund', 'figures.read'],
  clerk: ['cases.work', 'cases.counter', 'permits.read', 'records.read', 'records.work'],
  lead: ['cases.work', 'cases.counter', 'permits.read', 'cases.assign', 'figures.read', 'records.read', 'records.work', 'records.confidential', 'records.manage', 'records.procedure'],
  designer: ['services.publish', 'figures.read'],
  operator: ['mail.read', 'staff.manage', 'figures.read', 'evidence.read', 'records.clients', 'records.procedure'],
  auditor: ['evidence.read', 'figures.read', 'records.procedure'],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as Role[];

export function permissionsOf(role: string): Permission[] {
  return role in roles ? [...roles[role as Role]] : [];
}
