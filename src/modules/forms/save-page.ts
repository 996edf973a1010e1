import { lockObject } from '../../kernel/objects/index.ts';
import type { Assurance } from '../../kernel/access/access.ts';
import type { Tx } from '../../kernel/db/db.ts';
import { CodedError } from '../../kernel/errors/errors.ts';
import type { UploadedFile } from '../../kernel/http/types.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { serviceVersion } from '../catalogue/index.ts';
import { formContext, modelOf } from './context.ts';
import { firstIncompletePage, nextPage, path, validatePage, type Answer, type Answers, type Author, type FieldErrors, type FormContext, type FormModel, type FormPath } from './domain/index.ts';
import { countSteps } from './drafts.ts';
import type { FileValue, RawInputs } from './fields/index.ts';
import { reviewStep } from './indicators.ts';
import { deleteUnneeded } from './objects.ts';
import { sameOwner, type DraftOwner } from './owner.ts';
import { deleteUploads, insertUpload, lockDraft, saveAnswers, type Draft } from './store.ts';
import { fileTypes } from './uploads/file-type.ts';
import { inspectObject } from './uploads/inspect.ts';

export interface SaveInput {
  draftId: string;
  owner: DraftOwner;
  page: string;
  /** The form as posted. */
  raw: RawInputs;
  files: readonly UploadedFile[];
  lang: Lang;
  assurance: Assurance;
  /** Somebody changes one answer from the review page and wants to go back there. */
  fromReview: boolean;
}

export type SaveResult =
  /** `next` undefined: everything is answered, review. */
  | { kind: 'saved'; next: string | undefined }
  /** A file was taken away; the same page again. */
  | { kind: 'stay' }
  /** The path does not allow this page; nothing was stored. */
  | { kind: 'off_path'; page: string | undefined }
  /** `inputs`: what was typed, to show it again. */
  | { kind: 'invalid'; errors: FieldErrors[]; draft: Draft; inputs: RawInputs }
  | { kind: 'submitted' }
  | { kind: 'gone' };

/** Saves a page of the form if the path allows it, and says where to go on. Unknown fields are ignored. */
export async function savePage(kernel: Kernel, input: SaveInput): Promise<SaveResult> {
  const checked = await checkFiles(kernel, input.files);
  const released: string[] = [];
  try {
    const result = await kernel.db.transaction().execute((tx) => save(kernel, tx, input, checked, released));
    return result;
  } finally {
    // what was refused, replaced or not stored after a fault is deleted unless somebody else needs it
    await deleteUnneeded(kernel, [...released, ...input.files.map(({ sha256 }) => sha256)]);
  }
}

interface CheckedFile {
  value: FileValue | undefined;
  error: string | undefined;
}

/** By field the one file sent for it, judged by its content. */
async function checkFiles(kernel: Kernel, files: readonly UploadedFile[]): Promise<Map<string, CheckedFile>> {
  const checked = new Map<string, CheckedFile>();
  for (const { field, filename, sha256, size } of files) {
    if (checked.has(field)) continue;
    const verdict = await inspectObject(kernel.objects, sha256).catch((error: unknown) => {
      // deleted under our hands by another draft with the same content
      if (error instanceof CodedError && error.code === 'OBJECT_NOT_FOUND') return { ok: false, reason: 'broken' } as const;
      throw error;
    });
    checked.set(field, verdict.ok
      ? { value: { id: uuidv7(), name: filename, size, mime: fileTypes[verdict.type], sha256 }, error: undefined }
      : { value: undefined, error: verdict.reason === 'kind' ? undefined : `forms.error.file_${verdict.reason}` });
  }
  return checked;
}

async function save(kernel: Kernel, tx: Tx, input: SaveInput, files: Map<string, CheckedFile>, released: string[]): Promise<SaveResult> {
  const draft = await lockDraft(tx, input.draftId);
  const service = draft && (await serviceVersion(kernel, draft.versionHash));
  if (!draft || !service || !sameOwner(draft.owner, input.owner)) return { kind: 'gone' };
  if (draft.submitted) return { kind: 'submitted' };
  const now = kernel.clock.now();
  const model = modelOf(service);
  const ctx: FormContext = { ...(await formContext(kernel, tx, draft, service)), lang: input.lang };
  const way = wayTo(input.page, model, draft, ctx);
  if (!way.open) return { kind: 'off_path', page: way.next };

  const author: Author = { source: input.owner.kind === 'staff' ? 'clerk' : 'applicant', assurance: input.assurance, at: now.toISOString() };
  const fileFields = (way.walked.fieldsOf.get(input.page) ?? []).filter((field) => field.type === 'file').map(({ id }) => id);
  await holdObjects(kernel, tx, fileFields, files);
  const removed = fileFields.filter((id) => input.raw[`${id}.remove`] !== undefined);
  const raw: RawInputs = { ...input.raw };
  const uploads: Record<string, FileValue> = { ...ctx.uploads };
  for (const id of fileFields) {
    if (removed.includes(id)) delete raw[id];
    const value = files.get(id)?.value;
    if (value) [raw[id], uploads[value.id]] = [value.id, value];
  }
  const result = validatePage(model, input.page, raw, draft.answers, { ...ctx, uploads }, author);
  if (!result.ok && result.reason === 'not_on_path') return { kind: 'off_path', page: result.page };
  const errors = withFileErrors(model, result.ok ? [] : result.errors, fileFields, files);

  if (errors.length === 0 && removed.length === 0 && result.ok) {
    const firstTime = !draft.done.includes(input.page);
    const done = firstTime ? [...draft.done, input.page] : draft.done;
    const following = nextPage(model, result.answers, ctx, input.page);
    const incomplete = firstIncompletePage(model, result.answers, ctx, { visited: new Set(done) });
    const next = input.fromReview || following === undefined ? incomplete : following;
    const step = next ?? reviewStep;
    const newlyReached = !draft.reached.includes(step);
    await storeUploads(tx, draft, fileFields, result.answers, now, released);
    await saveAnswers(tx, { id: draft.id, answers: result.answers, done, reached: newlyReached ? [...draft.reached, step] : draft.reached, lang: input.lang }, now);
    await countSteps(kernel, tx, draft.service, { done: firstTime ? input.page : undefined, reached: newlyReached ? step : undefined });
    return { kind: 'saved', next };
  }

  // A file is never asked for twice because of a mistake elsewhere on the page.
  const kept = keepFiles(draft.answers, { uploads, raw, removed, fileFields, errors, author });
  if (kept !== draft.answers || removed.length > 0) {
    await storeUploads(tx, draft, fileFields, kept, now, released);
    await saveAnswers(tx, { ...draft, answers: kept, done: removed.length > 0 ? draft.done.filter((page) => page !== input.page) : draft.done }, now);
  }
  if (removed.length > 0) return { kind: 'stay' };
  const inputs = { ...input.raw, ...Object.fromEntries(fileFields.map((id) => [id, (kept[id]?.value as FileValue | undefined)?.id])) };
  return { kind: 'invalid', errors, draft: { ...draft, answers: kept }, inputs };
}

/** Content that the owner of an older draft deleted a moment ago, while it was being sent again, has to be sent once more. */
async function holdObjects(kernel: Kernel, tx: Tx, fileFields: readonly string[], files: Map<string, CheckedFile>): Promise<void> {
  const sent = fileFields.flatMap((id) => files.get(id)?.value ?? []).sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  for (const { sha256 } of sent) {
    await lockObject(tx, sha256);
    if (await kernel.objects.has(sha256)) continue;
    for (const [id, file] of files) if (file.value?.sha256 === sha256) files.set(id, { value: undefined, error: 'forms.error.file_broken' });
  }
}

/** How far somebody has come, and the path they are on. */
export interface WayTo {
  /** Whether they may see and send the page. */
  open: boolean;
  /** Where they go on when they may not; undefined: to the review. */
  next: string | undefined;
  walked: FormPath;
}

/** A page is open when it is on the path and all before it are complete; the review (no page) when all are. */
export function wayTo(page: string | undefined, model: FormModel, draft: Pick<Draft, 'answers' | 'done'>, ctx: FormContext): WayTo {
  const walked = path(model, draft.answers, ctx);
  const at = page === undefined ? walked.pages.length : walked.pages.indexOf(page);
  const next = firstIncompletePage(model, draft.answers, ctx, { walked, visited: new Set(draft.done), before: at < 0 ? walked.pages.length : at });
  return { open: at >= 0 && next === undefined, next, walked };
}

function withFileErrors(model: FormModel, errors: FieldErrors[], fileFields: readonly string[], files: Map<string, CheckedFile>): FieldErrors[] {
  const found = errors.filter(({ field }) => !fileFields.includes(field) || files.get(field)?.value !== undefined || !files.has(field));
  for (const id of fileFields) {
    const file = files.get(id);
    if (!file || file.value) continue;
    const accept = (model.fields.get(id)?.field['accept'] as string[] | undefined) ?? [];
    found.push({ field: id, errors: [{ key: file.error ?? 'forms.error.file_type', params: { types: accept.join(', ').toUpperCase() } }] });
  }
  const order = [...model.fields.keys()];
  return found.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
}

function keepFiles(answers: Answers, page: { uploads: Record<string, FileValue>; raw: RawInputs; removed: string[]; fileFields: string[]; errors: FieldErrors[]; author: Author }): Answers {
  const kept: Record<string, Answer> = { ...answers };
  let changed = false;
  for (const id of page.fileFields) {
    const known = (answers[id]?.value as FileValue | undefined)?.id;
    const chosen = page.uploads[String(page.raw[id] ?? '')];
    if (page.removed.includes(id) && known !== undefined) {
      delete kept[id];
      changed = true;
    } else if (chosen && chosen.id !== known && !page.errors.some(({ field }) => field === id)) {
      kept[id] = { value: chosen, provenance: { source: page.author.source, label: `forms.provenance.${page.author.source}`, assurance: page.author.assurance, at: page.author.at } };
      changed = true;
    }
  }
  return changed ? kept : answers;
}

/** The list of uploads follows the answers: one per file field. */
async function storeUploads(tx: Tx, draft: Draft, fileFields: readonly string[], answers: Answers, now: Date, released: string[]): Promise<void> {
  for (const field of fileFields) {
    const before = draft.answers[field]?.value as FileValue | undefined;
    const after = answers[field]?.value as FileValue | undefined;
    if (before?.id === after?.id) continue;
    if (before) released.push(...(await deleteUploads(tx, draft.id, field)));
    if (after) await insertUpload(tx, draft.id, field, after, now);
  }
}
