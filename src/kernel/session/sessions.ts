import { hash, randomBytes } from 'node:crypto';
import type { Assurance, Permission } from '../access/access.ts';
import { firstRow, statement, type Db, type Tx } from '../db/db.ts';
import { uuidv7 } from '../ids/index.ts';
import type { Clock } from '../time/index.ts';

export type Principal =
  | { kind: 'anonymous' }
  | { kind: 'citizen'; id: string; name: string }
  | { kind: 'staff'; id: string; name: string; role: string; permissions: Permission[]; offices: string[] };

export interface Session {
  id: string;
  principal: Principal;
  assurance: Assurance;
  device: string;
  createdAt: Date;
  lastSeenAt: Date;
}

/**
 * Longest idle time and longest life of a session per level, in minutes. niedrig, substantiell and hoch after
 * BSI TR-03160-1; basis (own account, below niedrig) takes niedrig's limits; none only holds a visitor's own draft.
 */
export const sessionLimits: Record<Assurance, { idle: number; life: number }> = {
  none: { idle: 24 * 60, life: 7 * 24 * 60 },
  basis: { idle: 60, life: 12 * 60 },
  niedrig: { idle: 60, life: 12 * 60 },
  substantiell: { idle: 30, life: 2 * 60 },
  hoch: { idle: 5, life: 30 },
};

export interface Sessions {
  /** The live session of a cookie token; touches it at most once a minute. */
  resolve(token: string): Promise<Session | undefined>;
  /** Starts a session and returns the token for the cookie; only its hash is kept. */
  start(db: Db | Tx, input: { principal: Principal; assurance: Assurance; device: string; token?: string }): Promise<{ session: Session; token: string }>;
  end(db: Db | Tx, id: string): Promise<void>;
  /** Ends all sessions of a person, e.g. after a changed password. */
  endAll(db: Db | Tx, principalId: string, exceptId?: string): Promise<number>;
  list(principalId: string): Promise<Session[]>;
  /** Told in the transaction of a login: what the visitor began before (drafts) becomes theirs. */
  onSignIn(handler: (tx: Tx, from: Session | undefined, to: Session) => Promise<void>): void;
  signedIn(tx: Tx, from: Session | undefined, to: Session): Promise<void>;
  purge(): Promise<number>;
}

export function createSessions(deps: { db: Db; clock: Clock }): Sessions {
  const signInHandlers: ((tx: Tx, from: Session | undefined, to: Session) => Promise<void>)[] = [];
  const { db, clock } = deps;

  const sessions: Sessions = {
    async resolve(token) {
      const now = clock.now();
      const row = await firstRow(db, statement<SessionRow>`select id, principal, assurance, device, created_at, last_seen_at from kernel.session where token_hash = ${hashToken(token)} and idle_until > ${now} and ends_at > ${now}`);
      if (!row) return undefined;
      if (now.getTime() - row.last_seen_at.getTime() > 60_000) {
        await db.updateTable('kernel.session').set({ last_seen_at: now, idle_until: minutesAfter(now, sessionLimits[row.assurance as Assurance].idle) }).where('id', '=', row.id).execute();
      }
      return toSession(row);
    },
    async start(executor, { principal, assurance, device, token = newToken() }) {
      const now = clock.now();
      const limits = sessionLimits[assurance];
      const row = {
        id: uuidv7(),
        token_hash: hashToken(token),
        principal_kind: principal.kind,
        principal_id: principal.kind === 'anonymous' ? null : principal.id,
        principal: JSON.stringify(principal),
        assurance,
        device: device.slice(0, 80),
        created_at: now,
        last_seen_at: now,
        idle_until: minutesAfter(now, limits.idle),
        ends_at: minutesAfter(now, limits.life),
      };
      await executor.insertInto('kernel.session').values(row).execute();
      return { session: { id: row.id, principal, assurance, device: row.device, createdAt: now, lastSeenAt: now }, token };
    },
    async end(executor, id) {
      await executor.deleteFrom('kernel.session').where('id', '=', id).execute();
    },
    async endAll(executor, principalId, exceptId) {
      let query = executor.deleteFrom('kernel.session').where('principal_id', '=', principalId);
      if (exceptId) query = query.where('id', '!=', exceptId);
      return Number((await query.executeTakeFirst()).numDeletedRows);
    },
    async list(principalId) {
      const now = clock.now();
      const rows = await db.selectFrom('kernel.session').selectAll().where('principal_id', '=', principalId).where('idle_until', '>', now).where('ends_at', '>', now).orderBy('last_seen_at', 'desc').execute();
      return rows.map(toSession);
    },
    onSignIn: (handler) => void signInHandlers.push(handler),
    async signedIn(tx, from, to) {
      for (const handler of signInHandlers) await handler(tx, from, to);
    },
    async purge() {
      const now = clock.now();
      const result = await db.deleteFrom('kernel.session').where((eb) => eb.or([eb('ends_at', '<', now), eb('idle_until', '<', now)])).executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
  return sessions;
}

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

function minutesAfter(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * 60_000);
}

interface SessionRow {
  id: string;
  principal: unknown;
  assurance: string;
  device: string;
  created_at: Date;
  last_seen_at: Date;
}

function toSession(row: SessionRow): Session {
  return { id: row.id, principal: row.principal as Principal, assurance: row.assurance as Assurance, device: row.device, createdAt: row.created_at, lastSeenAt: row.last_seen_at };
}
