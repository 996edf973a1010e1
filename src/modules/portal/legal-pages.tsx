import { everyone } from '../../kernel/access/access.ts';
import { page } from '../../kernel/http/types.ts';
import type { T } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Alert, Breadcrumb, Column, PageHeading, Section } from '../../kernel/ui/index.ts';

/** Sections of a page: heading and paragraphs by i18n key; a text beginning with "- " is one item of a list. */
interface LegalPage {
  path: string;
  name: 'imprint' | 'privacy' | 'accessibility';
  summary: string;
  sections: Record<string, number>;
}

const pages: LegalPage[] = [
  { path: '/impressum', name: 'imprint', summary: 'Who is responsible for this site', sections: { provider: 2, responsible: 1, software: 1 } },
  { path: '/datenschutz', name: 'privacy', summary: 'What data is processed, why and how long', sections: { who: 1, visit: 3, account: 2, application: 3, letters: 1, rights: 2 } },
  { path: '/barrierefreiheit', name: 'accessibility', summary: 'Accessibility statement with a way to report barriers', sections: { status: 2, gaps: 2, made: 1, contact: 1, enforcement: 1 } },
];

export function registerLegalPages(kernel: Kernel): void {
  for (const { path, name, summary, sections } of pages) {
    kernel.http.route({
      method: 'GET',
      path,
      summary,
      access: everyone,
      handler: ({ t }) => {
        const title = t(`portal.${name}.title`);
        return page({
          title,
          main: (
            <>
              <Breadcrumb links={[{ href: '/', label: t('portal.home.crumb') }]} current={title} t={t} />
              <Column>
                <PageHeading title={title} lead={t(`portal.${name}.lead`)} />
                {kernel.config.demo ? <Alert tone="warning" title={t('portal.legal.demo.title')}>{t('portal.legal.demo.text')}</Alert> : null}
                {Object.entries(sections).map(([section, count]) => (
                  <Section id={section} heading={t(`portal.${name}.${section}`)}>
                    {paragraphs(t, `portal.${name}.${section}`, count)}
                  </Section>
                ))}
                {name === 'accessibility' ? (
                  <p>
                    <a href="/hinweis?seite=/barrierefreiheit">{t('portal.accessibility.report')}</a>
                  </p>
                ) : null}
              </Column>
            </>
          ),
        });
      },
    });
  }
}

function paragraphs(t: T, key: string, count: number) {
  return Array.from({ length: count }, (_, index) => <p>{t(`${key}.${index + 1}`)}</p>);
}
