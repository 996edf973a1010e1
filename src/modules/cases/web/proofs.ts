import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { conflict, notFound } from '../../../kernel/errors/errors.ts';
import { file, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { findCase } from '../store.ts';
import { toLogIn, viewerOf } from './viewer.ts';

/** The promises an applicant may take home, with their proofs. */
export interface CaseProof { id: string; kind: (typeof proofKinds)[number]; at: Date }

const proofKinds = ['case.submitted', 'case.decided', 'letter.provided', 'letter.posted'] as const;

export async function proofsOfCase(kernel: Kernel, caseId: string): Promise<CaseProof[]> {
  const entries = await kernel.evidence.entriesOfCase(caseId);
  return entries.flatMap(({ id, kind, at }) => {
    const known = proofKinds.find((one) => one === kind);
    return known ? [{ id, kind: known, at }] : [];
  });
}

const params = z.object({ id: z.uuid(), entry: z.uuid() });

/** The two files of a proof; they exist for whoever may see the case, and only for promises of this case. Undefined from `load`: has to sign in first. */
export function registerProofDownloads(kernel: Kernel): void {
  async function load(ctx: Ctx<z.output<typeof params>>) {
    if (!(await viewerOf(kernel, ctx, ctx.params.id))) return undefined;
    const found = (await findCase(kernel.db, ctx.params.id));
    const entry = found && (await proofsOfCase(kernel, found.id)).find(({ id }) => id === ctx.params.entry);
    const proof = entry && (await kernel.evidence.proof(entry.id));
    if (!found || !entry || !proof) throw notFound();
    if (proof.state === 'pending') throw conflict('cases.proofs.pending');
    return { ...proof, name: `${found.number}-${entry.kind.replace('.', '-')}` };
  }

  kernel.http.route({
    method: 'GET',
    path: '/konto/vorgaenge/:id/nachweise/:entry',
    summary: 'The proof of a promise of this case, to be checked offline (C2SP tlog-proof)',
    access: everyone,
    mime: 'text/plain; charset=utf-8',
    params,
    async handler(ctx) {
      const loaded = await load(ctx);
      return loaded ? file({ body: Buffer.from(loaded.proof), mime: 'text/plain; charset=utf-8', name: `${loaded.name}.tlog-proof` }) : toLogIn(ctx.params.id);
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/konto/vorgaenge/:id/nachweise/:entry/inhalt',
    summary: 'The disclosed content of a promise of this case: what the proof is about, with its salt',
    access: everyone,
    mime: 'application/json',
    params,
    async handler(ctx) {
      const loaded = await load(ctx);
      return loaded ? file({ body: Buffer.from(`${JSON.stringify(loaded.disclosed, null, 2)}\n`), mime: 'application/json', name: `${loaded.name}.json` }) : toLogIn(ctx.params.id);
    },
  });
}
