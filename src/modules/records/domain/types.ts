import type { PlainDate } from '../../../kernel/time/index.ts';

/** `confidential`: only for staff of the offices who may read what is confidential. */
export type Level = 'normal' | 'confidential';

/** Who did something: a colleague, the house itself, or a client of the interface. */
export interface Actor {
  kind: 'staff' | 'system' | 'client';
  id: string | null;
}

export const documentKinds = ['application', 'data', 'letter', 'message', 'answer', 'attachment', 'mail', 'note', 'proof', 'other'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** An Akte. */
export interface FileRow {
  id: string;
  number: string;
  position: string;
  year: number;
  title: string;
  office: string;
  level: Level;
  shared: string[];
  collective: boolean;
  openedOn: PlainDate;
  closedOn: PlainDate | null;
  createdAt: Date;
}

/** A Vorgang. */
export interface CaseFileRow {
  id: string;
  fileId: string;
  number: string;
  title: string;
  level: Level;
  source: string | null;
  sourceRef: string | null;
  openedOn: PlainDate;
  closedOn: PlainDate | null;
  createdAt: Date;
}

/** A document with its version in force. */
export interface DocumentRow {
  id: string;
  caseFileId: string;
  no: number;
  kind: DocumentKind;
  title: string;
  ref: string;
  parentId: string | null;
  meta: Record<string, unknown>;
  day: PlainDate;
  current: number;
  checkedOutBy: string | null;
  checkedOutAt: Date | null;
  createdAt: Date;
  filename: string;
  mime: string;
  size: number;
}

export interface VersionRow {
  no: number;
  sha256: string;
  filename: string;
  mime: string;
  size: number;
  note: string | null;
  actor: Actor;
  evidenceId: string;
  at: Date;
}

/** The answer of a use case to what people can do wrong; what they may not see throws notFound(). */
export type Done<R = unknown> = ({ ok: true } & R) | { ok: false; key: string };
