import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { offices } from '../../directory/index.ts';
import type { Done } from '../domain/types.ts';
import { filingPlan } from '../plan.ts';
import { clientById, insertClient, setActive, setKey } from '../store/clients.ts';

const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Names a program that may deliver, with its office and where it may file. It has no key yet. */
export async function addClient(kernel: Kernel, input: { name: string; office: string; positions: readonly string[]; by: string | null }): Promise<Done<{ id: string }>> {
  const name = input.name.trim();
  // it names a folder too
  if (!/^[a-z0-9][a-z0-9-]{1,58}$/.test(name)) return { ok: false, key: 'records.error.client_name' };
  if (!offices(kernel).some(({ key }) => key === input.office)) return { ok: false, key: 'records.error.client_office' };
  const { positions } = filingPlan(kernel);
  if (input.positions.length === 0 || !input.positions.every((key) => positions.has(key))) return { ok: false, key: 'records.error.client_positions' };
  const id = uuidv7();
  const isNew = await insertClient(kernel.db, { id, name, office: input.office, positions: [...new Set(input.positions)].sort(), createdBy: input.by, at: kernel.clock.now() });
  return isNew ? { ok: true, id } : { ok: false, key: 'records.error.client_taken' };
}

/** A new key; the one before opens nothing from now on. It is answered once and kept as a hash only. */
export async function newKey(kernel: Kernel, id: string): Promise<string | undefined> {
  if (!(await clientById(kernel.db, id))) return undefined;
  const key = `stadttor_${randomBytes(32).toString('base64url')}`;
  await setKey(kernel.db, id, hashKey(key));
  return key;
}

export async function switchClient(kernel: Kernel, id: string, active: boolean): Promise<void> {
  await setActive(kernel.db, id, active);
}

/** The hash by which a key is looked up; undefined when the header holds none. */
export function keyHashOf(authorization: string | undefined): Buffer | undefined {
  const key = /^Bearer (stadttor_[A-Za-z0-9_-]{43})$/.exec(authorization ?? '')?.[1];
  return key === undefined ? undefined : hashKey(key);
}
