import type { Tx } from '../../../kernel/db/db.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { newToken } from '../../../kernel/session/sessions.ts';
import { hashPassword } from '../domain/passwords.ts';
import { hashToken, tokenLife } from '../domain/tokens.ts';
import { sendMail } from '../mails.ts';
import type { Role } from '../roles.ts';
import { dropTokens, insertStaff, insertToken, staffById, takeToken, updateStaff } from '../store.ts';

export interface StaffInput {
  email: string;
  name: string;
  role: Role;
  offices: string[];
}

/** Adds a colleague and invites them by mail; they choose the password themselves. Undefined: the address is taken. */
export async function addStaff(kernel: Kernel, input: StaffInput): Promise<string | undefined> {
  const id = uuidv7();
  return kernel.db.transaction().execute(async (tx) => {
    if (!(await insertStaff(tx, { id, ...input, at: kernel.clock.now() }))) return undefined;
    await invite(kernel, tx, { id, ...input });
    return id;
  });
}

async function invite(kernel: Kernel, tx: Tx, person: { id: string; email: string; name: string }): Promise<void> {
  const token = newToken();
  await dropTokens(tx, person.id);
  await insertToken(tx, { hash: hashToken(token), kind: 'staff_invitation', person_id: person.id, expires_at: new Date(kernel.clock.now().getTime() + tokenLife.staff_invitation) });
  await sendMail(kernel, tx, { name: 'staff_invitation', to: person.email, lang: 'de', ownerId: person.id, path: `/amt/einladung/${token}`, name_of_person: person.name });
}

/** Changes what somebody may do. Their sessions end, because a session carries the rights of its beginning. */
export async function changeStaff(kernel: Kernel, id: string, set: { name: string; role: Role; offices: string[]; active: boolean }): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    await updateStaff(tx, id, set);
    if (!set.active) await dropTokens(tx, id);
    await kernel.sessions.endAll(tx, id);
  });
}

/** Lost phone or forgotten password: both go, the sessions end, a new invitation is sent. */
export async function inviteAgain(kernel: Kernel, id: string): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const person = await staffById(tx, id);
    if (!person || !person.active) return;
    await updateStaff(tx, id, { password_hash: null, code_seed: null });
    await kernel.sessions.endAll(tx, id);
    await invite(kernel, tx, person);
  });
}

/** Takes an invitation: sets the password. The second factor follows at the first login. */
export async function acceptInvitation(kernel: Kernel, token: string, password: string): Promise<boolean> {
  const passwordHash = await hashPassword(password);
  return kernel.db.transaction().execute(async (tx) => {
    const taken = await takeToken(tx, 'staff_invitation', hashToken(token), kernel.clock.now());
    if (!taken) return false;
    await updateStaff(tx, taken.person_id, { password_hash: passwordHash });
    return true;
  });
}
