import type { VNode } from 'preact';
import type { Lang, T } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** One thing that waits for the person: what, where it is done, until when. Texts in the reader's language. */
export interface AccountTask {
  title: string;
  href: string;
  /** "bis 8. Dezember 2026", "ungelesen" */
  status: string;
  /** Its day has passed. */
  overdue?: boolean;
}

/**
 * What another module adds to `/konto`: a part of the page (`load` answers null when there is nothing to show) and entries of
 * the list of what is to do, on top.
 */
export interface AccountPanel {
  order: number;
  load?(kernel: Kernel, accountId: string, lang: Lang, t: T): Promise<VNode | null> | VNode | null;
  tasks?(kernel: Kernel, accountId: string, lang: Lang, t: T): Promise<AccountTask[]>;
}

const panels = new WeakMap<Kernel, AccountPanel[]>();

export function registerAccountPanel(kernel: Kernel, panel: AccountPanel): void {
  panels.set(kernel, [...accountPanels(kernel), panel].sort((a, b) => a.order - b.order));
}

export function accountPanels(kernel: Kernel): readonly AccountPanel[] {
  return panels.get(kernel) ?? [];
}
