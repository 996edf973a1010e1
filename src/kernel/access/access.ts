import type { Session } from '../session/sessions.ts';

/** Ordered levels of assurance; `none` is a visitor without login. */
export const assuranceLevels = ['none', 'basis', 'niedrig', 'substantiell', 'hoch'] as const;
export type Assurance = (typeof assuranceLevels)[number];

export function reaches(actual: Assurance, needed: Assurance): boolean {
  return assuranceLevels.indexOf(actual) >= assuranceLevels.indexOf(needed);
}

/** What a member of staff may do. Roles (directory) are sets of these. */
export const permissions = [
  'cases.work', // see and work on the cases of one's own offices
  'cases.assign', // hand over other people's cases, reopen
  'cases.counter', // enter an application for someone at the counter
  'services.publish', // check and publish service packages
  'figures.read',
  'mail.read', // operator: what would have been sent
  'evidence.read',
  'staff.manage',
  'permits.read', // register of permits
  'payments.read', // claims, ledger, batches, discrepancies
  'payments.refund', // ask for a refund and approve somebody else's
  'plan.edit', // propose statements of the master plan
  'plan.release', // release what somebody else proposed
  'council.edit', // enter enquiries of the council, draft answers
  'council.release', // sign an answer somebody else drafted
  'records.read', // files of one's own offices
  'records.work', // file documents, new versions, comments
  'records.confidential', // what is confidential in one's own offices
  'records.manage', // open, share, protect and close files
  'records.clients', // keys of programs that deliver
  'records.procedure', // documentation of the procedure
] as const;
export type Permission = (typeof permissions)[number];

export type Verdict = 'ok' | 'login' | 'forbidden';

/** A named rule who may open a route. The route × role table test walks all routes by these names. */
export interface Policy {
  name: string;
  audience: 'public' | 'citizen' | 'staff' | 'client';
  check(session: Session | undefined): Verdict;
}

export const everyone: Policy = { name: 'everyone', audience: 'public', check: () => 'ok' };

export const citizen: Policy = {
  name: 'citizen',
  audience: 'citizen',
  check: (session) => (session?.principal.kind === 'citizen' ? 'ok' : 'login'),
};

/**
 * A program with a key of its own in the Authorization header. Keys are the module's: its handler looks the key up before it
 * reads anything else, and answers 401.
 */
export function clientOf(module: string): Policy {
  return { name: `client:${module}`, audience: 'client', check: () => 'ok' };
}

/** Any member of staff, whatever their role. */
export const anyStaff: Policy = {
  name: 'staff',
  audience: 'staff',
  check: (session) => (session?.principal.kind === 'staff' ? 'ok' : 'login'),
};

const staffPolicies = new Map<Permission, Policy>();

export function staff(permission: Permission): Policy {
  const known = staffPolicies.get(permission);
  if (known) return known;
  const policy: Policy = {
    name: `staff:${permission}`,
    audience: 'staff',
    check: (session) => {
      if (session?.principal.kind !== 'staff') return 'login';
      return session.principal.permissions.includes(permission) ? 'ok' : 'forbidden';
    },
  };
  staffPolicies.set(permission, policy);
  return policy;
}
