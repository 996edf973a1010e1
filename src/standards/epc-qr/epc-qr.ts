import { parseReference } from '../creditor-reference/index.ts';
import { parseIban } from '../iban/index.ts';

/** A SEPA credit transfer for somebody's banking app to fill in. */
export interface CreditTransfer {
  /** Of the payee, at most 70 characters. */
  name: string;
  iban: string;
  /** 8 or 11 characters; not needed within the EEA (version 002). */
  bic?: string;
  /** Whole cents, 1 to 99,999,999,999; absent: the payer fills it in. */
  cents?: number;
  /** Purpose code of ISO 20022, at most 4 characters: "GOVT", "TAXS". */
  purpose?: string;
  /** Creditor reference (ISO 11649); excludes `text`. */
  reference?: string;
  /** Free remittance text, at most 140 characters; excludes `reference`. */
  text?: string;
  /** For the payer to read, at most 70 characters; not transferred. */
  information?: string;
}

export type EpcProblem =
  | 'epc_qr.error.name' | 'epc_qr.error.iban' | 'epc_qr.error.bic' | 'epc_qr.error.amount' | 'epc_qr.error.purpose' | 'epc_qr.error.reference' | 'epc_qr.error.text'
  | 'epc_qr.error.information' | 'epc_qr.error.both' | 'epc_qr.error.too_long' | 'epc_qr.error.format' | 'epc_qr.error.version' | 'epc_qr.error.characters';

export type EpcResult<T> = { ok: true; value: T } | { ok: false; key: EpcProblem };

const largest = 99_999_999_999;
/** Payload of QR version 13 at error level M, beyond which the guideline does not go. */
const longestPayload = 331;

/**
 * The content of the QR code after EPC069-12 ("GiroCode"): version 002, UTF-8, SCT, lines ended by LF, without empty lines at the
 * end. The code itself wants error level M and at most QR version 13.
 */
export function formatEpcQr(transfer: CreditTransfer): EpcResult<string> {
  const checked = check(transfer);
  if (!checked.ok) return checked;
  const { name, iban, bic = '', cents, purpose = '', reference = '', text = '', information = '' } = checked.value;
  const amount = cents === undefined ? '' : `EUR${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  const lines = ['BCD', '002', '1', 'SCT', bic, name, iban, amount, purpose, reference, text, information];
  const payload = lines.join('\n').replace(/\n+$/, '');
  return new TextEncoder().encode(payload).length > longestPayload ? { ok: false, key: 'epc_qr.error.too_long' } : { ok: true, value: payload };
}

/** Reads the content of such a code: versions 001 (which wants a BIC) and 002, UTF-8, LF or CR LF. */
export function parseEpcQr(payload: string): EpcResult<CreditTransfer> {
  if (new TextEncoder().encode(payload).length > longestPayload) return { ok: false, key: 'epc_qr.error.too_long' };
  const lines = payload.split(/\r?\n/);
  const [tag, version, characters, kind, bic = '', name = '', iban = '', amount = '', purpose = '', reference = '', text = '', information = '', ...rest] = lines;
  if (tag !== 'BCD' || kind !== 'SCT' || rest.some((line) => line !== '')) return { ok: false, key: 'epc_qr.error.format' };
  if (version !== '001' && version !== '002') return { ok: false, key: 'epc_qr.error.version' };
  if (characters !== '1') return { ok: false, key: 'epc_qr.error.characters' };
  if (version === '001' && bic === '') return { ok: false, key: 'epc_qr.error.bic' };
  const cents = amount === '' ? undefined : readAmount(amount);
  if (cents === null) return { ok: false, key: 'epc_qr.error.amount' };
  const given = Object.entries({ bic, purpose, reference, text, information }).filter(([, value]) => value !== '');
  return check({ name, iban, ...(cents === undefined ? {} : { cents }), ...Object.fromEntries(given) });
}

/** The transfer with IBAN, BIC and reference in canonical form, or the first thing wrong with it. */
function check(transfer: CreditTransfer): EpcResult<CreditTransfer> {
  const { name, cents } = transfer;
  const present = (value: string | undefined) => (value === undefined || value === '' ? undefined : value);
  const [bic, purpose, text, information] = [present(transfer.bic)?.toUpperCase(), present(transfer.purpose), present(transfer.text), present(transfer.information)];
  const iban = parseIban(transfer.iban);
  const reference = present(transfer.reference) === undefined ? null : parseReference(transfer.reference ?? '');
  const wrong = (key: EpcProblem): { ok: false; key: EpcProblem } => ({ ok: false, key });
  if (!isLine(name, 70) || name.trim() === '') return wrong('epc_qr.error.name');
  if (!iban.ok || !iban.sepa) return wrong('epc_qr.error.iban');
  if (bic !== undefined && !/^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(bic)) return wrong('epc_qr.error.bic');
  if (cents !== undefined && (!Number.isSafeInteger(cents) || cents < 1 || cents > largest)) return wrong('epc_qr.error.amount');
  if (purpose !== undefined && !/^[A-Z0-9]{1,4}$/.test(purpose)) return wrong('epc_qr.error.purpose');
  if (reference && !reference.ok) return wrong('epc_qr.error.reference');
  if (reference && text !== undefined) return wrong('epc_qr.error.both');
  if (text !== undefined && !isLine(text, 140)) return wrong('epc_qr.error.text');
  if (information !== undefined && !isLine(information, 70)) return wrong('epc_qr.error.information');
  const optional = { bic, cents, purpose, reference: reference?.ok ? reference.canonical : undefined, text, information };
  return { ok: true, value: { name, iban: iban.canonical, ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) } };
}

function isLine(text: string, limit: number): boolean {
  return [...text].length <= limit && !/\p{Cc}/u.test(text) && text.isWellFormed();
}

/** "EUR12.3" → 1230 */
function readAmount(text: string): number | null {
  const parts = /^EUR(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text);
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : null;
}
