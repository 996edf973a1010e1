/** A way of paying that payers choose; the list is data, read from the provider or from the configuration. */
export interface PaymentMethod {
  /** The provider's code for it. */
  code: string;
  /** As people know it: "Kreditkarte", "Wero". */
  name: string;
}

/** What is to be paid, as the provider has to report it back byte for byte. */
export interface Order {
  project: string;
  merchantTxId: string;
  amountCents: number;
  /** For statements and the page; the creditor reference comes first. No personal data. */
  purpose: string;
  /** Kassenzeichen: the creditor reference, for reconciliation. */
  reference: string;
  method: string | null;
  lang: 'de' | 'en';
  successUrl: string;
  failUrl: string;
  backUrl: string;
  notifyUrl: string;
}

export type StartResult =
  | { result: 'open'; reference: string; pageUrl: string }
  /** The provider took the call and said no, or it surely never arrived. Nothing has happened. */
  | { result: 'refused'; code: string }
  /** Sent, but no answer that can be trusted: nobody knows. */
  | { result: 'lost' };

export type StatusReport =
  | { result: 'known'; outcome: 'paid' | 'failed' | 'pending'; code: string; merchantTxId: string; amount: string; currency: string }
  /** The provider knows no such transaction. */
  | { result: 'unknown' }
  | { result: 'unreachable' };

export type RefundResult =
  | { result: 'done'; reference: string }
  | { result: 'pending'; reference: string }
  | { result: 'refused'; code: string }
  | { result: 'lost' };

export interface RefundOrder {
  project: string;
  merchantTxId: string;
  /** The provider's reference of the payment. */
  of: string;
  amountCents: number;
  purpose: string;
  reference: string;
}

/** A notify or a redirect that bears a valid signature of the provider. Still only a hint: `status` decides. */
export interface Hint {
  project: string;
  reference: string;
  merchantTxId: string;
  amount: string;
  currency: string;
  code: string;
}

/** A payment page of somebody else: the payer is sent there and comes back. One folder each below `providers/`. */
export interface PageProvider {
  key: string;
  /** The project new payments use. */
  project: string;
  /** Origins the payer may be sent to; the browser is told (CSP form-action). */
  origins: readonly string[];
  methods(): Promise<readonly PaymentMethod[]>;
  start(order: Order): Promise<StartResult>;
  status(of: { project: string; reference: string }): Promise<StatusReport>;
  refund(order: RefundOrder): Promise<RefundResult>;
  /** Reads a notify or redirect from the raw query. Undefined: no valid signature of a known secret. */
  readHint(rawQuery: string): Hint | undefined;
}
