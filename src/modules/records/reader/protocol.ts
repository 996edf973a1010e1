/** What the house and its file reader say to each other over Node's IPC channel. */
export type Work =
  | { kind: 'text'; mime: string; bytes: Uint8Array }
  | { kind: 'picture'; mime: string; bytes: Uint8Array; /** From 1. */ page: number }
  | { kind: 'mail'; bytes: Uint8Array };

export interface Order {
  id: number;
  /** Folder of the packages, for fonts and character maps. */
  packages: string;
  work: Work;
}

export interface Picture {
  png: Uint8Array;
  pages: number;
}

/** A mail as far as a file needs it; everything else stays in the mail itself. */
export interface Mail {
  subject: string;
  from: string;
  to: string[];
  cc: string[];
  /** ISO 8601, or null where the mail names none that can be read. */
  date: string | null;
  messageId: string | null;
  text: string;
  attachments: { filename: string | null; mime: string; bytes: Uint8Array }[];
}

export type Result = { kind: 'text'; text: string; /** 0: it has none. */ pages: number } | ({ kind: 'picture' } & Picture) | ({ kind: 'mail' } & Mail);
export type Answer = { id: number; ok: true; result: Result } | { id: number; ok: false };
