import type { VNode } from 'preact';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Principal } from '../../../kernel/session/sessions.ts';
import type { CaseDetail } from '../queries.ts';

/** What a case's page shows of another module, beside the case. `load` answers null when there is nothing to show to this person. */
export interface CasePanel {
  order: number;
  load(kernel: Kernel, detail: CaseDetail, viewer: Principal, lang: Lang, t: T): Promise<VNode | null> | VNode | null;
}

const panels = new WeakMap<Kernel, CasePanel[]>();

export function registerCasePanel(kernel: Kernel, panel: CasePanel): void {
  panels.set(kernel, [...(panels.get(kernel) ?? []), panel].sort((a, b) => a.order - b.order));
}

export async function casePanels(kernel: Kernel, detail: CaseDetail, viewer: Principal, lang: Lang, t: T): Promise<VNode[]> {
  const loaded = await Promise.all((panels.get(kernel) ?? []).map(async (panel) => panel.load(kernel, detail, viewer, lang, t)));
  return loaded.filter((panel) => panel !== null);
}
