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
  list(area: NavigationEntry['area']): readonly NavigationEntry[];
}

export function createNavigation(): Navigation {
  const areas: Record<NavigationEntry['area'], NavigationEntry[]> = { portal: [], account: [], staff: [] };
  return {
    register(entry) {
      areas[entry.area].push(entry);
      areas[entry.area].sort((a, b) => a.order - b.order);
    },
    list: (area) => areas[area],
  };
}
