export { formatReference, parseReference, printReference } from './reference.ts';
export type { ParsedReference } from './reference.ts';
