/** Text of a QR code for a SEPA credit transfer, EPC069-12 version 002: lines in a fixed order, UTF-8. */
export function writeEpcQr(transfer: { name: string; iban: string; bic?: string; amountCents: number; reference: string }): string {
  const { name, iban, bic = '', amountCents, reference } = transfer;
  return ['BCD', '002', '1', 'SCT', bic, name, iban, `EUR${Math.floor(amountCents / 100)}.${String(amountCents % 100).padStart(2, '0')}`, '', reference].join('\n');
}
