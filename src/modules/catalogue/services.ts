import type { Kernel } from '../../kernel/kernel.ts';
import { fromStored, type CompiledService, type Localized } from './domain/index.ts';
import { needleOf, tellingWords } from './search-words.ts';
import { allEntries, currentHash, findEntries, findEntriesByAnyWord, linkCheckOf, versionByHash, type EntryRow } from './store.ts';

export interface PublishedService {
  key: string;
  hash: string;
  publishedAt: Date;
  compiled: CompiledService;
}

/** A service as lists show it. */
export interface ServiceEntry {
  key: string;
  hash: string;
  kind: 'online' | 'elsewhere' | 'paper';
  title: Localized;
  summary: Localized;
  office: string | undefined;
  lifeSituations: string[];
  languages: string[];
}

const maxCompiled = 400;

/** Compiled versions by hash; a version never changes, so nothing here can be stale. */
const compiledVersions = new Map<string, PublishedService>();

/** The version offered now; undefined when there is no such service. */
export async function currentService(kernel: Kernel, key: string): Promise<PublishedService | undefined> {
  const hash = await currentHash(kernel.db, key);
  return hash === undefined ? undefined : serviceVersion(kernel, hash);
}

/** One published version, also an older one: drafts and cases stay on theirs. */
export async function serviceVersion(kernel: Kernel, hash: string): Promise<PublishedService | undefined> {
  const known = compiledVersions.get(hash);
  if (known) {
    // the last used stands last, the longest unused goes first
    compiledVersions.delete(hash);
    compiledVersions.set(hash, known);
    return known;
  }
  const row = await versionByHash(kernel.db, hash);
  if (!row) return undefined;
  const published: PublishedService = { key: row.key, hash, publishedAt: row.published_at, compiled: fromStored(row.content) };
  compiledVersions.set(hash, published);
  if (compiledVersions.size > maxCompiled) compiledVersions.delete(compiledVersions.keys().next().value!);
  return published;
}

/** Everything the city offers now. */
export async function listServices(kernel: Kernel): Promise<ServiceEntry[]> {
  return (await allEntries(kernel.db)).map(toEntry);
}

/**
 * Services for what somebody typed: by resembling names (typing mistakes, parts of compounds, synonyms), by text in
 * German and English, and, when nothing has all words, by single words. The best first.
 */
export async function searchServices(kernel: Kernel, text: string, limit = 30): Promise<ServiceEntry[]> {
  const words = text.replaceAll('\0', '').trim().slice(0, 200);
  const needle = needleOf(words);
  if (needle === '') return [];
  const rows = await findEntries(kernel.db, { text: words, needle }, limit);
  return (rows.length > 0 ? rows : await findEntriesByAnyWord(kernel.db, tellingWords(words), limit)).map(toEntry);
}

/** When the target of a service elsewhere was last looked at; undefined: not yet. */
export async function linkState(kernel: Kernel, url: string): Promise<{ checkedAt: Date; reachable: boolean } | undefined> {
  const row = await linkCheckOf(kernel.db, url);
  return row && { checkedAt: row.checked_at, reachable: row.reachable };
}

function toEntry(row: EntryRow): ServiceEntry {
  return { key: row.key, hash: row.hash, kind: row.kind, title: row.title, summary: row.summary, office: row.office ?? undefined, lifeSituations: row.life_situations, languages: row.languages };
}
