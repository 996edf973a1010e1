import { decimalMoney, euros } from '../../../kernel/money/index.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';

/**
 * One booking as the treasury takes it over: the canonical posting record. Every city's own format is a mapping of these
 * columns; this one is documented in docs/treasury-export.md.
 */
export interface PostingRecord {
  batch: number;
  line: number;
  /** Kassenzeichen: the creditor reference. */
  reference: string;
  /** SOLL: a claim or its end · IST: money came · ERST: money goes back */
  type: 'SOLL' | 'IST' | 'ERST';
  kind: string;
  bookedOn: PlainDate;
  dueOn: PlainDate | null;
  debit: string;
  credit: string;
  cents: number;
  psp: string;
  account: string;
  /** How it was paid: the provider's key, `transfer`, or empty. */
  way: string;
  /** The provider's reference of the payment. */
  providerReference: string;
  caseId: string;
}

export const recordColumns = ['stapel', 'zeile', 'kassenzeichen', 'art', 'vorgang', 'buchungstag', 'faellig_am', 'soll', 'haben', 'betrag', 'waehrung', 'psp_element', 'sachkonto', 'zahlweg', 'anbieter_referenz', 'geschaeftsvorfall'] as const;

/**
 * CSV after RFC 4180 with semicolons, decimal comma, UTF-8 and CRLF: a header line, one line a record, and a last line with
 * the number of records and the control sum. The same records give the same bytes.
 */
export function writeBatch(records: readonly PostingRecord[]): string {
  const lines = [
    [...recordColumns],
    ...records.map((record) => [
      String(record.batch), String(record.line), record.reference, record.type, record.kind, record.bookedOn, record.dueOn ?? '', record.debit, record.credit, amount(record.cents), 'EUR',
      record.psp, record.account, record.way, record.providerReference, record.caseId,
    ]),
    ['ENDE', String(records.length), amount(controlSum(records))],
  ];
  return `${lines.map((line) => line.map(cell).join(';')).join('\r\n')}\r\n`;
}

/** Money in less money out, in cents. */
export function controlSum(records: readonly PostingRecord[]): number {
  return records.reduce((sum, { type, kind, cents }) => sum + (type === 'IST' ? cents : kind === 'refunded' ? -cents : 0), 0);
}

function amount(cents: number): string {
  return decimalMoney(euros(cents)).replace('.', ',');
}

/** A cell that a spreadsheet could take for a formula gets an apostrophe in front. */
function cell(value: string): string {
  const safe = /^[=+\-@\t]/.test(value) && !/^-?\d+,\d\d$/.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
