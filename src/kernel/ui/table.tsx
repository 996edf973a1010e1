import type { VNode } from 'preact';
import { cls, fieldId } from './ids.ts';
import { icon } from './icons.tsx';
import type { Child, T } from './types.ts';

export interface Column {
  label: string;
  /** Right-aligned figures of even width. */
  numeric?: boolean;
  /** Cells of this column name their row. Default: the first column. */
  rowHeader?: boolean;
  /** Heading only for assistive technology, e.g. of an action column. */
  labelHidden?: boolean;
  sort?: { href: string; direction?: 'ascending' | 'descending' };
  /** Keeps dates, numbers and badges on one line. */
  nowrap?: boolean;
}

export interface TableProps {
  caption: string;
  captionHidden?: boolean;
  columns: readonly Column[];
  /** One array of cells per row, in the order of the columns. */
  rows: ReadonlyArray<readonly Child[]>;
  /** Less height, for staff lists. */
  dense?: boolean;
  foot?: readonly Child[];
}

/**
 * A real table in its own scrolling region that the keyboard reaches. On a phone each row stands as a block of its own with
 * the column's name before each value; the roles keep it a table for assistive technology whatever `display` says.
 */
export function Table({ caption, captionHidden, columns, rows, dense, foot }: TableProps): VNode {
  const header = Math.max(0, columns.findIndex((column) => column.rowHeader));
  return (
    <div class="st-table-region" role="region" aria-label={caption} tabindex={0}>
      <table role="table" class={cls('kern-table st-table', dense && 'kern-table--small st-table--dense')}>
        <caption class={captionHidden ? 'st-hidden' : undefined}>{caption}</caption>
        <thead class="kern-table__head" role="rowgroup">
          <tr class="kern-table__row" role="row">
            {columns.map((column) => (
              <th class={cellClass('header', column)} role="columnheader" scope="col" aria-sort={column.sort?.direction}>
                {columnHead(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="kern-table__body" role="rowgroup">
          {rows.map((row) => (
            <tr class="kern-table__row" role="row">
              {columns.map((column, at) =>
                at === header ? (
                  <th class={cellClass('cell', column)} role="rowheader" scope="row">
                    {row[at]}
                  </th>
                ) : (
                  <td class={cellClass('cell', column)} role="cell" data-label={column.labelHidden ? undefined : column.label}>
                    {row[at]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {foot ? (
          <tfoot class="kern-table__footer" role="rowgroup">
            <tr class="kern-table__row" role="row">
              {columns.map((column, at) => (
                <td class={cellClass('cell', column)} role="cell" data-label={column.label || undefined}>
                  {foot[at]}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

function cellClass(kind: 'header' | 'cell', column: Column): string {
  return cls(`kern-table__${kind}`, column.numeric && `kern-table__${kind}--numeric`, column.nowrap && 'st-nowrap');
}

function columnHead(column: Column): Child {
  if (column.labelHidden) return <span class="st-hidden">{column.label}</span>;
  if (!column.sort) return column.label;
  return (
    <a class={cls('st-sort', column.sort.direction && `st-sort--${column.sort.direction}`)} href={column.sort.href}>
      {column.label}
    </a>
  );
}

export interface PaginationProps {
  current: number;
  total: number;
  /** Address of page n. */
  href: (page: number) => string;
  t: T;
}

/** Pages around the current one, first and last; renders nothing for a single page. */
export function Pagination({ current, total, href, t }: PaginationProps): VNode | null {
  if (total < 2) return null;
  const shown = pagesToShow(current, total);
  return (
    <nav class="st-pagination" aria-label={t('ui.pages')}>
      <ul>
        {current > 1 ? (
          <li>
            <a href={href(current - 1)} rel="prev">
              {icon('back')}
              {t('ui.pages.back')}
            </a>
          </li>
        ) : null}
        {shown.map((page, at) => (
          <li class={page - (shown[at - 1] ?? page - 1) > 1 ? 'st-pagination__gap' : undefined}>
            <a href={href(page)} aria-current={page === current ? 'page' : undefined} aria-label={t('ui.pages.page', { page })}>
              {page}
            </a>
          </li>
        ))}
        {current < total ? (
          <li>
            <a href={href(current + 1)} rel="next">
              {t('ui.pages.next')}
              {icon('chevron')}
            </a>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

/** First, last, the current page and its neighbours, ascending and without doubles. */
export function pagesToShow(current: number, total: number): number[] {
  return [...new Set([1, current - 1, current, current + 1, total])].filter((page) => page >= 1 && page <= total).sort((a, b) => a - b);
}

/** Views of one thing, as links; no JavaScript. */
export function Tabs({ tabs, label }: { tabs: ReadonlyArray<{ href: string; label: string; count?: number; current?: boolean }>; label: string }): VNode {
  return (
    <nav class="st-tabs" aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li>
            <a href={tab.href} aria-current={tab.current ? 'page' : undefined}>
              {tab.label}
              {tab.count === undefined ? null : <span class="st-count">{tab.count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export interface FilterBarProps {
  action: string;
  filters: ReadonlyArray<{ name: string; label: string; value?: string; options?: ReadonlyArray<{ value: string; label: string }> }>;
  t: T;
  resetHref?: string;
  label?: string;
}

/** A GET form above a list: selects (with options) and text boxes (without). */
export function FilterBar({ action, filters, t, resetHref, label }: FilterBarProps): VNode {
  return (
    <form class="st-filter" method="get" action={action} role="search" aria-label={label ?? t('ui.filter')}>
      {filters.map((filter) => {
        const id = fieldId(`filter-${filter.name}`);
        return (
          <div class="st-filter__field">
            <label class="kern-label" for={id}>
              {filter.label}
            </label>
            {filter.options ? (
              <div class="kern-form-input__select-wrapper">
                <select class="kern-form-input__select" id={id} name={filter.name}>
                  {filter.options.map((option) => (
                    <option value={option.value} selected={option.value === (filter.value ?? '')}>
                      {option.label}
                    </option>
                  ))}
                </select>
              </div>
            ) : (
              <input class="kern-form-input__input" id={id} name={filter.name} type="search" value={filter.value} />
            )}
          </div>
        );
      })}
      <div class="st-filter__actions">
        <button class="kern-btn kern-btn--secondary" type="submit">
          <span class="kern-label">{t('ui.filter.apply')}</span>
        </button>
        {resetHref ? <a href={resetHref}>{t('ui.filter.reset')}</a> : null}
      </div>
    </form>
  );
}

export interface SearchBoxProps {
  action: string;
  /** Visible in the hero, for assistive technology only in the compact form. */
  label: string;
  t: T;
  value?: string;
  name?: string;
  size?: 'hero' | 'compact';
  /** Example below the box, e.g. "Zum Beispiel: Umzug, Hund, Anwohnerparken". */
  hint?: Child;
  /** Sends by POST, where what people look for has no place in an address. */
  csrf?: string;
}

export function SearchBox({ action, label, t, value, name = 'q', size = 'compact', hint, csrf }: SearchBoxProps): VNode {
  const id = fieldId(`suche-${name}-${size}`);
  return (
    <form class={size === 'hero' ? 'st-search st-search--hero' : 'st-search'} method={csrf === undefined ? 'get' : 'post'} action={action} role="search">
      {csrf === undefined ? null : <input type="hidden" name="_csrf" value={csrf} />}
      <label class={size === 'hero' ? undefined : 'st-hidden'} for={id}>
        {label}
      </label>
      <div class="st-search__box">
        <input id={id} name={name} type="search" value={value} autocomplete="off" aria-describedby={hint ? `${id}--hint` : undefined} />
        <button type="submit">
          {icon('search')}
          <span class={size === 'hero' ? 'st-search__word' : 'st-hidden'}>{t('ui.search')}</span>
        </button>
      </div>
      {hint ? (
        <p class="st-search__hint" id={`${id}--hint`}>
          {hint}
        </p>
      ) : null}
    </form>
  );
}
