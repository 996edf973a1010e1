import type { VNode } from 'preact';
import { icon } from './icons.tsx';
import { GateMark } from './mark.tsx';
import { fill, Html, patternsOf, type PatternStore } from './slots.ts';
import type { Child, Lang, Link, T } from './types.ts';

export interface LayoutProps {
  /** The page's own title; the product name is added, and "Fehler:" in front with `errorPrefix`. */
  title: string;
  lang: Lang;
  t: T;
  dir?: 'ltr' | 'rtl';
  main: Child | Html;
  nav: ReadonlyArray<Link & { current?: boolean; count?: number }>;
  section: 'portal' | 'account' | 'staff';
  user?: { name: string; kind: string; href?: string; signOutAction?: string };
  /** Without somebody signed in: where the link "Anmelden" leads. */
  signInHref?: string;
  csrf: string;
  /** Marks every page as a demonstration, not an official website. */
  demo: boolean;
  errorPrefix?: boolean;
  languageSwitch: { current: Lang; available: readonly Lang[]; returnTo: string; action?: string };
  footerLinks: readonly Link[];
  /** Name of the municipality beside the word mark. */
  city?: string;
  /** Changes with the built assets, so that a browser may keep them for ever. */
  assetVersion?: string;
  description?: string;
}

const patterns: PatternStore = new WeakMap();
const frame = {};
const doctype = Html.constant('<!doctype html>');

/** The whole HTML document. Escapes everything that is not an element. The frame around the page is rendered once per look. */
export function renderDocument(props: LayoutProps): Html {
  const { t, title, csrf, main, user, languageSwitch, ...look } = props;
  const key = JSON.stringify([look, user && [user.kind, user.href, user.signOutAction], languageSwitch.current, languageSwitch.available, languageSwitch.action]);
  const slots = { title, csrf, main: main instanceof Html ? main : Html.of(<>{main}</>), name: user?.name ?? '', returnTo: languageSwitch.returnTo };
  const html = fill(patternsOf(patterns, t, frame), key, slots, (slot) => (
    <Layout {...props} title={slot('title')} csrf={slot('csrf')} main={slot('main')} {...(user ? { user: { ...user, name: slot('name') } } : {})} languageSwitch={{ ...languageSwitch, returnTo: slot('returnTo') }} />
  ));
  return Html.join([doctype, html]);
}

/** Said on every page to those who chose Leichte Sprache: no test group has read it yet, or there is none of this page. */
function plainLanguageNote({ lang, languageSwitch: { available }, t }: LayoutProps): VNode | null {
  if (lang !== 'de-leicht') return null;
  return (
    <div class="st-plain">
      <p class="st-wrap">{t(available.includes('de-leicht') ? 'ui.plain.unread' : 'ui.plain.missing')}</p>
    </div>
  );
}

/** Leichte Sprache is German: `lang` stays `de`, the variety is told to our style sheet only. */
export function htmlLang(lang: Lang): 'de' | 'en' {
  return lang === 'en' ? 'en' : 'de';
}

export function Layout(props: LayoutProps): VNode {
  const { t, lang, section } = props;
  const version = props.assetVersion ? `?v=${props.assetVersion}` : '';
  const title = `${props.errorPrefix ? `${t('ui.error.prefix')} ` : ''}${props.title} – ${props.city ? `Stadttor ${props.city}` : 'Stadttor'}`;
  return (
    <html lang={htmlLang(lang)} dir={props.dir} data-sprache={lang === 'de-leicht' ? 'leicht' : undefined}>
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#0b3641" />
        {props.description ? <meta name="description" content={props.description} /> : null}
        <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={`/assets/stadttor.css${version}`} />
        <script type="module" src={`/assets/stadttor.js${version}`} defer />
      </head>
      <body class={`st-body st-body--${section}`}>
        <a class="st-skip" href="#inhalt">
          {t('ui.skip')}
        </a>
        {header(props)}
        <main id="inhalt" class="st-main" tabindex={-1}>
          {props.main instanceof Html ? props.main.node : props.main}
        </main>
        {footer(props)}
      </body>
    </html>
  );
}

function header(props: LayoutProps): VNode {
  const { t, section, user, nav } = props;
  return (
    <header>
      <div class="st-official">
        <div class="st-wrap">
          <p>{t(props.demo ? 'ui.demo' : 'ui.official')}</p>
          {languageSwitch(props)}
        </div>
      </div>
      <div class="st-masthead">
        <div class="st-wrap">
          <a class="st-brand" href={section === 'staff' ? '/amt' : '/'}>
            <GateMark />
            <span>
              <span class="st-brand__name">Stadttor</span>
              {props.city || section === 'staff' ? (
                <span class="st-brand__city">
                  {props.city}
                  {section === 'staff' ? `${props.city ? ' · ' : ''}${t('ui.staff')}` : ''}
                </span>
              ) : null}
            </span>
          </a>
          {user ? signedIn(user, props) : props.signInHref ? signIn(props.signInHref, t) : null}
        </div>
      </div>
      {nav.length > 0 ? (
        <nav class="st-nav" aria-label={t('ui.nav.main')}>
          <ul class="st-wrap">
            {nav.map((entry) => (
              <li>
                <a href={entry.href} aria-current={entry.current ? 'page' : undefined}>
                  {entry.label}
                  {entry.count ? <span class="st-count">{entry.count}</span> : null}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {plainLanguageNote(props)}
    </header>
  );
}

function signIn(href: string, t: T): VNode {
  return (
    <div class="st-user">
      <a class="st-user__link" href={href}>
        {icon('account')}
        {t('ui.signin')}
      </a>
    </div>
  );
}

function signedIn(user: NonNullable<LayoutProps['user']>, { t, csrf }: LayoutProps): VNode {
  const name = (
    <>
      {icon('account')}
      <span class="st-hidden">{t('ui.signedin')} </span>
      <span>{user.name}</span>
    </>
  );
  return (
    <div class="st-user">
      {user.href ? (
        <a class="st-user__link" href={user.href}>
          {name}
        </a>
      ) : (
        <span class="st-user__link">{name}</span>
      )}
      <form method="post" action={user.signOutAction ?? '/abmelden'}>
        <input type="hidden" name="_csrf" value={csrf} />
        <button class="st-user__out" type="submit">
          {t('ui.signout')}
        </button>
      </form>
    </div>
  );
}

const languageNames: Record<Lang, string> = { de: 'Deutsch', en: 'English', 'de-leicht': 'Leichte Sprache' };

function languageSwitch({ languageSwitch: choice, csrf, t }: LayoutProps): VNode | null {
  if (choice.available.length < 2) return null;
  return (
    <form class="st-languages" method="post" action={choice.action ?? '/sprache'} aria-label={t('ui.languages')}>
      <input type="hidden" name="_csrf" value={csrf} />
      <input type="hidden" name="zurueck" value={choice.returnTo} />
      {[...new Set([...choice.available, choice.current])].map((lang) => (
        <button type="submit" name="sprache" value={lang} lang={htmlLang(lang)} aria-current={lang === choice.current ? 'true' : undefined}>
          {languageNames[lang]}
        </button>
      ))}
    </form>
  );
}

function footer({ t, footerLinks, demo, city }: LayoutProps): VNode {
  return (
    <footer class="st-footer">
      <div class="st-wrap">
        <div class="st-footer__brand">
          <GateMark />
          <p>
            <strong>{city ? `Stadttor ${city}` : 'Stadttor'}</strong>
            <br />
            {t(demo ? 'ui.footer.demo' : 'ui.footer.claim')}
          </p>
        </div>
        <nav aria-label={t('ui.nav.footer')}>
          <ul>
            {footerLinks.map((link) => (
              <li>
                <a href={link.href}>{link.label}</a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </footer>
  );
}
