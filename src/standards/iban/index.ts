export { parseIban, printIban } from './iban.ts';
export type { ParsedIban } from './iban.ts';
