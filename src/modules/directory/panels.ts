import type { VNode } from 'preact';
import type { Lang, T } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** A part of `/konto` that another module adds: own drafts, open questions. `load` answers null when there is nothing to show. */
export interface AccountPanel {
  order: number;
  load(kernel: Kernel, accountId: string, lang: Lang, t: T): Promise<VNode | null> | VNode | null;
}

const panels = new WeakMap<Kernel, AccountPanel[]>();

export function registerAccountPanel(kernel: Kernel, panel: AccountPanel): void {
  panels.set(kernel, [...accountPanels(kernel), panel].sort((a, b) => a.order - b.order));
}

export function accountPanels(kernel: Kernel): readonly AccountPanel[] {
  return panels.get(kernel) ?? [];
}
