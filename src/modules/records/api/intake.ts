import * as z from 'zod';
import { clientOf } from '../../../kernel/access/access.ts';
import { HttpProblem, notFound } from '../../../kernel/errors/errors.ts';
import { json, type Answer, type Ctx, type IncomingPart } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { deliveryLimits, deliverySchema, receiptSchema, type Receipt, type Refusal } from '../domain/delivery.ts';
import { filingPlan } from '../plan.ts';
import { clientOfKey } from '../store/clients.ts';
import { keyHashOf } from '../use-cases/manage-clients.ts';
import { fileDelivery, readAnnouncement, takeDocument, type Taken } from '../use-cases/take-delivery.ts';

const access = clientOf('records');

const status: Record<Refusal['error'], number> = {
  announcement_missing: 422, announcement_invalid: 422, key_missing: 400, key_used: 409, position_unknown: 422, position_not_allowed: 403, hash_mismatch: 422, size_mismatch: 422,
  document_missing: 422, document_unknown: 422, document_twice: 422, store_full: 507, store_unavailable: 503,
};

/** For specialist procedures: files what they deliver, whole or not at all, and gives a receipt with its proof. */
export function registerIntake(kernel: Kernel): void {
  kernel.http.route({
    method: 'POST',
    path: '/api/v1/records/deliveries',
    summary: 'Delivers documents: first the part "delivery" (JSON), then one part per document, named by its id. 201: filed; 200: was filed before under this key; anything else: nothing of it is filed',
    access,
    headers: { 'Idempotency-Key': 'Names this delivery, at most 200 characters. Sent again with the same content it gives the same receipt, with other content 409' },
    streamed: true,
    body: z.object({ delivery: deliverySchema }),
    answer: receiptSchema,
    async handler(ctx) {
      const key = /^[\x21-\x7e]{1,200}$/.exec(ctx.incoming.header('idempotency-key') ?? '')?.[0];
      const client = await authenticate(kernel, ctx, key);
      if (key === undefined) return refused({ error: 'key_missing' });
      return receive(kernel, client, key, ctx.incoming.parts({ maxFiles: deliveryLimits.documents, maxFieldBytes: deliveryLimits.announcementBytes }));
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/api/v1/records/deliveries/:key',
    summary: 'The receipt of a delivery by its Idempotency-Key',
    access,
    params: z.object({ key: z.string().regex(/^[\x21-\x7e]{1,200}$/) }),
    answer: receiptSchema,
    async handler(ctx) {
      const { earlier } = await authenticate(kernel, ctx, ctx.params.key);
      if (!earlier) throw notFound();
      return json(earlier.receipt);
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/api/v1/records/positions',
    summary: 'Where this program may file',
    access,
    answer: z.object({ positions: z.array(z.object({ key: z.string(), title: z.string(), retention_years: z.int() })) }),
    async handler(ctx) {
      const client = await authenticate(kernel, ctx);
      const plan = filingPlan(kernel);
      return json({ positions: client.positions.flatMap((key) => { const position = plan.positions.get(key); return position ? [{ key, title: position.title.de, retention_years: position.retentionYears }] : []; }) });
    },
  });
}

type Authenticated = NonNullable<Awaited<ReturnType<typeof clientOfKey>>>;

/** 401 for whatever is no living key; who guesses is slowed down. `deliveryKey`: of the delivery it is about. */
async function authenticate(kernel: Kernel, ctx: Pick<Ctx, 'incoming' | 'withinLimit'>, deliveryKey?: string): Promise<Authenticated> {
  const hash = keyHashOf(ctx.incoming.header('authorization'));
  const client = hash && (await clientOfKey(kernel.db, hash, deliveryKey));
  if (client) return client;
  if (!(await ctx.withinLimit({ bucket: 'records.key', max: 30, seconds: 60 }))) throw new HttpProblem(429, 'kernel.error.too_many');
  throw new HttpProblem(401, 'kernel.error.login');
}

async function receive(kernel: Kernel, client: Authenticated, key: string, parts: AsyncIterable<IncomingPart>): Promise<Answer> {
  let announced: Extract<ReturnType<typeof readAnnouncement>, { ok: true }> | undefined;
  const taken = new Map<string, Taken>();
  for await (const part of parts) {
    if ('value' in part) {
      if (part.name !== 'delivery' || announced) continue;
      const read = readAnnouncement(kernel, client, client.earlier, parseJson(part.value));
      if (!read.ok) return refused(read);
      if (read.known) return json(read.known satisfies Receipt);
      announced = read;
      continue;
    }
    if (!announced) return refused({ error: 'announcement_missing' });
    const document = announced.delivery.documents.find(({ id }) => id === part.name);
    if (!document) return refused({ error: 'document_unknown', document: part.name.slice(0, 100) });
    if (taken.has(document.id)) return refused({ error: 'document_twice', document: document.id });
    const outcome = await takeDocument(kernel, document, part.stream);
    if (!outcome.ok) return refused(outcome);
    taken.set(document.id, outcome);
  }
  if (!announced) return refused({ error: 'announcement_missing' });
  const missing = announced.delivery.documents.find(({ id }) => !taken.has(id));
  if (missing) return refused({ error: 'document_missing', document: missing.id });
  return json(await fileDelivery(kernel, client, key, announced.delivery, taken), 201);
}

function refused({ error, ...details }: Refusal & { ok?: false }): Answer {
  const { ok: _ok, ...rest } = details as { ok?: false };
  return json({ error, ...rest }, status[error]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
