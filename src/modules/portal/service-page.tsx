import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../kernel/access/access.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import { page } from '../../kernel/http/types.ts';
import { localize, type Lang, type T } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { euros, formatMoney } from '../../kernel/money/index.ts';
import { dateOf, formatDate, parsePlainDate } from '../../kernel/time/index.ts';
import { Badge, Breadcrumb, Button, DescriptionList, Details, InsetText, PageHeading, Section, WithAside } from '../../kernel/ui/index.ts';
import { amountsOn, currentService, inLang, linkState, type Localized, type ServiceDefinition } from '../catalogue/index.ts';
import { office } from '../directory/index.ts';
import { Markdown } from '../forms/index.ts';
import { KindBadge } from './parts.tsx';

interface Reader {
  t: T;
  lang: Lang;
  say(text: Localized): string;
}

export function registerServicePage(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/leistungen/:key',
    summary: 'One service: what it is, who may, what to bring, fee, term, law, office',
    access: everyone,
    params: z.object({ key: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/) }),
    async handler({ params, t, lang }) {
      const published = await currentService(kernel, params.key);
      if (!published) throw notFound();
      await kernel.indicators.count(kernel.db, 'portal.visit', params.key);
      const { service } = published.compiled;
      const reader: Reader = { t, lang, say: (text) => inLang(text, lang) };
      const title = reader.say(service.title);
      return page({
        title,
        languages: service.languages.includes('de-leicht') ? ['de', 'en', 'de-leicht'] : ['de', 'en'],
        main: (
          <>
            <Breadcrumb links={[{ href: '/', label: t('portal.home.crumb') }, { href: '/leistungen', label: t('portal.list.title') }]} current={title} t={t} />
            <PageHeading title={title} lead={reader.say(service.summary)} meta={<KindBadge kind={service.kind} t={t} />} />
            <WithAside asideLabel={t('portal.service.office')} aside={officeCard(kernel, service, reader)}>
              {await action(kernel, service, reader)}
              {service.text.length > 0 ? (
                <div class="st-prose">
                  {service.text.map((text) => (
                    <Markdown text={reader.say(text)} />
                  ))}
                </div>
              ) : null}
              {service.documents.length > 0 ? (
                <Section id="unterlagen" heading={t('portal.service.documents')}>
                  <ul>
                    {service.documents.map((text) => (
                      <li>{reader.say(text)}</li>
                    ))}
                  </ul>
                </Section>
              ) : null}
              {service.who ? (
                <Section id="wer" heading={t('portal.service.who')}>
                  <p>{reader.say(service.who)}</p>
                </Section>
              ) : null}
              <Section id="gebuehr" heading={t('portal.service.fee')}>
                {fee(service, kernel.clock.today(), reader)}
              </Section>
              {service.term ? (
                <Section id="dauer" heading={t('portal.service.term')}>
                  <p>{reader.say(service.term.text)}</p>
                  {service.term.source ? <Source text={service.term.source} {...reader} /> : null}
                </Section>
              ) : null}
              {service.kind === 'online' ? <p>{startButton(service, t)}</p> : null}
              {legal(service, reader)}
              <Source text={sourceOf(service, reader)} {...reader} />
              <p class="st-hint">
                <a href={`/hinweis?seite=${encodeURIComponent(`/leistungen/${service.key}`)}`}>{t('portal.service.feedback')}</a>
              </p>
            </WithAside>
          </>
        ),
      });
    },
  });
}

function startButton(service: ServiceDefinition, t: T): VNode {
  return <Button href={`/antrag/${service.key}`} variant="primary" label={t('portal.service.start')} icon="arrow" />;
}

/** What to do now: start here, go elsewhere with a word on what changes, or the steps on paper. */
async function action(kernel: Kernel, service: ServiceDefinition, { t, lang, say }: Reader): Promise<VNode> {
  if (service.kind === 'online') {
    return (
      <div class="st-stack st-stack--tight">
        <p>{startButton(service, t)}</p>
        <p class="st-hint">{t('portal.service.start.hint')}</p>
      </div>
    );
  }
  if (service.target) {
    const looked = await linkState(kernel, service.target.url);
    const day = looked ? dateOf(looked.checkedAt) : parsePlainDate(service.target.last_checked ?? '');
    const checked = day === undefined ? t('portal.link.never') : t(looked && !looked.reachable ? 'portal.link.broken' : 'portal.link.checked', { date: formatDate(day, lang) });
    return (
      <InsetText>
        <p>{say(service.target.handover)}</p>
        <p>
          <Button href={service.target.url} variant="primary" icon="external" label={t('portal.service.leave', { provider: say(service.target.provider) })} />
        </p>
        <p class="st-hint">{checked}</p>
      </InsetText>
    );
  }
  return (
    <Section id="ablauf" heading={t('portal.service.how')}>
      <ol>
        {service.how.map((step) => (
          <li>
            <Markdown text={say(step)} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function fee(service: ServiceDefinition, today: string, reader: Reader): VNode {
  const { t, lang, say } = reader;
  if (!service.fee) return <p>{t('portal.fee.unknown')}</p>;
  const text = service.fee.text ? <p>{say(service.fee.text)}</p> : null;
  if ('free' in service.fee) {
    return (
      <>
        <p>
          <strong>{t('portal.fee.free')}</strong>
        </p>
        {text}
        {service.fee.source ? <Source text={service.fee.source} {...reader} /> : null}
      </>
    );
  }
  if ('unknown' in service.fee) {
    return (
      <>
        <p>
          <strong>{t('portal.fee.unknown')}</strong>
        </p>
        {text}
        <p class="st-hint">{t('portal.fee.looked_for', { what: service.fee.unknown.looked_for })}</p>
      </>
    );
  }
  return (
    <>
      <DescriptionList
        items={amountsOn(service, today).map((amount) => ({
          label: amount.title ? say(amount.title) : t('portal.fee.amount'),
          value: (
            <>
              <strong>{formatMoney(euros(amount.cents), lang)}</strong> {amount.assumption ? <Badge tone="warning" label={t('portal.assumption')} /> : null}
              <Source text={amount.source} {...reader} />
            </>
          ),
        }))}
      />
      {text}
    </>
  );
}

function legal(service: ServiceDefinition, reader: Reader): VNode | null {
  const { t, say } = reader;
  if (service.legal.length === 0) return null;
  return (
    <Details summary={t('portal.service.legal')}>
      <ul>
        {service.legal.map((entry) => (
          <li>
            {entry.url ? <a href={entry.url}>{say(entry.title)}</a> : say(entry.title)}
            {entry.source ? <Source text={entry.source} {...reader} /> : null}
          </li>
        ))}
      </ul>
      {service.leika ? (
        <p>
          {t('portal.service.leika', { key: service.leika })} <span class="st-hint">{service.leika_source}</span>
        </p>
      ) : (
        <p>{t('portal.service.leika.unknown')}</p>
      )}
    </Details>
  );
}

function officeCard(kernel: Kernel, service: ServiceDefinition, reader: Reader): VNode {
  const { t, lang } = reader;
  const responsible = service.office ? office(kernel, service.office) : undefined;
  if (!responsible) return <p>{t('portal.office.unknown')}</p>;
  return (
    <>
      <h2>{t('portal.service.office')}</h2>
      <p>
        <strong>{localize(responsible.name, lang)}</strong>
      </p>
      <DescriptionList
        compact
        items={[
          { label: t('portal.office.hours'), value: localize(responsible.hours, lang) },
          { label: t('portal.office.phone'), value: /^[0-9+ ()/-]+$/.test(responsible.phone) ? <a href={`tel:${responsible.phone.replace(/[^0-9+]/g, '')}`}>{responsible.phone}</a> : responsible.phone },
          { label: t('portal.office.address'), value: isKnown(responsible.address) ? responsible.address : t('portal.office.ask') },
          { label: t('portal.office.email'), value: responsible.email.includes('@') ? <a href={`mailto:${responsible.email}`}>{responsible.email}</a> : t('portal.office.ask') },
        ]}
      />
      <Source text={responsible.source} {...reader} />
      <p>
        <a href={`/leistungen?amt=${responsible.key}`}>{t('portal.office.more')}</a>
      </p>
    </>
  );
}

/** What the city's files do not say reads "nicht belegt" there. */
const isKnown = (text: string): boolean => !/^nicht belegt/i.test(text);

/** Where the facts on this page are from. */
function sourceOf({ source }: ServiceDefinition, { t, lang }: Reader): string {
  if (source === undefined) return t('portal.source.unknown');
  if (typeof source === 'string') return source;
  const day = parsePlainDate(source.date ?? '');
  return [source.title, day ? formatDate(day, lang) : '', source.note ?? ''].filter(Boolean).join('; ');
}

/** Sources are written down in German only, and not in words for Leichte Sprache. */
function Source({ text, t, lang }: Pick<Reader, 't' | 'lang'> & { text: string }): VNode | null {
  if (lang === 'de-leicht') return null;
  return (
    <p class="st-hint">
      {t('portal.source')} <span {...(lang === 'en' ? { lang: 'de' } : {})}>{text}</span>
    </p>
  );
}
