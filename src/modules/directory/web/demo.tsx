import { everyone } from '../../../kernel/access/access.ts';
import { page } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, Button, ButtonRow, Column, DescriptionList, PageHeading, Section, Table } from '../../../kernel/ui/index.ts';
import { demoCitizens, demoOneTimeCode, demoPassword, demoStaff } from '../demo.ts';
import { offices } from '../offices.ts';

/** `/demo`: the log-ins of the invented people and the one-time code of this half minute. Exists in the demo only. */
export function registerDemo(kernel: Kernel): void {
  if (!kernel.config.demo) return;
  kernel.http.route({
    method: 'GET', path: '/demo', summary: 'Demo: log-ins and one-time code', access: everyone,
    handler({ t, lang }) {
      const now = kernel.clock.now();
      const next = new Date(now.getTime() + 30_000);
      const seconds = 30 - (Math.floor(now.getTime() / 1000) % 30);
      const title = t('directory.demo.title');
      const officeName = (keys: readonly string[]) => offices(kernel).filter((entry) => keys.includes(entry.key)).map((entry) => localize(entry.name, lang)).join(', ');
      const main = (
        <Column>
          <PageHeading title={title} lead={t('directory.demo.lead')} />
          <Alert tone="warning" title={t('directory.demo.only')}>{t('directory.demo.only.text')}</Alert>
          <DescriptionList items={[{ label: t('directory.demo.password'), value: <code>{demoPassword}</code> }]} />
          <Section heading={t('directory.demo.residents')}>
            <Table caption={t('directory.demo.residents')} captionHidden columns={[{ label: t('directory.field.email') }, { label: t('directory.demo.story') }]} rows={Object.entries(demoCitizens).map(([key, person]) => [person.email, t(`directory.demo.story.${key}`)])} />
            <ButtonRow><Button label={t('directory.login.title')} href="/konto/anmelden" variant="primary" /></ButtonRow>
          </Section>
          <Section heading={t('directory.demo.staff')}>
            <DescriptionList items={[{ label: t('directory.demo.code', { seconds }), value: <strong><code>{demoOneTimeCode(now)}</code></strong> }, { label: t('directory.demo.next_code'), value: <code>{demoOneTimeCode(next)}</code> }]} />
            <p>{t('directory.demo.code_once')} <a href="/demo">{t('directory.demo.refresh')}</a></p>
            <Table caption={t('directory.demo.staff')} captionHidden columns={[{ label: t('directory.field.email') }, { label: t('directory.people.name') }, { label: t('directory.people.role') }, { label: t('directory.people.offices') }]} rows={Object.values(demoStaff).map((person) => [person.email, person.name, t(`directory.role.${person.role}`), officeName(person.offices) || '–'])} />
            <ButtonRow><Button label={t('directory.staff.login.title')} href="/amt/anmelden" variant="primary" /></ButtonRow>
          </Section>
          <Section heading={t('directory.demo.post.title')}>
            <p><a href="/demo/post">{t('directory.demo.mail.link')}</a></p>
          </Section>
        </Column>
      );
      return page({ title, main, section: 'portal' });
    },
  });
}
