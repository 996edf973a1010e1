import type { Attachment, PdfStandard } from './types.ts';

/** What the house and its document worker say to each other over Node's IPC channel. */
export interface WorkerOptions { templateDirs: string[]; fonts: string[] }

export interface RenderOrder {
  id: number;
  kind: 'render';
  options: WorkerOptions;
  template: string;
  /** JSON text: `{data, title, lang}`. */
  input: string;
  standard: PdfStandard;
  attachments: Attachment[];
  /** Seconds since 1970, written into the file as its date of creation. */
  createdAt: number;
}

export type Order = RenderOrder | { id: number; kind: 'warm'; options: WorkerOptions };

export type Answer =
  /** `rss`: the worker's resident memory in bytes after this document. */
  | { id: number; ok: true; pdf: Uint8Array; rss: number }
  | { id: number; ok: false; code: string; message: string; rss: number };
