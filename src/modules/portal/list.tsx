import * as z from 'zod';
import { everyone } from '../../kernel/access/access.ts';
import { page } from '../../kernel/http/types.ts';
import type { Lang, T } from '../../kernel/i18n/i18n.ts';
import { localize } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Breadcrumb, CardList, EmptyState, FilterBar, LinkList, PageHeading, SearchBox, Section } from '../../kernel/ui/index.ts';
import { inLang, lifeSituations, listServices, searchServices, type ServiceEntry } from '../catalogue/index.ts';
import { offices } from '../directory/index.ts';
import { byKindAndTitle, byTitle, serviceCard } from './parts.tsx';

const key = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/).or(z.literal('')).optional().catch(undefined);
const filters = z.object({ lebenslage: key, amt: key, weg: z.enum(['online', 'elsewhere', 'paper']).optional().catch(undefined) });

export function registerLists(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/leistungen',
    summary: 'All services from A to Z, by life situation, office and way',
    access: everyone,
    query: filters,
    async handler({ query, t, lang }) {
      const situations = lifeSituations(kernel.config.city);
      const situation = situations.find((entry) => entry.key === query.lebenslage);
      const responsible = offices(kernel).find((entry) => entry.key === query.amt);
      const all = await listServices(kernel);
      const found = all.filter((entry) => (!situation || entry.lifeSituations.includes(situation.key)) && (!responsible || entry.office === responsible.key) && (!query.weg || entry.kind === query.weg));
      const filtered = situation !== undefined || responsible !== undefined || query.weg !== undefined;
      const used = new Set(all.map((entry) => entry.office));
      const title = situation ? inLang(situation.title, lang) : t('portal.list.title');
      const anything = { value: '', label: t('portal.list.any') };
      return page({
        title,
        languages: ['de', 'en', 'de-leicht'],
        main: (
          <>
            <Breadcrumb links={[{ href: '/', label: t('portal.home.crumb') }, ...(filtered ? [{ href: '/leistungen', label: t('portal.list.title') }] : [])]} current={filtered && !situation ? t('portal.list.filtered') : title} t={t} />
            <PageHeading title={title} lead={t(found.length === 1 ? 'portal.list.one' : 'portal.list.many', { count: found.length })} />
            <FilterBar
              action="/leistungen"
              t={t}
              {...(filtered ? { resetHref: '/leistungen' } : {})}
              filters={[
                { name: 'lebenslage', label: t('portal.list.situation'), value: situation?.key ?? '', options: [anything, ...situations.map((entry) => ({ value: entry.key, label: inLang(entry.title, lang) }))] },
                { name: 'amt', label: t('portal.list.office'), value: responsible?.key ?? '', options: [anything, ...offices(kernel).filter((entry) => used.has(entry.key)).map((entry) => ({ value: entry.key, label: localize(entry.name, lang) }))] },
                { name: 'weg', label: t('portal.list.way'), value: query.weg ?? '', options: [anything, ...(['online', 'elsewhere', 'paper'] as const).map((kind) => ({ value: kind, label: t(`portal.kind.${kind}`) }))] },
              ]}
            />
            {found.length === 0 ? nothing(t) : filtered ? <CardList cards={[...found].sort(byKindAndTitle(lang)).map((entry) => serviceCard(entry, lang, t, 2))} layout="rows" /> : letters(found, lang, t)}
          </>
        ),
      });
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/suche',
    summary: 'Search in all services',
    access: everyone,
    rateLimit: { max: 120, seconds: 60 },
    query: z.object({ q: z.string().max(500).catch('').default('') }),
    async handler({ query, t, lang }) {
      const words = query.q.trim().slice(0, 200);
      const found = await searchServices(kernel, words);
      return page({
        title: words ? t('portal.search.title_for', { words }) : t('portal.search.title'),
        main: (
          <>
            <Breadcrumb links={[{ href: '/', label: t('portal.home.crumb') }]} current={t('portal.search.title')} t={t} />
            <PageHeading title={t('portal.search.title')} />
            <SearchBox action="/suche" label={t('portal.search.label')} t={t} value={words} hint={t('portal.search.hint')} />
            {words === '' ? null : found.length > 0 ? (
              <Section id="treffer" heading={t(found.length === 1 ? 'portal.search.one' : 'portal.search.many', { count: found.length, words })}>
                <CardList cards={found.map((entry) => serviceCard(entry, lang, t))} layout="rows" label={t('portal.search.title')} />
              </Section>
            ) : (
              <EmptyState title={t('portal.search.none', { words })} action={<a href="/leistungen">{t('portal.search.all')}</a>}>
                <p>{t('portal.search.none.text')}</p>
              </EmptyState>
            )}
          </>
        ),
      });
    },
  });
}

function nothing(t: T) {
  return (
    <EmptyState title={t('portal.list.none')} action={<a href="/leistungen">{t('portal.list.reset')}</a>}>
      <p>{t('portal.list.none.text')}</p>
    </EmptyState>
  );
}

/** A–Z with a heading per letter and jumps to each. */
function letters(entries: readonly ServiceEntry[], lang: Lang, t: T) {
  const groups = new Map<string, ServiceEntry[]>();
  for (const entry of [...entries].sort(byTitle(lang))) {
    const letter = inLang(entry.title, lang).normalize('NFD').charAt(0).toUpperCase();
    groups.set(letter, [...(groups.get(letter) ?? []), entry]);
  }
  return (
    <>
      <nav class="st-letters" aria-label={t('portal.list.letters')}>
        <ul>
          {[...groups.keys()].map((letter) => (
            <li>
              <a href={`#buchstabe-${letter}`} aria-label={t('portal.list.letter', { letter })}>
                {letter}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {[...groups].map(([letter, group]) => (
        <section class="st-letter" aria-labelledby={`buchstabe-${letter}`}>
          <h2 id={`buchstabe-${letter}`}>{letter}</h2>
          <LinkList links={group.map((entry) => ({ href: `/leistungen/${entry.key}`, label: inLang(entry.title, lang), hint: `${inLang(entry.summary, lang)} · ${t(`portal.kind.${entry.kind}`)}` }))} />
        </section>
      ))}
    </>
  );
}
