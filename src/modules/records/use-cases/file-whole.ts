import type { Tx } from '../../../kernel/db/db.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { partsOf, type PlainDate } from '../../../kernel/time/index.ts';
import { hasText } from '../domain/file-kind.ts';
import { fillNumber } from '../domain/numbers.ts';
import type { Actor, DocumentKind, FileRow, Level } from '../domain/types.ts';
import { filingPlan, positionOf } from '../plan.ts';
import { scopeOf } from '../rights.ts';
import { nextSerial } from '../serial.ts';
import { caseFilePlace, currentVersions, holdFile, lockCaseFile, placeInCollective, type FilingTarget } from '../store/filing.ts';
import { insertCaseFile, insertDocuments, insertEvent, insertFile, insertText, insertVersions, type NewDocument, type NewVersion } from '../store/write.ts';

/** One document of a filing; its bytes are in the object store already. */
export interface FilingDocument {
  /** Names the thing within the case file: filing it again is no new document, with other bytes it is a new version. */
  ref: string;
  kind: DocumentKind;
  title: string;
  filename: string;
  mime: string;
  sha256: string;
  size: number;
  day: PlainDate;
  /** `ref` of the document it came with. */
  parent?: string;
  meta?: Record<string, unknown>;
  note?: string;
}

export interface Filing {
  /** Who files, and what this is there: the same pair is filed once. */
  source: string;
  ref: string;
  position: string;
  office: string;
  level?: Level;
  title: string;
  /** Numbers the case file has elsewhere. */
  otherNumbers: readonly string[];
  openedOn: PlainDate;
  closedOn: PlainDate | null;
  accountId: string | null;
  documents: readonly FilingDocument[];
  actor: Actor;
}

export interface Filed {
  caseFileId: string;
  number: string;
  documents: { id: string; ref: string; no: number; version: number; sha256: string; size: number }[];
  /** The entry that commits to what was filed now; undefined when everything lay there already. */
  evidence: { id: string; leaf: string } | undefined;
}

/** What is fixed before the transaction: the case file, if this was filed before; otherwise the collective file and a number. */
export interface Place {
  file: FileRow & { scopeId: number };
  number: string;
  caseFileId?: string;
}

/**
 * Runs a filing in a transaction of its own, at its place. Whoever is overtaken (somebody filed the same meanwhile, or changed
 * who may read the file) does it again on what is there then, unless `overtaken` finds that nothing is left to do.
 */
export async function fileAt<R>(kernel: Kernel, filing: Filing, work: (tx: Tx, place: Place) => Promise<R>, options: { surelyNew?: boolean; overtaken?: () => Promise<R | undefined> } = {}): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    const known = options.surelyNew && attempt === 1 ? undefined : await caseFilePlace(kernel.db, filing.source, filing.ref);
    const place = known ?? (await placeOfNew(kernel, filing));
    try {
      return await kernel.db.transaction().execute((tx) => work(tx, place));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === '23505' || error.code === '23503'))) throw error;
      const done = await options.overtaken?.();
      if (done !== undefined) return done;
      if (attempt === 3) throw error;
    }
  }
}

/** Finds or opens the file of the year, and takes a number. Its own small transactions: nobody waits for a filing. */
async function placeOfNew(kernel: Kernel, filing: Filing): Promise<Place> {
  const position = positionOf(kernel, filing.position);
  const plan = filingPlan(kernel);
  const year = partsOf(filing.openedOn).year;
  const find = () => placeInCollective(kernel.db, position.key, filing.office, year);
  let place = await find();
  if (!place) {
    await openCollective(kernel, position.key, filing.office, year);
    place = (await find())!;
  }
  return { file: place.file, number: fillNumber(plan.numbers.caseFile, { file: place.file.number, year, serial: place.serial }) };
}

async function openCollective(kernel: Kernel, position: string, office: string, year: number): Promise<void> {
  const plan = filingPlan(kernel);
  const number = fillNumber(plan.numbers.file, { position, year, serial: await nextSerial(kernel.db, `file:${position}:${year}`) });
  const at = kernel.clock.now();
  const today = kernel.clock.today();
  await kernel.db.transaction().execute(async (tx) => {
    const file: FileRow = { id: uuidv7(), number, position, year, title: `${positionOf(kernel, position).title.de} ${year}`, office, level: 'normal', shared: [], collective: true, openedOn: today, closedOn: null, createdAt: at };
    const scopeId = await scopeOf(tx, file);
    // two at once: the second finds the first one's
    if (await insertFile(tx, { ...file, scopeId })) await insertEvent(tx, { fileId: file.id, kind: 'file_opened', data: { number }, actor: { kind: 'system', id: null }, at });
  });
}

/**
 * Files everything or nothing, in the caller's transaction: case file, documents, versions, proof, history, and the jobs
 * that read the texts. Any number of times: what lies there already is left alone, other bytes become the next version.
 */
export async function fileInto(tx: Tx, kernel: Kernel, filing: Filing, { file, number, caseFileId }: Place): Promise<Filed> {
  if (filing.documents.length === 0) throw new CodedError('RECORDS_EMPTY', 'Nothing is given to file');
  if (caseFileId !== undefined) return fileDocuments(tx, kernel, { id: caseFileId, fileId: file.id, number, position: file.position }, filing.documents, filing.actor);
  const at = kernel.clock.now();
  const level = filing.level ?? 'normal';
  // an own level needs the file as it is now
  const scopeId = level === 'normal' ? file.scopeId : await scopeOf(tx, await holdFile(tx, file.id), level);
  const target = { id: uuidv7(), fileId: file.id, number, position: file.position };
  await insertCaseFile(tx, { ...target, otherNumbers: filing.otherNumbers, title: filing.title, level, scopeId, asFile: level === 'normal', source: filing.source, sourceRef: filing.ref, accountId: filing.accountId, openedOn: filing.openedOn, closedOn: filing.closedOn, at }, file.position);
  await insertEvent(tx, { fileId: file.id, caseFileId: target.id, kind: 'case_file_opened', data: { number }, actor: filing.actor, at });
  return fileDocuments(tx, kernel, target, filing.documents, filing.actor, scopeId);
}

/** Adds documents to a case file; the same rules as for a whole filing. `freshScope`: it was made in this transaction. */
export async function fileDocuments(tx: Tx, kernel: Kernel, target: FilingTarget, given: readonly FilingDocument[], actor: Actor, freshScope?: number): Promise<Filed> {
  const at = kernel.clock.now();
  const scopeId = freshScope ?? (await lockCaseFile(tx, target.id));
  const known = freshScope === undefined ? await currentVersions(tx, target.id) : new Map<string, never>();
  let no = Math.max(0, ...[...known.values()].map((row) => row.no));
  const ids = new Map([...known].map(([ref, row]) => [ref, row.id]));
  const documents: NewDocument[] = [];
  const versions: Omit<NewVersion, 'evidenceId'>[] = [];
  const filed: Filed['documents'] = [];
  for (const entry of given) {
    const there = known.get(entry.ref);
    const id = there?.id ?? uuidv7();
    ids.set(entry.ref, id);
    const version = there === undefined ? 1 : there.sha256 === entry.sha256 ? there.current : there.current + 1;
    if (!there) documents.push({ id, caseFileId: target.id, no: ++no, kind: entry.kind, title: entry.title, scopeId, ref: entry.ref, parentId: entry.parent === undefined ? null : (ids.get(entry.parent) ?? null), meta: entry.meta ?? {}, day: entry.day, at });
    if (there?.sha256 !== entry.sha256) versions.push({ documentId: id, no: version, sha256: entry.sha256, filename: entry.filename, mime: entry.mime, size: entry.size, note: entry.note ?? null, actor, at });
    filed.push({ id, ref: entry.ref, no: there?.no ?? no, version, sha256: entry.sha256, size: entry.size });
  }
  if (versions.length === 0) return { caseFileId: target.id, number: target.number, documents: filed, evidence: undefined };
  const evidence = await kernel.evidence.append(tx, {
    kind: 'records.filed',
    // whose opening it is: with the case file its proof's salt is destroyed, never with the account
    ownerId: target.id,
    content: { case_file: target.id, number: target.number, versions: versions.map((row) => ({ document: row.documentId, no: row.no, sha256: row.sha256, size: row.size })), day: kernel.clock.today() },
  });
  await insertDocuments(tx, documents, target.position);
  await insertVersions(tx, versions.map((row) => ({ ...row, evidenceId: evidence.id })));
  await insertEvent(tx, { fileId: target.fileId, caseFileId: target.id, ...(versions.length === 1 ? { documentId: versions[0]!.documentId } : {}), kind: 'filed', data: { evidence: evidence.id, versions: versions.map((row) => ({ document: row.documentId, no: row.no })) }, actor, at });
  for (const { documentId, no, mime } of versions) {
    if (hasText(mime)) await kernel.jobs.enqueue(tx, 'records.read', { documentId, no });
    else await insertText(tx, documentId, no, { state: 'none', text: '', pages: 0 });
  }
  return { caseFileId: target.id, number: target.number, documents: filed, evidence: { id: evidence.id, leaf: evidence.leaf.toString('hex') } };
}

/** Files in a transaction of its own. */
export async function fileWhole(kernel: Kernel, filing: Filing): Promise<Filed> {
  return fileAt(kernel, filing, (tx, place) => fileInto(tx, kernel, filing, place));
}
