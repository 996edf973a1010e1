import type { Child } from '../../../../kernel/ui/index.ts';

/** Several lines of one answer, one below the other; empty stays empty. */
export function lines(value: readonly string[]): Child {
  if (value.length === 0) return '';
  return value.map((line, at) => (at === 0 ? line : <><br />{line}</>));
}
