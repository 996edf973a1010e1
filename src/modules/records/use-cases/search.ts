import type { Kernel } from '../../../kernel/kernel.ts';
import { partsOf } from '../../../kernel/time/index.ts';
import { typedKeys } from '../domain/numbers.ts';
import { typedQuery } from '../domain/words.ts';
import type { Viewer } from '../rights.ts';
import { searchNumbers, searchTitles, searchWords, type Hits } from '../store/search.ts';

export interface Found extends Hits {
  how: 'numbers' | 'words' | 'titles';
}

/** A number first, if it reads as one; then words; then parts of words in titles. */
export async function search(kernel: Kernel, viewer: Viewer, typed: string, { limit, offset }: { limit: number; offset: number }): Promise<Found> {
  const keys = typedKeys(typed, partsOf(kernel.clock.today()).year);
  const byNumber = await searchNumbers(kernel.db, viewer, keys, limit, offset);
  if (byNumber.total > 0) return { how: 'numbers', ...byNumber };
  const query = typedQuery(typed);
  const byWords = query === undefined ? undefined : await searchWords(kernel.db, viewer, query, {}, limit, offset);
  if (byWords && byWords.total > 0) return { how: 'words', ...byWords };
  const part = typed.trim().toLowerCase();
  if (part.length < 4) return { how: 'words', hits: [], total: 0 };
  return { how: 'titles', ...(await searchTitles(kernel.db, viewer, part, limit, offset)) };
}
