export { checkCharacter, hasValidCheck, mod11_10, mod27_26, mod37_36 } from './iso7064.ts';
export type { HybridSystem } from './iso7064.ts';
export { remainder97 } from './mod97.ts';
export { formatNumber, parseNumber } from './number.ts';
export type { FileNumber, ParsedNumber } from './number.ts';
