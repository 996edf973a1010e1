export type { CelEnv, CelType, Words } from './types.ts';
export { sameType, typeName } from './types.ts';
export type { CelValue, Compiled, Evaluation, Program } from './compile.ts';
export { compile, evaluate, fits, holds } from './compile.ts';
export { isDay } from './days.ts';
export { nearest, suggest } from './suggest.ts';
