import type { Tx } from '../../kernel/db/db.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Session } from '../../kernel/session/sessions.ts';
import type { PublishedService } from '../catalogue/index.ts';
import { formContext, modelOf } from './context.ts';
import { path, prefill, type PrefillEntry } from './domain/index.ts';
import { counters } from './indicators.ts';
import { deleteUnneeded } from './objects.ts';
import { sameOwner, type Channel, type DraftOwner } from './owner.ts';
import { deleteDraft, insertDraft, lockDraft, type Draft } from './store.ts';

export interface BeginInput {
  service: PublishedService;
  owner: DraftOwner;
  channel: Channel;
  subjectRef: string | null;
  lang: Lang;
  /** Whose profile fills in what it can; nobody's when staff write for somebody. */
  session: Session;
}

/** Makes a draft of the given version, filled in as far as account and subject know the answers. */
export async function beginDraft(kernel: Kernel, input: BeginInput): Promise<{ id: string; firstPage: string }> {
  const now = kernel.clock.now();
  const model = modelOf(input.service);
  const draft: Draft = {
    id: uuidv7(),
    service: input.service.key,
    versionHash: input.service.hash,
    owner: input.owner,
    channel: input.channel,
    subjectRef: input.subjectRef,
    answers: {},
    reached: [],
    done: [],
    lang: input.lang,
    revision: 0,
    createdAt: now,
    updatedAt: now,
    submitted: null,
  };
  const ctx = await formContext(kernel, kernel.db, draft, input.service);
  draft.answers = prefill(model, {}, await entries(kernel, input, ctx.subject), ctx, now.toISOString());
  const firstPage = path(model, draft.answers, ctx).pages[0] ?? model.definition.pages[0]!.id;
  draft.reached = [firstPage];
  await kernel.db.transaction().execute(async (tx) => {
    await insertDraft(tx, draft);
    await kernel.indicators.count(tx, counters.reach, `${draft.service}/${firstPage}`);
    await kernel.indicators.count(tx, counters.start, draft.service);
  });
  return { id: draft.id, firstPage };
}

async function entries(kernel: Kernel, { session }: BeginInput, subject: Readonly<Record<string, unknown>> | undefined): Promise<Record<string, PrefillEntry>> {
  const known: Record<string, PrefillEntry> = {};
  if (session.principal.kind === 'citizen') {
    for (const [name, source] of kernel.parts.prefillSources()) {
      for (const [field, { value, label, assurance }] of Object.entries(await source.load(kernel.db, session))) known[`${name}.${field}`] = { value, source: 'account', label, assurance };
    }
  }
  for (const [field, value] of Object.entries(subject ?? {})) known[`subject.${field}`] = { value, source: 'subject', label: 'forms.provenance.subject', assurance: 'basis' };
  return known;
}

/** Gives up an application: nothing of it stays. False when there was nothing to give up. */
export async function abortDraft(kernel: Kernel, id: string, owner: DraftOwner): Promise<boolean> {
  const hashes = await kernel.db.transaction().execute(async (tx) => {
    const draft = await lockDraft(tx, id);
    if (!draft || !sameOwner(draft.owner, owner) || draft.submitted) return undefined;
    const objects = await deleteDraft(tx, id);
    await kernel.indicators.count(tx, counters.abort, draft.service);
    return objects;
  });
  if (hashes) await deleteUnneeded(kernel, hashes);
  return hashes !== undefined;
}

/** Counts pages met or finished for the first time in this draft; after all other statements, because counters are shared rows. */
export async function countSteps(kernel: Kernel, tx: Tx, service: string, steps: { done?: string | undefined; reached?: string | undefined }): Promise<void> {
  if (steps.done !== undefined) await kernel.indicators.count(tx, counters.page, `${service}/${steps.done}`);
  if (steps.reached !== undefined) await kernel.indicators.count(tx, counters.reach, `${service}/${steps.reached}`);
}
