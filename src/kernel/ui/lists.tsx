import type { VNode } from 'preact';
import { Badge } from './feedback.tsx';
import { icon } from './icons.tsx';
import type { Child, T, Tone } from './types.ts';

export interface SummaryRow {
  label: string;
  /** Empty shows "keine Angabe". */
  value: Child;
  provenance?: string;
  change?: string;
}

/** "Antworten prüfen": question, answer, link to change it. */
export function SummaryList({ rows, t, heading, changeAll }: { rows: readonly SummaryRow[]; t: T; heading?: string; /** One link for the whole section. */ changeAll?: string }): VNode {
  return (
    <div class="st-summary">
      {heading || changeAll ? (
        <div class="st-summary__head">
          {heading ? <h2>{heading}</h2> : null}
          {changeAll ? (
            <a href={changeAll}>
              {t('ui.change')}
              <span class="st-hidden">: {heading}</span>
            </a>
          ) : null}
        </div>
      ) : null}
      <dl>
        {rows.map((row) => (
          <div class="st-summary__row">
            <dt>{row.label}</dt>
            <dd>
              {row.value == null || row.value === '' ? <span class="st-muted">{t('ui.empty')}</span> : row.value}
              {row.provenance ? <span class="st-source">{row.provenance}</span> : null}
            </dd>
            {row.change ? (
              <dd class="st-summary__change">
                <a href={row.change}>
                  {t('ui.change')}
                  <span class="st-hidden">: {row.label}</span>
                </a>
              </dd>
            ) : null}
          </div>
        ))}
      </dl>
    </div>
  );
}

export interface Task {
  title: string;
  /** Without it the task cannot be started yet. */
  href?: string;
  hint?: string;
  status: string;
  tone?: Tone;
}

export function TaskList({ tasks }: { tasks: readonly Task[] }): VNode {
  return (
    <ol class="st-tasks">
      {tasks.map((task) => (
        <li class={task.href ? 'st-tasks__open' : undefined}>
          <span class="st-tasks__title">
            {task.href ? <a href={task.href}>{task.title}</a> : task.title}
            {task.hint ? <span class="st-hint">{task.hint}</span> : null}
          </span>
          {task.tone ? <Badge tone={task.tone} label={task.status} /> : <span class="st-muted">{task.status}</span>}
        </li>
      ))}
    </ol>
  );
}

/** Facts beside their names. `compact` for side columns: name above value. */
export function DescriptionList({ items, compact }: { items: ReadonlyArray<{ label: string; value: Child }>; compact?: boolean }): VNode {
  return (
    <dl class={compact ? 'st-facts st-facts--compact' : 'st-facts'}>
      {items.map((item) => (
        <div>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface TimelineEntry {
  title: Child;
  /** Written for people, e.g. "24. November 2026, 10:42 Uhr". */
  time: string;
  /** Machine form, ISO 8601. */
  datetime?: string;
  by?: string;
  text?: Child;
  state?: 'done' | 'current' | 'coming';
}

/** What happened, in order of time. */
export function Timeline({ entries, label }: { entries: readonly TimelineEntry[]; label: string }): VNode {
  return (
    <ol class="st-timeline" aria-label={label}>
      {entries.map((entry) => (
        <li class={`st-timeline__${entry.state ?? 'done'}`} aria-current={entry.state === 'current' ? 'step' : undefined}>
          <p class="st-timeline__title">{entry.title}</p>
          <p class="st-timeline__when">
            <time datetime={entry.datetime}>{entry.time}</time>
            {entry.by ? ` · ${entry.by}` : ''}
          </p>
          {entry.text ? <div class="st-timeline__text">{entry.text}</div> : null}
        </li>
      ))}
    </ol>
  );
}

/** A plain list of links, e.g. A–Z or "Passt dazu". */
export function LinkList({ links, label }: { links: ReadonlyArray<{ href: string; label: string; hint?: string; external?: string }>; label?: string }): VNode {
  return (
    <ul class="st-links" aria-label={label}>
      {links.map((link) => (
        <li>
          <a href={link.href}>
            {link.label}
            {link.external ? (
              <>
                {icon('external')}
                <span class="st-hidden"> ({link.external})</span>
              </>
            ) : null}
          </a>
          {link.hint ? <span class="st-hint">{link.hint}</span> : null}
        </li>
      ))}
    </ul>
  );
}
