export { matchNames, rank } from './match.ts';
export type { NameMatch, NameReason, NameVerdict, PersonName } from './match.ts';
