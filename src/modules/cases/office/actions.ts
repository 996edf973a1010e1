import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file, redirect, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { loadCase } from '../queries.ts';
import { staffActor, type Done, type StaffActor } from '../domain/types.ts';
import { addNote } from '../use-cases/add-note.ts';
import { askApplicant } from '../use-cases/ask-applicant.ts';
import { bookPayment } from '../use-cases/book-payment.ts';
import { claimCase } from '../use-cases/claim-case.ts';
import { decideCase } from '../use-cases/decide-case.ts';
import { handOverCase } from '../use-cases/hand-over-case.ts';
import { previewLetter } from '../use-cases/preview-letter.ts';
import { retryChecks } from '../use-cases/retry-checks.ts';
import { takeToReview } from '../use-cases/take-to-review.ts';
import { withdrawQuestion } from '../use-cases/withdraw-question.ts';
import { showCase, type Typed } from './case.tsx';

const params = z.object({ id: z.uuid() });
const revision = z.coerce.number().int().min(1);
const text = z.string().max(20_000).default('');

/** Every step of a clerk is a small form of its own: POST, and back to the case. */
export function registerActions(kernel: Kernel): void {
  action(kernel, 'uebernehmen', 'Takes the case', z.object({ revision }), (actor, caseId, body) => claimCase(kernel, actor, { caseId, revision: body.revision }));
  action(kernel, 'abgeben', 'Hands the case over', z.object({ revision, an: z.union([z.uuid(), z.literal('')]) }), (actor, caseId, body) => handOverCase(kernel, actor, { caseId, revision: body.revision, to: body.an || null }));
  action(kernel, 'frage', 'Asks the applicant', z.object({ revision, frage: text, art: z.enum(['text', 'yes_no', 'file', 'text_and_file']).default('text') }), (actor, caseId, body) => askApplicant(kernel, actor, { caseId, revision: body.revision, question: body.frage, answerType: body.art }));
  action(kernel, 'frage-zuruecknehmen', 'Takes the question back', z.object({ revision }), (actor, caseId, body) => withdrawQuestion(kernel, actor, { caseId, revision: body.revision }));
  action(kernel, 'vermerk', 'Adds an internal note', z.object({ vermerk: text }), (actor, caseId, body) => addNote(kernel, actor, { caseId, text: body.vermerk }));
  action(kernel, 'pruefung', 'Runs the checks again', z.object({ revision }), (actor, caseId, body) => retryChecks(kernel, actor, { caseId, revision: body.revision }));
  action(kernel, 'selbst', 'Stops waiting and takes the case to review', z.object({ revision }), (actor, caseId, body) => takeToReview(kernel, actor, { caseId, revision: body.revision }));
  action(kernel, 'zahlung', 'Notes that the transfer has come', z.object({}), (actor, caseId) => bookPayment(kernel, actor, { caseId }));

  const decision = z.object({ revision, ergebnis: z.enum(['granted', 'rejected']).optional(), gruende: text, schritt: z.enum(['vorschau', 'entscheiden']).default('entscheiden') });
  kernel.http.route({
    method: 'POST',
    path: '/amt/vorgaenge/:id/entscheiden',
    summary: 'Previews the letter or decides the case',
    access: staff('cases.work'),
    params,
    body: decision,
    async handler(ctx) {
      const actor = actorOf(ctx);
      const { ergebnis: outcome, gruende } = ctx.body;
      const typed: Typed = { form: 'entscheiden', values: { gruende, ergebnis: outcome ?? '' } };
      if (!outcome) return showCase(kernel, ctx, ctx.params.id, { ...typed, error: 'cases.office.error.outcome' });
      if (ctx.body.schritt === 'vorschau') {
        await loadCase(kernel, ctx.params.id, { principal: ctx.principal });
        return file({ body: await previewLetter(kernel, actor, { caseId: ctx.params.id, letter: outcome, text: gruende }), mime: 'application/pdf', name: 'Vorschau.pdf', inline: true });
      }
      const done = await decideCase(kernel, actor, { caseId: ctx.params.id, revision: ctx.body.revision, outcome, reasons: gruende });
      return done.ok ? redirect(`/amt/vorgaenge/${ctx.params.id}`) : showCase(kernel, ctx, ctx.params.id, { ...typed, error: done.key });
    },
  });
}

function action<S extends z.ZodObject>(kernel: Kernel, name: string, summary: string, body: S, run: (actor: StaffActor, caseId: string, body: z.output<S>) => Promise<Done>): void {
  kernel.http.route({
    method: 'POST',
    path: `/amt/vorgaenge/:id/${name}`,
    summary,
    access: staff('cases.work'),
    params,
    body,
    async handler(ctx) {
      const done = await run(actorOf(ctx), ctx.params.id, ctx.body);
      if (done.ok) return redirect(`/amt/vorgaenge/${ctx.params.id}`);
      const values = Object.fromEntries(Object.entries(ctx.body as Record<string, unknown>).map(([key, value]) => [key, String(value)]));
      return showCase(kernel, ctx, ctx.params.id, { form: name, values, error: done.key });
    },
  });
}

function actorOf(ctx: Pick<Ctx, 'principal'>): StaffActor {
  const actor = staffActor(ctx.principal);
  if (!actor) throw notFound();
  return actor;
}
