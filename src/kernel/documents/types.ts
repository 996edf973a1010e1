/** PDF/UA-1 (ISO 14289-1) for people; PDF/A-3a (ISO 19005-3, level A) with its data embedded for the record. */
export type PdfStandard = 'ua-1' | 'a-3a';

export interface Attachment {
  /** A plain file name such as `data.json`; shown by PDF readers. */
  name: string;
  /** Media type, e.g. `application/json`. */
  mime: string;
  description: string;
  /** AFRelationship of ISO 19005-3; `data` (the data the document was made from) if left out. */
  relationship?: 'data' | 'source' | 'supplement' | 'alternative';
  content: Uint8Array;
}

export interface RenderRequest {
  /** File name of a template without `.typ`. */
  template: string;
  /** Anything JSON can hold; reaches the template as data only and can never become Typst code. */
  data: unknown;
  standard: PdfStandard;
  attachments?: Attachment[];
  /** Title of the document, in its properties and the window's title bar. Compulsory. */
  title: string;
  lang: 'de' | 'en';
  /** Date of creation written into the file; now, if left out. The same request and time give the same bytes. */
  at?: Date;
}

export interface Documents {
  /**
   * The PDF. Rejects with a CodedError that never carries personal data:
   * DOCUMENT_TEMPLATE (unknown or faulty template, or data that do not fit it), DOCUMENT_TITLE_MISSING, DOCUMENT_ALT_MISSING,
   * DOCUMENT_HEADING_ORDER, DOCUMENT_ATTACHMENT, DOCUMENT_DATA (not JSON), DOCUMENT_TIMEOUT, DOCUMENT_CRASHED, DOCUMENT_CLOSED.
   */
  render(request: RenderRequest): Promise<Uint8Array>;
  /** Starts the worker and its fonts, so that the first letter is not the slow one. */
  warm(): Promise<void>;
  /** Ids and memory of the workers now running, for operators and measurements. */
  workers(): { pid: number; rss: number }[];
  close(): Promise<void>;
}
