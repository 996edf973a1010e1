import { toString as qrCode } from 'qrcode';
import { CodedError } from '../../../../kernel/errors/errors.ts';
import { formatEpcQr } from '../../../../standards/epc-qr/index.ts';
import type { BankAccount } from '../../bank.ts';
import type { Claim } from '../../domain/claim.ts';

export interface TransferForm {
  recipient: string;
  iban: string;
  bic: string | null;
  reference: string;
  amountCents: number;
  /** EPC069-12 as SVG: the banking app fills itself in. */
  qr: string;
  demo: boolean;
}

/** What a bank transfer needs. Undefined: the city's account is not known here. */
export async function transferForm(account: BankAccount, claim: Claim): Promise<TransferForm | undefined> {
  if (account.iban === null) return undefined;
  const code = formatEpcQr({ name: account.recipient, iban: account.iban, ...(account.bic ? { bic: account.bic } : {}), cents: claim.amountCents, reference: claim.reference });
  if (!code.ok) throw new CodedError('EPC_QR', `The bank account of the city gives no transfer code: ${code.key}`);
  const qr = await qrCode(code.value, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' });
  return { recipient: account.recipient, iban: account.iban, bic: account.bic, reference: claim.reference, amountCents: claim.amountCents, qr, demo: account.demo };
}
