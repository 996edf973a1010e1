/**
 * Something that does not fit: `kernel.verify.<key>` says where, `kernel.verify.<key>.means` what it means. Whoever checks
 * stops at the first unless they ask for all.
 */
export interface Finding { key: FindingKey; params: Record<string, string | number> }

export type FindingKey =
  | 'key_broken' | 'key_private' | 'place_missing' | 'entry_missing' | 'entry_changed' | 'entry_backdated' | 'entry_unplaced' | 'places_unsigned' | 'history_changed'
  | 'checkpoint_missing' | 'checkpoint_changed' | 'checkpoint_signature' | 'cosignature_broken' | 'tile_root_changed' | 'log_shortened' | 'checkpoint_object' | 'tile_missing' | 'tile_changed' | 'bundle_changed'
  | 'fork' | 'opening_changed' | 'opening_missing' | 'opening_stray' | 'object_missing' | 'object_damaged'
  | 'file_malformed' | 'unknown_signer' | 'wrong_log' | 'not_included' | 'content_changed' | 'document_differs';

export const finding = (key: FindingKey, params: Finding['params'] = {}): Finding => ({ key, params });

/** What was looked at, for the line that says all is well. */
export interface Summary { entries: number; checkpoints: number; cosignatures: number; openings: number; erased: number; waiting: number; documents: number }

export const emptySummary = (): Summary => ({ entries: 0, checkpoints: 0, cosignatures: 0, openings: 0, erased: 0, waiting: 0, documents: 0 });
