import type { Ctx } from '../../kernel/http/types.ts';

/** Whose draft it is: a visitor's session, an account, or a member of staff who writes for somebody. */
export interface DraftOwner {
  kind: 'session' | 'account' | 'staff';
  id: string;
}

/** How the application came in. Everything but `online` is entered by staff. */
export const channels = ['online', 'counter', 'phone', 'paper'] as const;
export type Channel = (typeof channels)[number];

/** The owner this request can act as; undefined for a visitor who has nothing yet. */
export function ownerOf(ctx: Pick<Ctx, 'session'>): DraftOwner | undefined {
  const { session } = ctx;
  if (!session) return undefined;
  const { principal } = session;
  if (principal.kind === 'citizen') return { kind: 'account', id: principal.id };
  if (principal.kind === 'staff') return { kind: 'staff', id: principal.id };
  return { kind: 'session', id: session.id };
}

export const sameOwner = (a: DraftOwner, b: DraftOwner | undefined): boolean => b !== undefined && a.kind === b.kind && a.id === b.id;
