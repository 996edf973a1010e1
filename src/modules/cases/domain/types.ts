import type { Permission } from '../../../kernel/access/access.ts';
import type { Lang } from '../../../kernel/i18n/i18n.ts';
import type { Principal } from '../../../kernel/session/sessions.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import type { Projection } from './fold.ts';

export type Channel = 'online' | 'counter' | 'phone' | 'paper';
export type AnswerType = 'text' | 'yes_no' | 'file' | 'text_and_file';
export type LetterKind = 'granted' | 'rejected' | 'question';

/** A case as lists show it. */
export interface CaseRow extends Projection {
  id: string;
  number: string;
  service: string;
  versionHash: string;
  office: string;
  channel: Channel;
  accountId: string | null;
  sessionId: string | null;
  enteredBy: string | null;
  subjectRef: string | null;
  lang: Lang;
  applicantName: string | null;
  receivedAt: Date;
  receivedOn: PlainDate;
  dueOn: PlainDate;
}

/** A member of staff who acts: a case of another office does not exist for them. */
export interface StaffActor {
  id: string;
  offices: string[];
  permissions: Permission[];
}

/** Who looks at a case: a principal, and for anonymous applicants their session. */
export interface Viewer {
  principal: Principal;
  sessionId?: string | undefined;
}

/** The answer of a use case to what people can do wrong; lost races throw conflict(), foreign cases notFound(). */
export type Done = { ok: true } | { ok: false; key: string };

export interface AnswerFile {
  sha256: string;
  filename: string;
  mime: string;
  size: number;
}

export interface Answer {
  text?: string | undefined;
  yes?: boolean | undefined;
  file?: AnswerFile | undefined;
  takenDown?: TakenDown | undefined;
}

export const answerChannels = ['phone', 'paper', 'counter'] as const satisfies readonly Channel[];

/** How and on which day an answer came that staff wrote down. */
export interface TakenDown {
  channel: (typeof answerChannels)[number];
  receivedOn: PlainDate;
}

export function staffActor(principal: Principal): StaffActor | undefined {
  return principal.kind === 'staff' ? { id: principal.id, offices: principal.offices, permissions: principal.permissions } : undefined;
}

/** Whether this viewer may know that the case exists. */
export function maySee(file: Pick<CaseRow, 'office' | 'accountId' | 'sessionId'>, viewer: Viewer): boolean {
  const { principal } = viewer;
  if (principal.kind === 'staff') return principal.permissions.includes('cases.work') && principal.offices.includes(file.office);
  if (principal.kind === 'citizen') return file.accountId === principal.id;
  return file.accountId === null && file.sessionId !== null && file.sessionId === viewer.sessionId;
}
