import { amountToWire } from './amount.ts';
import { hmac, type Project } from './hash.ts';
import { fieldsOf, pathOf, type Call, type CallValues } from './orders.ts';

export interface SignedRequest {
  ok: true;
  /** Below the base URL, which the caller knows: "transaction/status". */
  path: string;
  /** Hashed fields in order, then the hash, then unhashed ones. */
  fields: [name: string, value: string][];
  /** application/x-www-form-urlencoded, UTF-8, as the documentation asks. */
  body: string;
  contentType: 'application/x-www-form-urlencoded; charset=utf-8';
}

export interface RequestProblem {
  key:
    | 'girocheckout.error.missing' | 'girocheckout.error.unknown_field' | 'girocheckout.error.amount' | 'girocheckout.error.currency' | 'girocheckout.error.url'
    | 'girocheckout.error.too_long' | 'girocheckout.error.characters' | 'girocheckout.error.choice' | 'girocheckout.error.number';
  field: string;
}

export type BuiltRequest = SignedRequest | { ok: false; problems: RequestProblem[] };

/** Sent after the hash and not part of it. */
export type Unsigned = Partial<Record<'sourceId' | 'userAgent' | 'orderId' | 'customerId', string>>;

const amounts = ['amount', 'minamount', 'maxamount'];
const urls = ['urlRedirect', 'urlNotify', 'successUrl', 'backUrl', 'failUrl', 'notifyUrl'];
const choices: Record<string, readonly string[]> = { type: ['SALE', 'AUTH'], pagetype: ['0', '1', '2'], single: ['0', '1', '2'], mandateSequence: ['1', '2', '3', '4'] };
const lengths: Record<string, number> = { merchantTxId: 255, kassenzeichen: 255, organization: 70, informationText: 300, mandateReference: 35, mandateReceiverName: 35 };
const multiline = new Set(['description', 'informationText', 'basket', 'billingAddress', 'shippingAddress', 'customerInfo']);
/** § "merchantTxId" of the documentation, with the hyphen that practice and the sandbox allow. */
const transactionId = /^[\p{L}0-9&=+,:;._!?#/|-]+$/u;

/**
 * A request, signed with the project's first password: HMAC-MD5 over the values that are sent and not empty, in the order of
 * the call, without separators. Text is normalised to NFC first, because "ü" in two spellings has two hashes.
 */
export function buildRequest<C extends Call>(project: Project, call: C, values: CallValues<C>, unsigned: Unsigned = {}): BuiltRequest {
  const problems: RequestProblem[] = [];
  const given = { merchantId: project.merchantId, projectId: project.projectId, ...values } as Record<string, unknown>;
  const order = [{ name: 'merchantId', mandatory: true }, { name: 'projectId', mandatory: true }, ...fieldsOf(call)];
  for (const field of Object.keys(given)) if (!order.some(({ name }) => name === field)) problems.push({ key: 'girocheckout.error.unknown_field', field });
  const signed: [string, string][] = [];
  for (const { name, mandatory } of order) {
    const value = toText(name, given[name]);
    const key = value === '' ? (mandatory || amountNeeded(call, name, given) ? 'girocheckout.error.missing' : null) : problemOf(call, name, value);
    if (key) problems.push({ key, field: name });
    else if (value !== '' && value !== null) signed.push([name, value]);
  }
  if (problems.length > 0) return { ok: false, problems };
  const hash = hmac(project.passwords[0], signed.map(([, value]) => value).join(''));
  const extra = Object.entries(unsigned).filter((entry): entry is [string, string] => entry[1] !== '');
  const fields: [string, string][] = [...signed, ['hash', hash], ...extra];
  return { ok: true, path: pathOf(call), fields, body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded; charset=utf-8' };
}

/** The wire's spelling of a value; '' is "not sent", null cannot be written. */
function toText(name: string, value: unknown): string | null {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return amounts.includes(name) ? amountToWire(value) : Number.isSafeInteger(value) && value >= 0 ? String(value) : null;
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value.normalize('NFC') : null;
}

/** The only page without an amount is the donation page (pagetype 2) that lets people choose one. */
function amountNeeded(call: Call, name: string, given: Record<string, unknown>): boolean {
  return name === 'amount' && call === 'paypage/init' && !(given['pagetype'] === 2 && (given['freeamount'] === true || Boolean(given['fixedvalues'])));
}

function problemOf(call: Call, name: string, value: string | null): RequestProblem['key'] | null {
  if (value === null) return amounts.includes(name) ? 'girocheckout.error.amount' : 'girocheckout.error.number';
  if (!value.isWellFormed() || (multiline.has(name) ? /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/ : /\p{Cc}/u).test(value)) return 'girocheckout.error.characters';
  if ((name === 'merchantId' || name === 'projectId') && !/^\d+$/.test(value)) return 'girocheckout.error.number';
  if (name === 'merchantTxId' && !transactionId.test(value)) return 'girocheckout.error.characters';
  if (name === 'currency' && !/^[A-Z]{3}$/.test(value)) return 'girocheckout.error.currency';
  if (choices[name] && !choices[name].includes(value)) return 'girocheckout.error.choice';
  if (urls.includes(name) && !isUrl(value)) return 'girocheckout.error.url';
  const limit = name === 'purpose' ? (call.endsWith(':directdebit') ? 50 : 27) : lengths[name];
  return limit !== undefined && [...value].length > limit ? 'girocheckout.error.too_long' : null;
}

function isUrl(text: string): boolean {
  return text.length <= 2048 && /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}
