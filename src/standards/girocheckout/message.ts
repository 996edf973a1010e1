import { amountFromWire, amountToWire } from './amount.ts';
import { outcomeOf, type Outcome } from './codes.ts';
import { isSigned, type Project } from './hash.ts';
import { isReference } from './response.ts';

/** Which project wrote: a single payment method, one with age check or Direktüberweisung, or a payment page. */
export type MessageKind = 'single' | 'single_avs' | 'paypage';

/** Fields in hash order; `!` must be there. */
const messageOrders: Record<MessageKind, string> = {
  single: 'gcReference! gcMerchantTxId! gcBackendTxId! gcAmount! gcCurrency! gcResultPayment!',
  single_avs: 'gcReference! gcMerchantTxId! gcBackendTxId! gcAmount! gcCurrency! gcResultPayment! gcResultAVS gcObvName',
  paypage: 'gcPaymethod! gcType! gcProjectId! gcReference! gcMerchantTxId! gcBackendTxId! gcAmount! gcCurrency! gcResultPayment! gcPkn gcCardnumber gcCardExpDate gcAccountHolder gcIban',
};

/**
 * What a notify or redirect says, signed but still only a hint: its fields are hashed without separators, so a payer can move
 * digits from one to the next and the hash stays right. Look the payment up by `reference`, compare with sameAsStored(), and
 * let transaction/status decide.
 */
export interface Hint {
  kind: MessageKind;
  reference: string;
  merchantTxId: string;
  backendTxId: string;
  /** Cents; canonically written on the wire. */
  amount: number;
  currency: string;
  resultPayment: string;
  outcome: Outcome;
  /** Payment page only: how it was paid, and through which project. */
  paymethod?: string;
  type?: string;
  projectId?: string;
}

export type ReadMessage =
  | { ok: true; hint: Hint }
  | { ok: false; key: 'girocheckout.error.malformed' | 'girocheckout.error.doubled' | 'girocheckout.error.missing' | 'girocheckout.error.hash' | 'girocheckout.error.not_canonical'; field?: string };

/**
 * Reads the query of a notify or redirect as it came ("gcReference=…&gcHash=…", with or without "?"); other parameters beside
 * the gc fields are the caller's own and left alone. Refused: a broken encoding, a field twice, a missing one, a wrong hash, and values no
 * genuine message has (a reference that is no UUID, an amount with a leading zero, a result that is not four digits).
 */
export function readMessage(project: Project, kind: MessageKind, query: string): ReadMessage {
  const fields = decode(query.replace(/^\?/, ''));
  if ('key' in fields) return { ok: false, ...fields };
  const order = messageOrders[kind].split(' ').map((word) => ({ name: word.replace('!', ''), mandatory: word.endsWith('!') }));
  // An attempt that failed early has no id at the bank yet: that field may be empty, but it is there.
  const absent = [...order, { name: 'gcHash', mandatory: true }].find(({ name, mandatory }) => mandatory && (name === 'gcBackendTxId' ? !fields.values.has(name) : !fields.values.get(name)));
  if (absent) return { ok: false, key: 'girocheckout.error.missing', field: absent.name };
  const value = (name: string): string => fields.values.get(name) ?? '';
  const message = order.map(({ name }) => value(name)).join('');
  if (!isSigned(project, message, value('gcHash'))) return { ok: false, key: 'girocheckout.error.hash' };
  const amount = amountFromWire(value('gcAmount'));
  const wrong = notCanonical(kind, value);
  if (wrong !== null || amount === null) return { ok: false, key: 'girocheckout.error.not_canonical', field: wrong ?? 'gcAmount' };
  const page = kind === 'paypage' ? { paymethod: value('gcPaymethod'), type: value('gcType'), projectId: value('gcProjectId') } : {};
  const resultPayment = value('gcResultPayment');
  const hint = { kind, reference: value('gcReference'), merchantTxId: value('gcMerchantTxId'), backendTxId: value('gcBackendTxId'), amount, currency: value('gcCurrency') };
  return { ok: true, hint: { ...hint, resultPayment, outcome: outcomeOf(resultPayment), ...page } };
}

/** The first field that is not written as the vendor writes it. Fixed lengths and alphabets close all borders but merchantTxId | backendTxId | amount. */
function notCanonical(kind: MessageKind, value: (name: string) => string): string | null {
  const shapes: [string, RegExp][] = [['gcCurrency', /^[A-Z]{3}$/], ['gcResultPayment', /^\d{4}$/], ['gcResultAVS', /^(?:\d{4})?$/]];
  const page: [string, RegExp][] = kind === 'paypage' ? [['gcPaymethod', /^[1-9]\d{0,2}$/], ['gcType', /^(?:SALE|AUTH)$/], ['gcProjectId', /^[1-9]\d*$/]] : [];
  if (!isReference(value('gcReference'))) return 'gcReference';
  return [...page, ...shapes].find(([name, shape]) => !shape.test(value(name)))?.[0] ?? null;
}

/** What was stored before the first call, and after it (`reference`). */
export interface Stored {
  /** Null while the answer of init or start is not there: then merchantTxId, of fixed length, has to carry the look-up. */
  reference: string | null;
  merchantTxId: string;
  /** Cents. */
  amount: number;
  currency: string;
}

export type Compared = { ok: true } | { ok: false; key: 'girocheckout.error.not_as_stored'; field: keyof Stored };

/**
 * The other half of the signature: every value must be, byte for byte, the one we stored. Catches moved field borders, other
 * amounts and currencies, and messages of one payment sent to another. For hints and for answers of transaction/status.
 */
export function sameAsStored(said: { reference: string; merchantTxId: string; amount: number; currency: string }, stored: Stored): Compared {
  const bytes: [keyof Stored, string | null, string | null][] = [
    ['reference', said.reference, stored.reference ?? said.reference],
    ['merchantTxId', said.merchantTxId, stored.merchantTxId],
    ['amount', amountToWire(said.amount), amountToWire(stored.amount)],
    ['currency', said.currency, stored.currency],
  ];
  const wrong = bytes.find(([, a, b]) => a === null || b === null || a !== b);
  return wrong ? { ok: false, key: 'girocheckout.error.not_as_stored', field: wrong[0] } : { ok: true };
}

/**
 * A merchantTxId that resists shifting: fixed length, no digit at either end ("p-" + 32 hexadecimal digits of a UUID + "-x").
 * Throws a RangeError for what is no UUID.
 */
export function transactionIdOf(uuid: string): string {
  if (!isReference(uuid)) throw new RangeError('A merchantTxId is made from a UUID');
  return `p-${uuid.replaceAll('-', '').toLowerCase()}-x`;
}

type Decoded = { values: Map<string, string> } | { key: 'girocheckout.error.malformed' } | { key: 'girocheckout.error.doubled'; field: string };

function decode(query: string): Decoded {
  const values = new Map<string, string>();
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    try {
      const name = decodeURIComponent((at < 0 ? part : part.slice(0, at)).replaceAll('+', ' '));
      if (!name.startsWith('gc')) continue;
      if (values.has(name)) return { key: 'girocheckout.error.doubled', field: name };
      values.set(name, at < 0 ? '' : decodeURIComponent(part.slice(at + 1).replaceAll('+', ' ')));
    } catch {
      return { key: 'girocheckout.error.malformed' };
    }
  }
  return { values };
}
