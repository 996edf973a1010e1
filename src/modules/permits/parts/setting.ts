import type { Setting } from '../../../kernel/parts/parts.ts';

/** A field of the permit that an application names; empty where there is none. */
export function settingField({ subject }: Setting, name: string): string {
  const value = subject?.[name];
  return typeof value === 'string' ? value : '';
}
