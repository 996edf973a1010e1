import { notFound } from '../../kernel/errors/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PublishedService } from '../catalogue/index.ts';
import type { FrozenAnswers } from '../forms/index.ts';
import { messagesOfCase, type Message } from '../mailbox/index.ts';
import { claimForCase, type Claim } from '../payments/index.ts';
import { processOf } from './context.ts';
import type { CaseEvent } from './domain/fold.ts';
import { openStates } from './domain/states.ts';
import { maySee, type CaseRow, type Viewer } from './domain/types.ts';
import { findCase, loadHistory, loadSubmission, queryCases, type CaseFilter } from './store.ts';
import { checkRunsOf, decisionOf, documentsOf, notesOf, questionsOf, type CaseDocument, type CheckRun, type Decision, type Note, type Question } from './store-file.ts';

/** Everything on a case. For applicants without notes and check runs. */
export interface CaseDetail {
  file: CaseRow;
  service: PublishedService;
  history: CaseEvent[];
  /** Undefined when the time of keeping is over and the content is erased. */
  submission: FrozenAnswers | undefined;
  checkRuns: CheckRun[];
  decision: Decision | undefined;
  questions: Question[];
  documents: CaseDocument[];
  notes: Note[];
  messages: Message[];
  claim: Claim | undefined;
  /** For staff: other open cases of their offices about the same subject. */
  related: { file: CaseRow; service: PublishedService }[];
}

/** Cases by filter with their number in all; the caller's filter must name whose cases may be seen (offices, account, session). */
export async function listCases(kernel: Kernel, filter: CaseFilter): Promise<{ rows: CaseRow[]; total: number }> {
  return queryCases(kernel.db, filter);
}

/** The case with everything on it; throws notFound() for whoever may not know that it exists. */
export async function loadCase(kernel: Kernel, id: string, viewer: Viewer): Promise<CaseDetail> {
  const file = await findCase(kernel.db, id);
  if (!file || !maySee(file, viewer)) throw notFound();
  const { db } = kernel;
  const staff = viewer.principal.kind === 'staff';
  const { service } = await processOf(kernel, file.versionHash);
  const [history, submission, decision, questions, documents, claim, messages] = await Promise.all([
    loadHistory(db, id), loadSubmission(db, id), decisionOf(db, id), questionsOf(db, id), documentsOf(db, id), claimForCase(db, id), messagesOfCase(db, id),
  ]);
  const [checkRuns, notes] = staff ? await Promise.all([checkRunsOf(db, id), notesOf(db, id)]) : [[], []];
  // the record's copy of a letter is for the file, not for people
  return { file, service, history, submission, checkRuns, decision, questions, documents: staff ? documents : documents.filter(({ kind }) => kind !== 'record'), notes, messages, claim, related: await relatedCases(kernel, file, viewer) };
}

async function relatedCases(kernel: Kernel, file: CaseRow, { principal }: Viewer): Promise<CaseDetail['related']> {
  if (principal.kind !== 'staff' || file.subjectRef === null) return [];
  const { rows } = await queryCases(kernel.db, { offices: principal.offices, subjectRefs: [file.subjectRef], states: openStates });
  return Promise.all(rows.filter(({ id }) => id !== file.id).map(async (other) => ({ file: other, service: (await processOf(kernel, other.versionHash)).service })));
}
