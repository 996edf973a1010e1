import type { Policy } from '../access/access.ts';

export interface NavigationEntry {
  area: 'portal' | 'account' | 'staff';
  path: string;
  /** i18n key */
  label: string;
  order: number;
  /** Shown only to those who may open it. */
  access: Policy;
}

export interface Navigation {
  register(entry: NavigationEntry): void;
  list(area: NavigationEntry['area']): NavigationEntry[];
}

export function createNavigation(): Navigation {
  const entries: NavigationEntry[] = [];
  return {
    register: (entry) => void entries.push(entry),
    list: (area) => entries.filter((entry) => entry.area === area).sort((a, b) => a.order - b.order),
  };
}
