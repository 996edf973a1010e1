import * as z from 'zod';
import { citizen } from '../../../kernel/access/access.ts';
import { page } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, Button, ButtonRow, CardList, PageHeading, Section, Stack, TaskList } from '../../../kernel/ui/index.ts';
import { fullName } from '../domain/profile.ts';
import { accountPanels } from '../panels.ts';
import { profileOf } from '../store.ts';
import { ownAccount } from './parts.tsx';

/** `/konto`: where a signed-in person finds everything of theirs; other modules add panels. */
export function registerHub(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/konto', summary: 'Overview of the own account', access: citizen, query: z.object({}),
    async handler(ctx) {
      const { t } = ctx;
      const account = await ownAccount(kernel, ctx);
      const profile = await profileOf(kernel.db, account.id);
      const name = fullName(profile);
      const registered = accountPanels(kernel);
      const [panels, tasks] = await Promise.all([
        Promise.all(registered.map(async (panel) => panel.load?.(kernel, account.id, ctx.lang, t) ?? null)).then((found) => found.filter((panel) => panel !== null)),
        Promise.all(registered.map(async (panel) => panel.tasks?.(kernel, account.id, ctx.lang, t) ?? [])).then((found) => found.flat()),
      ]);
      const title = name ? t('directory.hub.hello', { name }) : t('directory.hub.title');
      const card = (key: string, href: string, icon: 'file' | 'mail' | 'account' | 'check' | 'card') => ({ title: t(`directory.hub.${key}`), text: t(`directory.hub.${key}.text`), href, icon, level: 3 as const });
      const main = (
        <Stack>
          <PageHeading title={title} lead={t('directory.hub.lead')} meta={account.email} />
          {tasks.length > 0 ? (
            <Section id="zu-tun" heading={t('directory.hub.tasks')}>
              <TaskList tasks={tasks.map(({ title: what, href, status, overdue }) => ({ title: what, href, status, tone: overdue ? ('danger' as const) : ('warning' as const) }))} />
            </Section>
          ) : null}
          {name ? null : (
            <Alert tone="info" title={t('directory.hub.no_profile')}>
              <p>{t('directory.hub.no_profile.text')}</p>
              <p>
                <a href="/konto/profil">{t('directory.hub.no_profile.link')}</a>
              </p>
            </Alert>
          )}
          {panels.length > 0 ? <Stack gap="wide">{panels}</Stack> : null}
          <Section heading={t('directory.hub.business')}>
            <CardList layout="grid" cards={[card('cases', '/konto/vorgaenge', 'file'), card('mailbox', '/postfach', 'mail')]} />
            <ButtonRow>
              <Button label={t('directory.hub.find')} href="/leistungen" icon="search" />
            </ButtonRow>
          </Section>
          <Section heading={t('directory.hub.account')}>
            <CardList layout="grid" cards={[card('profile', '/konto/profil', 'account'), card('security', '/konto/sicherheit', 'check'), card('data', '/konto/daten', 'card')]} />
          </Section>
        </Stack>
      );
      return page({ title: t('directory.hub.title'), main, section: 'account' });
    },
  });
}
