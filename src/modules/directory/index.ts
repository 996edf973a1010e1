import * as z from 'zod';
import { staff } from '../../kernel/access/access.ts';
import type { Kernel, Module } from '../../kernel/kernel.ts';
import { greetDemo, seedDemo } from './demo.ts';
import { registerStaffLogIn } from './office/log-in.tsx';
import { registerPeople } from './office/people.tsx';
import { registerPost } from './office/post.tsx';
import { offices } from './offices.ts';
import { accountPrefill } from './prefill.ts';
import { directoryPrivacy } from './privacy.ts';
import { forgetLogins, purgeExpired, recordLogin } from './store.ts';
import { defineChangeMails } from './use-cases/change-login.ts';
import { defineRegistrationMail } from './use-cases/register-account.ts';
import { registerChangeLogin } from './web/change-login.tsx';
import { registerData } from './web/data.tsx';
import { registerDemo } from './web/demo.tsx';
import { registerHub } from './web/hub.tsx';
import { registerLogIn } from './web/log-in.tsx';
import { registerProfile } from './web/profile.tsx';
import { registerRegistration } from './web/register.tsx';
import { registerReset } from './web/reset.tsx';
import { registerSecondFactor } from './web/second-factor.tsx';
import { registerSecurity } from './web/security.tsx';

export { addressesOf, findAccount, staffAddress, staffMembers, staffName, staffPrincipal, type Account } from './account.ts';
export { demoCitizens, demoOneTimeCode, demoPassword, demoStaff, type DemoStaff } from './demo.ts';
export { office, offices, type Office } from './offices.ts';
export { registerAccountPanel, type AccountPanel, type AccountTask } from './panels.ts';
export { permissionsOf, roleNames, roles, type Role } from './roles.ts';

/** Log-ins are kept this long for the person's own list. */
const loginEventDays = 180;

export const directoryModule: Module = {
  name: 'directory',
  register(kernel) {
    offices(kernel);
    kernel.parts.prefill('account', accountPrefill);
    kernel.privacy.register(directoryPrivacy);
    defineRegistrationMail(kernel);
    defineChangeMails(kernel);
    definePurge(kernel);
    kernel.sessions.onSignIn(async (tx, _from, to) => {
      if (to.principal.kind !== 'anonymous') await recordLogin(tx, { personId: to.principal.id, kind: 'login', device: to.device, at: to.createdAt });
    });
    for (const register of [registerLogIn, registerRegistration, registerReset, registerHub, registerProfile, registerSecurity, registerChangeLogin, registerSecondFactor, registerData, registerStaffLogIn, registerPeople, registerPost, registerDemo]) register(kernel);
    kernel.navigation.register({ area: 'staff', path: '/amt/personen', label: 'directory.people.title', order: 80, access: staff('staff.manage') });
    kernel.navigation.register({ area: 'staff', path: '/amt/post', label: 'directory.post.nav', order: 90, access: staff('mail.read') });
    if (!kernel.config.demo) return;
    kernel.onStart(() => seedDemo(kernel));
    greetDemo(kernel);
  },
};

function definePurge(kernel: Kernel): void {
  kernel.jobs.define('directory.purge', z.object({}), async () => {
    const now = kernel.clock.now();
    await kernel.db.transaction().execute(async (tx) => {
      for (const id of await purgeExpired(tx, now)) await kernel.mail.forget(tx, id);
      await forgetLogins(tx, null, new Date(now.getTime() - loginEventDays * 86_400_000));
    });
  });
  kernel.jobs.schedule('directory.purge', '17 2 * * *');
}
