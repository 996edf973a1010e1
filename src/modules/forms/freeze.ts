import type { Tx } from '../../kernel/db/db.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { contentHash, serviceVersion, type PublishedService } from '../catalogue/index.ts';
import { formContext, modelOf } from './context.ts';
import { summarise, validateAll, type Provenance, type SummarySection } from './domain/index.ts';
import type { FileValue } from './fields/index.ts';
import { lockDraft, markHandedOver, type Draft } from './store.ts';

/** An application as it was sent: never changed again. */
export interface FrozenAnswers {
  service: string;
  versionHash: string;
  /** SHA-256 of the canonical JSON of the form's definition. */
  formHash: string;
  answers: Record<string, { value: unknown; provenance: Provenance }>;
  /** As the applicant read it before sending, in their language. */
  sections: SummarySection[];
  uploads: { id: string; field: string; filename: string; mime: string; sha256: string; size: number }[];
  subjectRef: string | null;
  /** SHA-256 of the canonical JSON of `answers`, hex. */
  contentHash: string;
}

export type FreezeResult = { ok: true; frozen: FrozenAnswers } | { ok: false; /** Where something is missing. */ firstPage: string };

/**
 * Freezes a draft for sending: locks its row, drops what the path no longer reaches, checks everything once more. A draft the
 * caller has locked already is taken as it is.
 */
export async function freeze(tx: Tx, kernel: Kernel, draftOrId: string | Draft): Promise<FreezeResult> {
  const draft = typeof draftOrId === 'string' ? await lockDraft(tx, draftOrId) : draftOrId;
  const service = draft && (await serviceVersion(kernel, draft.versionHash));
  if (!draft || !service) throw new RangeError('There is no such draft.');
  const model = modelOf(service);
  const ctx = await formContext(kernel, tx, draft, service);
  const whole = validateAll(model, draft.answers, ctx);
  const incomplete = whole.path.pages.find((page) => !draft.done.includes(page) || (!whole.ok && page === whole.page));
  if (!whole.ok) return { ok: false, firstPage: incomplete ?? whole.page };
  if (incomplete !== undefined) return { ok: false, firstPage: incomplete };
  const uploads = Object.entries(whole.answers).flatMap(([field, { value }]) => {
    if (model.fields.get(field)?.field.type !== 'file') return [];
    const { id, name, mime, sha256, size } = value as FileValue;
    return [{ id, field, filename: name, mime, sha256, size }];
  });
  if (uploads.length > 0) await markHandedOver(tx, uploads.map(({ sha256 }) => sha256), kernel.clock.now());
  return {
    ok: true,
    frozen: {
      service: draft.service,
      versionHash: draft.versionHash,
      formHash: formHash(service),
      answers: whole.answers,
      sections: summarise(model, whole.answers, ctx, kernel.i18n.translator(draft.lang), draft.lang, whole.path),
      uploads,
      subjectRef: draft.subjectRef,
      contentHash: contentHash(whole.answers),
    },
  };
}

const formHashes = new WeakMap<object, string>();

function formHash(service: PublishedService): string {
  const form = service.compiled.form ?? {};
  const known = formHashes.get(form);
  if (known) return known;
  const hash = contentHash(form);
  formHashes.set(form, hash);
  return hash;
}
