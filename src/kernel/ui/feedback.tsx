import type { VNode } from 'preact';
import { cls } from './ids.ts';
import { icon } from './icons.tsx';
import type { Child, T, Tone } from './types.ts';

/** A message that stands on the page. `live` announces it (after an action); a standing notice stays silent. */
export function Alert({ tone = 'info', title, live, level = 2, children }: { tone?: Tone; title: string; live?: boolean; level?: 2 | 3; children?: Child }): VNode {
  const Heading = `h${level}` as const;
  return (
    <div class={`kern-alert kern-alert--${tone} st-alert`} role={live ? (tone === 'danger' ? 'alert' : 'status') : undefined}>
      <div class="kern-alert__header">
        {icon(tone)}
        <Heading class="kern-title">{title}</Heading>
      </div>
      {children ? <div class="kern-alert__body">{typeof children === 'string' ? <p>{children}</p> : children}</div> : null}
    </div>
  );
}

/** A status in a word or two. The tone never stands alone: the word says it. */
export function Badge({ tone, label }: { tone?: Tone; label: string }): VNode {
  return <span class={cls('kern-badge st-badge', tone ? `kern-badge--${tone}` : 'st-badge--plain')}>{label}</span>;
}

export function InsetText({ children }: { children: Child }): VNode {
  return <div class="st-inset">{typeof children === 'string' ? <p>{children}</p> : children}</div>;
}

/** Nothing here yet: says why and what to do. */
export function EmptyState({ title, action, level = 2, children }: { title: string; action?: Child; level?: 2 | 3; children?: Child }): VNode {
  const Heading = `h${level}` as const;
  return (
    <div class="st-empty">
      <svg class="st-empty__gate" viewBox="0 0 64 48" aria-hidden="true" focusable="false">
        <path d="M6 46V28a26 26 0 0 1 52 0v18M16 46V28a16 16 0 0 1 32 0v18M1 46h62" />
      </svg>
      <Heading>{title}</Heading>
      {children ? <div class="st-empty__text">{children}</div> : null}
      {action}
    </div>
  );
}

/** More text behind one line; works without JavaScript. */
export function Details({ summary, open, children }: { summary: string; open?: boolean; children: Child }): VNode {
  return (
    <details class="st-details" open={open}>
      <summary>{summary}</summary>
      <div class="st-details__body">{children}</div>
    </details>
  );
}

/** "Schritt 2 von 5" in words and as a bar. */
export function Progress({ current, total, label, t }: { current: number; total: number; /** Title of this step. */ label?: string; t: T }): VNode {
  const words = t('ui.progress', { current, total });
  return (
    <div class="kern-progress st-progress">
      <p>
        <strong>{words}</strong>
        {label ? <span class="st-muted">{label}</span> : null}
      </p>
      <progress value={current} max={total} aria-label={words}>
        {words}
      </progress>
    </div>
  );
}
