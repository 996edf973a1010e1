import type { HttpProblem } from '../errors/errors.ts';
import type { Lang, T } from '../i18n/i18n.ts';
import type { Navigation } from '../navigation/navigation.ts';
import type { Session } from '../session/sessions.ts';
import { Column, PageHeading, renderDocument, type Html, type LayoutProps } from '../ui/index.ts';
import type { Answer, Section } from './types.ts';

/** What every page needs besides its own content. */
export interface Frame {
  lang: Lang;
  t: T;
  session: Session | undefined;
  csrf: string;
  path: string;
  demo: boolean;
  navigation: Navigation;
  assetVersion: string;
  city: string;
}

type What = { answer: Extract<Answer, { kind: 'page' }> } | { problem: HttpProblem; requestId: string };

/** The whole document of a page or of an error in words. */
export function renderPage(frame: Frame, what: What): Html {
  if ('problem' in what) {
    const { t } = frame;
    const title = t(`${what.problem.key}.title`);
    const main = (
      <Column>
        <PageHeading title={title === `${what.problem.key}.title` ? t('kernel.error.title') : title} />
        <p>{t(what.problem.key)}</p>
        {what.problem.status >= 500 ? <p>{t('kernel.error.request_id', { id: what.requestId })}</p> : null}
        <p>
          <a href={sectionOf(frame.path) === 'staff' ? '/amt' : '/'}>{t('kernel.error.home')}</a>
        </p>
      </Column>
    );
    // what came behind the ? is not repeated here: a payment provider appends things about people to its way back
    return renderDocument(layout({ ...frame, path: frame.path.split('?')[0]! }, { title: t('kernel.error.title'), main, section: sectionOf(frame.path) }));
  }
  const { answer } = what;
  return renderDocument(layout(frame, { title: answer.title, main: answer.main, section: answer.section, errorPrefix: answer.hasErrors, languages: answer.languages }));
}

function layout(frame: Frame, page: { title: string; main: LayoutProps['main']; section: Section; errorPrefix?: boolean; languages?: readonly Lang[] | undefined }): LayoutProps {
  const { t, session } = frame;
  const area = page.section === 'staff' ? 'staff' : 'portal';
  const path = frame.path.split('?')[0]!;
  const principal = session?.principal;
  // a resident who is logged in finds cases and mailbox on every page, not only on the overview
  const entries = area === 'staff' ? frame.navigation.list('staff') : [...frame.navigation.list('portal'), ...frame.navigation.list('account')];
  const nav = entries.filter((entry) => entry.access.check(session) === 'ok');
  const person = principal && principal.kind !== 'anonymous' ? principal : undefined;
  return {
    title: page.title,
    lang: frame.lang,
    t,
    main: page.main,
    section: page.section,
    nav: nav.map((entry) => ({ href: entry.path, label: t(entry.label), current: entry.path === path || (entry.path !== '/' && entry.path !== '/amt' && path.startsWith(`${entry.path}/`)) })),
    ...(person ? { user: { name: person.name, kind: person.kind, href: person.kind === 'citizen' ? '/konto' : '/amt' } } : {}),
    ...(person || page.section === 'staff' ? {} : { signInHref: '/konto/anmelden' }),
    csrf: frame.csrf,
    demo: frame.demo,
    errorPrefix: page.errorPrefix ?? false,
    languageSwitch: { current: frame.lang, available: page.languages ?? ['de', 'en'], returnTo: keepsQuery.test(path) ? frame.path : path },
    footerLinks: [
      { href: '/impressum', label: t('kernel.footer.imprint') },
      { href: '/datenschutz', label: t('kernel.footer.privacy') },
      { href: '/barrierefreiheit', label: t('kernel.footer.accessibility') },
      { href: '/nachweis', label: t('kernel.footer.proofs') },
      ...(frame.demo ? [{ href: '/demo', label: t('kernel.footer.demo') }] : []),
    ],
    city: frame.city,
    assetVersion: frame.assetVersion,
  };
}

/** Pages whose queries are words of the visitor's own choosing: kept when the language changes. Elsewhere a query is left behind. */
const keepsQuery = /^\/(suche|leistungen|plan)(\/|$)/;

function sectionOf(path: string): Section {
  return path.startsWith('/amt') ? 'staff' : path.startsWith('/konto') || path.startsWith('/postfach') ? 'account' : 'portal';
}
