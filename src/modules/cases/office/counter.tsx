import { staff } from '../../../kernel/access/access.ts';
import { page } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Column, LinkList, PageHeading } from '../../../kernel/ui/index.ts';
import { listServices } from '../../catalogue/index.ts';

/** Where a clerk begins an application for somebody at the counter, on the phone or on paper. */
export function registerCounter(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/amt/antrag',
    summary: 'Chooses the service to enter for somebody',
    access: staff('cases.counter'),
    async handler({ t, lang }) {
      const services = (await listServices(kernel)).filter(({ kind }) => kind === 'online');
      return page({
        title: t('cases.office.counter'),
        section: 'staff',
        main: (
          <Column>
            <PageHeading title={t('cases.office.counter')} lead={t('cases.office.counter.lead')} />
            <LinkList label={t('cases.office.counter')} links={services.map((service) => ({ href: `/amt/antrag/${service.key}`, label: localize(service.title, lang), hint: localize(service.summary, lang) }))} />
          </Column>
        ),
      });
    },
  });
}
