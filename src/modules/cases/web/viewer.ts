import { notFound } from '../../../kernel/errors/errors.ts';
import { redirect, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { maySee, type Viewer } from '../domain/types.ts';
import { findCase } from '../store.ts';

/** Citizen or anonymous applicant; staff have their own pages. Undefined: has to sign in first. */
export async function viewerOf(kernel: Kernel, ctx: Ctx, caseId: string): Promise<Viewer | undefined> {
  if (ctx.principal.kind === 'staff') throw notFound();
  const viewer: Viewer = { principal: ctx.principal, sessionId: ctx.session?.id };
  const found = await findCase(kernel.db, caseId);
  if (found && maySee(found, viewer)) return viewer;
  if (ctx.principal.kind === 'anonymous') return undefined;
  throw notFound();
}

/** To the log-in, and from there to the case. */
export const toLogIn = (caseId: string) => redirect(`/konto/anmelden?weiter=${encodeURIComponent(`/konto/vorgaenge/${caseId}`)}`);
