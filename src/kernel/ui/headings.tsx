import type { VNode } from 'preact';
import { CityLine } from './mark.tsx';
import { icon } from './icons.tsx';
import type { Child, Link, T } from './types.ts';

/** The page's one h1, with a small line above it (service, step, file number) and a lead below. */
export function PageHeading({ title, caption, lead, meta }: { title: string; caption?: Child; lead?: Child; /** Badges, dates, file number. */ meta?: Child }): VNode {
  return (
    <div class="st-page-heading">
      {caption ? <p class="st-caption">{caption}</p> : null}
      <h1>{title}</h1>
      {lead ? <div class="st-lead">{lead}</div> : null}
      {meta ? <div class="st-meta">{meta}</div> : null}
    </div>
  );
}

/** The way here; the current page is the last entry and no link. */
export function Breadcrumb({ links, current, t }: { links: readonly Link[]; current?: string; t: T }): VNode {
  return (
    <nav class="st-breadcrumb" aria-label={t('ui.breadcrumb')}>
      <ol>
        {links.map((link) => (
          <li>
            <a href={link.href}>{link.label}</a>
            {icon('chevron')}
          </li>
        ))}
        {current ? <li aria-current="page">{current}</li> : null}
      </ol>
    </nav>
  );
}

/** One link back, where a trail would be too much (forms). */
export function BackLink({ href, label }: Link): VNode {
  return (
    <a class="st-back" href={href}>
      {icon('back')}
      {label}
    </a>
  );
}

/** The opening band of a home page: one question, the search as children, and the city behind its wall. */
export function Hero({ title, lead, children }: { title: string; lead?: Child; children?: Child }): VNode {
  return (
    <div class="st-hero">
      <div class="st-wrap">
        <div class="st-hero__words">
          <h1>{title}</h1>
          {lead ? <p class="st-hero__lead">{lead}</p> : null}
          {children}
        </div>
        <CityLine />
      </div>
    </div>
  );
}
