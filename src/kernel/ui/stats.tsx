import type { VNode } from 'preact';
import type { T } from './types.ts';

export interface StatBarProps {
  caption: string;
  /** Heads of the two columns, e.g. "Grund", "Anträge". */
  heads: readonly [string, string];
  rows: ReadonlyArray<{ label: string; value: number; /** As written for people; default the number in the reader's way. */ text?: string }>;
  /** The value that fills the bar: 100 for shares of a whole; default the largest of the rows. */
  max?: number;
  t: T;
  /** Where the figures come from, and their day. */
  source?: string;
}

/** A bar chart that is its own table: the figure stands beside its bar. No inline style: lengths are SVG attributes. */
export function StatBar({ caption, heads, rows, max, t, source }: StatBarProps): VNode {
  const most = Math.max(max ?? 0, ...rows.map((row) => row.value));
  return (
    <div class="st-stat">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{heads[0]}</th>
            <th scope="col" class="st-stat__value">
              {heads[1]}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                <span>{row.label}</span>
                <svg class="st-stat__bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                  <rect class="st-stat__track" width="100" height="10" />
                  <rect class="st-stat__fill" width={most > 0 ? Math.round((Math.max(0, row.value) / most) * 1000) / 10 : 0} height="10" />
                </svg>
              </th>
              <td class="st-stat__value">{row.text ?? row.value}</td>
            </tr>
          ))}
          {rows.length === 0 ? (
            <tr>
              <td colspan={2}>{t('ui.nodata')}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
      {source ? <p class="st-hint">{source}</p> : null}
    </div>
  );
}

/** One figure with its name: the top of a dashboard. `null` says "keine Daten". */
export function Figure({ label, value, note, href, t }: { label: string; value: string | null; note?: string; /** What it is made of. */ href?: string; t: T }): VNode {
  return (
    <div class="st-figure">
      <p class="st-figure__value">{value ?? <span class="st-muted">{t('ui.nodata')}</span>}</p>
      <p>{href ? <a href={href}>{label}</a> : label}</p>
      {note ? <p class="st-hint">{note}</p> : null}
    </div>
  );
}
