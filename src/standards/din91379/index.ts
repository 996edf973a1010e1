export { bareForm, searchForm } from './search-form.ts';
export { isPersonName, normalise, normaliseUnicode, validate } from './validate.ts';
export type { DataType, Validation } from './validate.ts';
