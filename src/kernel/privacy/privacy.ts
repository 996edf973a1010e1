import type { Db, Tx } from '../db/db.ts';
import { CodedError } from '../errors/errors.ts';

/** What one module knows about a person: how it is shown to them (Art. 15, 20 DSGVO) and how it is erased (Art. 17). */
export interface PrivacyPart {
  module: string;
  export(db: Db, accountId: string): Promise<Record<string, unknown>>;
  /**
   * Erases in the given transaction. What the law makes the city keep stays and is returned as a list of reasons
   * (i18n keys), which the person is told.
   */
  erase(tx: Tx, accountId: string): Promise<{ kept: string[] }>;
}

export interface Privacy {
  register(part: PrivacyPart): void;
  parts(): PrivacyPart[];
  exportAll(db: Db, accountId: string): Promise<Record<string, unknown>>;
  eraseAll(tx: Tx, accountId: string): Promise<string[]>;
}

export function createPrivacy(): Privacy {
  const parts: PrivacyPart[] = [];
  return {
    register(part) {
      if (parts.some((known) => known.module === part.module)) throw new CodedError('PRIVACY_TWICE', `${part.module} registered its privacy part twice`);
      parts.push(part);
    },
    parts: () => [...parts],
    async exportAll(db, accountId) {
      const result: Record<string, unknown> = {};
      for (const part of parts) result[part.module] = await part.export(db, accountId);
      return result;
    },
    async eraseAll(tx, accountId) {
      const kept: string[] = [];
      for (const part of parts) kept.push(...(await part.erase(tx, accountId)).kept);
      return kept;
    },
  };
}
