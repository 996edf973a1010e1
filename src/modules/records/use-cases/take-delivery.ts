import { executeLater, statement, type Tx } from '../../../kernel/db/db.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { deliverySchema, fingerprint, type Delivery, type Receipt, type Refusal } from '../domain/delivery.ts';
import { fileKind } from '../domain/file-kind.ts';
import { filingPlan } from '../plan.ts';
import { deliveryOfKey, type DeliveringClient, type EarlierDelivery } from '../store/clients.ts';
import { fileAt, fileInto, type Filing } from './file-whole.ts';

type Outcome<R> = ({ ok: true } & R) | ({ ok: false } & Refusal);

/** What a delivery says of itself, checked; `known`: it was filed before, under the same key (`earlier`). */
export function readAnnouncement(kernel: Kernel, client: DeliveringClient, earlier: EarlierDelivery | undefined, raw: unknown): Outcome<{ delivery: Delivery; known?: Receipt }> {
  const parsed = deliverySchema.safeParse(raw);
  if (!parsed.success) return { ok: false, error: 'announcement_invalid', problems: parsed.error.issues.slice(0, 20).map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
  const delivery = parsed.data;
  if (!filingPlan(kernel).positions.has(delivery.position)) return { ok: false, error: 'position_unknown', position: delivery.position };
  if (!client.positions.includes(delivery.position)) return { ok: false, error: 'position_not_allowed', position: delivery.position };
  if (!earlier) return { ok: true, delivery };
  return earlier.fingerprint.equals(fingerprint(delivery)) ? { ok: true, delivery, known: earlier.receipt } : { ok: false, error: 'key_used' };
}

/** Bytes that lie in the store, as announced. */
export interface Taken {
  mime: string;
}

/**
 * Streams the bytes of one document into the store and checks them at the door: what is too long ends there, what has
 * another hash is not kept.
 */
export async function takeDocument(kernel: Kernel, announced: Delivery['documents'][number], bytes: AsyncIterable<Uint8Array>): Promise<Outcome<Taken>> {
  let head: Uint8Array = new Uint8Array();
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      if (head.byteLength < 4096) head = Buffer.concat([head, chunk.subarray(0, 4096)]);
      yield chunk;
    }
  }
  try {
    await kernel.objects.put(watched(), { expect: { sha256: announced.sha256, size: announced.size } });
  } catch (error) {
    const fault = error instanceof CodedError ? otherBytes[error.code] : undefined;
    if (fault) return { ok: false, error: fault, document: announced.id };
    const refusal = storeRefusal(error);
    if (refusal) return { ok: false, ...refusal };
    throw error;
  }
  return { ok: true, mime: fileKind(head, announced.filename) };
}

/** What the store says of bytes that are not the announced ones; it keeps nothing of them. */
const otherBytes: Readonly<Record<string, 'hash_mismatch' | 'size_mismatch' | undefined>> = { OBJECT_OTHER_SIZE: 'size_mismatch', OBJECT_OTHER_CONTENT: 'hash_mismatch' };

/** A store that is full or does not answer is nobody's mistake: the program comes again with the same key. */
function storeRefusal(error: unknown): { error: 'store_full' | 'store_unavailable' } | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof CodedError && error.code === 'OBJECT_STORE_FULL') return { error: 'store_full' };
  if (error instanceof CodedError && error.code.startsWith('OBJECT_')) return { error: 'store_unavailable' };
  return 'code' in error && ['EIO', 'EROFS', 'EACCES', 'ENOENT', 'ENOTDIR', 'ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH'].includes(String(error.code)) ? { error: 'store_unavailable' } : undefined;
}

/** Files a delivery whose bytes all lie in the store: case file, documents, proof and receipt in one transaction. */
export async function fileDelivery(kernel: Kernel, client: DeliveringClient, key: string, delivery: Delivery, taken: ReadonlyMap<string, Taken>): Promise<Receipt> {
  const today = kernel.clock.today();
  const filing: Filing = {
    source: `client:${client.id}`, ref: delivery.reference ?? `key:${key}`, position: delivery.position, office: client.office, title: delivery.title, otherNumbers: delivery.reference === undefined ? [] : [delivery.reference],
    openedOn: delivery.day ?? today, closedOn: null, accountId: null, actor: { kind: 'client', id: client.id },
    documents: delivery.documents.map((document) => ({
      ref: document.id, kind: document.kind, title: document.title, filename: document.filename, mime: taken.get(document.id)!.mime, sha256: document.sha256, size: document.size, day: document.day ?? today, ...(document.meta ? { meta: document.meta } : {}),
    })),
  };
  return fileAt(kernel, filing, async (tx, place) => {
    const filed = await fileInto(tx, kernel, filing, place);
    const id = uuidv7();
    const at = kernel.clock.now();
    const evidence = filed.evidence ?? (await receiptProof(tx, kernel, id, filed.caseFileId));
    const receipt: Receipt = {
      delivery: id, received_at: at.toISOString(), case_file: { id: filed.caseFileId, number: filed.number },
      documents: filed.documents.map((row) => ({ id: row.ref, document: row.id, no: row.no, version: row.version, sha256: row.sha256, size: row.size })),
      evidence: { entry: evidence.id, leaf: evidence.leaf },
    };
    await executeLater(tx, statement`insert into records.delivery (id, client_id, key, fingerprint, case_file_id, receipt, at) values (${id}, ${client.id}, ${key}, ${fingerprint(delivery)}, ${filed.caseFileId}, ${JSON.stringify(receipt)}::jsonb, ${at})`);
    return receipt;
  }, {
    // under a key of its own nothing lies there yet: that was asked before the bytes came
    surelyNew: delivery.reference === undefined,
    // somebody else has filed the same delivery: ours is undone, theirs is the receipt
    overtaken: async () => (await deliveryOfKey(kernel.db, client.id, key))?.receipt,
  });
}

/** Everything lay there already: the delivery is still something that was received. */
async function receiptProof(tx: Tx, kernel: Kernel, delivery: string, caseFileId: string): Promise<{ id: string; leaf: string }> {
  const { id, leaf } = await kernel.evidence.append(tx, { kind: 'records.delivered', ownerId: caseFileId, content: { delivery, case_file: caseFileId, day: kernel.clock.today() } });
  return { id, leaf: leaf.toString('hex') };
}
