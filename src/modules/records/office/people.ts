import type { Kernel } from '../../../kernel/kernel.ts';
import type { T } from '../../../kernel/i18n/i18n.ts';
import { staffName } from '../../directory/index.ts';
import type { Actor } from '../domain/types.ts';
import { clientName } from '../store/clients.ts';

/** Names of everybody who acted, asked once each. */
export async function namesOf(kernel: Kernel, actors: readonly Actor[], t: T): Promise<(actor: Actor) => string> {
  const names = new Map<string, string>();
  for (const { kind, id } of actors) {
    if (id === null || names.has(id)) continue;
    names.set(id, (kind === 'client' ? await clientName(kernel.db, id) : await staffName(kernel, id)) ?? '–');
  }
  return ({ id }) => (id === null ? t('records.actor.system') : (names.get(id) ?? '–'));
}
