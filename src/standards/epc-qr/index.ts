export { formatEpcQr, parseEpcQr } from './epc-qr.ts';
export type { CreditTransfer, EpcProblem, EpcResult } from './epc-qr.ts';
