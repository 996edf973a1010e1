export { createDocuments, type DocumentsOptions } from './documents.ts';
export type { Attachment, Documents, PdfStandard, RenderRequest } from './types.ts';
export type * from './data.ts';
