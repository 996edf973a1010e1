import { everyone } from '../../kernel/access/access.ts';
import { page } from '../../kernel/http/types.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { addDays } from '../../kernel/time/index.ts';
import { Band, CardList, Hero, SearchBox, Section, type CardProps, type IconName } from '../../kernel/ui/index.ts';
import { inLang, lifeSituations, listServices, type ServiceEntry } from '../catalogue/index.ts';
import { byKindAndTitle, KindBadge, serviceCard } from './parts.tsx';

const shown = 6;
const daysCounted = 90;

export function registerHome(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/',
    summary: 'Home page: search, what is used most, life situations',
    access: everyone,
    async handler({ t, lang }) {
      const services = await listServices(kernel);
      const { entries: most, counted } = await mostUsed(kernel, services, lang);
      const heading = t(counted ? 'portal.home.most' : 'portal.home.first');
      const kinds = ['online', 'elsewhere', 'paper'] as const;
      return page({
        title: t('portal.home.title'),
        languages: ['de', 'en', 'de-leicht'],
        main: (
          <>
            <Hero title={t('portal.home.question')} lead={t('portal.home.lead')}>
              <SearchBox action="/suche" label={t('portal.search.label')} t={t} size="hero" hint={t('portal.search.hint')} />
            </Hero>
            <Section id="haeufig" heading={heading}>
              <CardList cards={most.map((entry) => serviceCard(entry, lang, t))} layout="grid" label={heading} />
              <p>
                <a href="/leistungen">{t('portal.home.all', { count: services.length })}</a>
              </p>
            </Section>
            <Section id="lebenslagen" heading={t('portal.home.situations')}>
              <CardList cards={situationCards(kernel, services, lang)} layout="tiles" label={t('portal.home.situations')} />
            </Section>
            <Band>
              <Section id="so-geht-es" heading={t('portal.home.how')}>
                <ol class="st-steps">
                  {[1, 2, 3].map((step) => (
                    <li>
                      <h3>{t(`portal.home.how.${step}.title`)}</h3>
                      <p>{t(`portal.home.how.${step}.text`)}</p>
                    </li>
                  ))}
                </ol>
              </Section>
              <Section id="wege" heading={t('portal.home.ways')}>
                <dl class="st-facts">
                  {kinds.map((kind) => (
                    <div>
                      <dt>
                        <KindBadge kind={kind} t={t} />
                      </dt>
                      <dd>{t(`portal.kind.${kind}.text`)}</dd>
                    </div>
                  ))}
                </dl>
              </Section>
            </Band>
          </>
        ),
      });
    },
  });
}

/** Fewer visits than this say nothing about what is used most. */
const enough = 100;

/** By visits of the last 90 days; before many came, what can be done online here. */
async function mostUsed(kernel: Kernel, services: readonly ServiceEntry[], lang: Lang): Promise<{ entries: ServiceEntry[]; counted: boolean }> {
  const today = kernel.clock.today();
  const counted = await kernel.indicators.byDimension(kernel.db, 'portal.visit', { from: addDays(today, -daysCounted), to: today }, '');
  const visits = new Map(counted.map((row) => [row.dimension, row.n]));
  const order = byKindAndTitle(lang);
  const many = counted.reduce((sum, row) => sum + row.n, 0) >= enough;
  const offered = many ? services : services.filter(({ kind }) => kind === 'online');
  const entries = [...offered].sort((a, b) => (many ? (visits.get(b.key) ?? 0) - (visits.get(a.key) ?? 0) : 0) || order(a, b)).slice(0, shown);
  return { entries, counted: many };
}

function situationCards(kernel: Kernel, services: readonly ServiceEntry[], lang: Lang): CardProps[] {
  return lifeSituations(kernel.config.city)
    .filter((situation) => services.some((service) => service.lifeSituations.includes(situation.key)))
    .map((situation) => ({ title: inLang(situation.title, lang), text: inLang(situation.summary, lang), href: `/leistungen?lebenslage=${situation.key}`, icon: situation.icon as IconName }));
}
