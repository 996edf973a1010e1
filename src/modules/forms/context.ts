import type { Db, Tx } from '../../kernel/db/db.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { serviceVersion, type PublishedService } from '../catalogue/index.ts';
import { formModel, type Answers, type FormContext, type FormModel } from './domain/index.ts';
import type { FileValue } from './fields/index.ts';
import { draftById, type Draft } from './store.ts';

/** A draft with the version it is pinned to. */
export interface LoadedDraft {
  draft: Draft;
  service: PublishedService;
}

export async function loadDraft(kernel: Kernel, id: string): Promise<LoadedDraft | undefined> {
  const draft = await draftById(kernel.db, id);
  const service = draft && (await serviceVersion(kernel, draft.versionHash));
  return draft && service ? { draft, service } : undefined;
}

/** What the form's conditions and checks may look at: the day, the subject, this draft's own uploads. */
export async function formContext(kernel: Kernel, db: Db | Tx, draft: Pick<Draft, 'subjectRef' | 'answers' | 'lang'>, service: PublishedService): Promise<FormContext> {
  const name = service.compiled.process?.subject;
  const subject = name && draft.subjectRef !== null ? await kernel.parts.getSubject(name).load(db, draft.subjectRef) : undefined;
  return { today: kernel.clock.today(), subject, lang: draft.lang, uploads: uploadsIn(modelOf(service), draft.answers) };
}

/** What the application is about, in its holder's words; undefined when it is about nothing of its own, or that is gone. */
export async function subjectName(kernel: Kernel, draft: Pick<Draft, 'subjectRef'>, service: PublishedService): Promise<string | undefined> {
  const name = service.compiled.process?.subject;
  if (!name || draft.subjectRef === null) return undefined;
  const part = kernel.parts.getSubject(name);
  const values = await part.load(kernel.db, draft.subjectRef);
  return values && part.nameOf(values);
}

export const modelOf = (service: PublishedService): FormModel => formModel(service.compiled);

/** Only the server writes answers of file fields, so they are the list of this draft's uploads. */
export function uploadsIn(model: FormModel, answers: Answers): Record<string, FileValue> {
  const uploads: Record<string, FileValue> = {};
  for (const [id, { field }] of model.fields) {
    const value = field.type === 'file' ? (answers[id]?.value as FileValue | undefined) : undefined;
    if (value) uploads[value.id] = value;
  }
  return uploads;
}
