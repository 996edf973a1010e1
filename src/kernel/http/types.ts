import type { Readable } from 'node:stream';
import type { VNode } from 'preact';
import type * as z from 'zod';
import type { Assurance, Policy } from '../access/access.ts';
import type { Lang, T } from '../i18n/i18n.ts';
import type { Principal, Session } from '../session/sessions.ts';
import type { Html } from '../ui/index.ts';

/** What a handler answers; the kernel turns it into HTTP. */
export type Answer =
  | { kind: 'page'; status: number; title: string; main: VNode | Html; section: Section; hasErrors: boolean; languages?: readonly Lang[] | undefined }
  | { kind: 'redirect'; to: string }
  | { kind: 'external'; to: string }
  | { kind: 'file'; body: Uint8Array | Readable; mime: string; name: string; inline: boolean; cache?: string | undefined }
  | { kind: 'json'; status: number; body: unknown }
  | { kind: 'text'; status: number; body: string; mime: string };

export type Section = 'portal' | 'account' | 'staff';

/** A whole HTML page. `hasErrors` puts "Fehler:" in front of the title and answers 422 unless another status is given. */
export function page(input: { title: string; main: VNode | Html; section?: Section; status?: number; hasErrors?: boolean; languages?: readonly Lang[] }): Answer {
  return { kind: 'page', title: input.title, main: input.main, section: input.section ?? 'portal', status: input.status ?? (input.hasErrors ? 422 : 200), hasErrors: input.hasErrors ?? false, languages: input.languages };
}

/** 303 to one of our own paths: the answer to every successful POST. */
export function redirect(to: string): Answer {
  return { kind: 'redirect', to };
}

/** 303 to a page of somebody else, whose origin a module has named with `allowExternal`: a payment page, a login. */
export function external(to: string): Answer {
  return { kind: 'external', to };
}

/** A download. Only our own PDFs may be shown inline; uploads never are. */
export function file(input: { body: Uint8Array | Readable; mime: string; name: string; inline?: boolean; cache?: string }): Answer {
  return { kind: 'file', inline: false, ...input };
}

export function json(body: unknown, status = 200): Answer {
  return { kind: 'json', status, body };
}

export function text(body: string, mime = 'text/plain; charset=utf-8', status = 200): Answer {
  return { kind: 'text', status, body, mime };
}

/** One uploaded file, already streamed to the object store. */
export interface UploadedFile {
  field: string;
  filename: string;
  claimedMime: string;
  sha256: string;
  size: number;
  /** The first 4 KiB, for the type check by content. */
  head: Uint8Array;
}

/** One part of a multipart body: a field with its text, or a file to be read before the next part is asked for. */
export type IncomingPart = { name: string; value: string } | { name: string; stream: AsyncIterable<Uint8Array> };

/** A request of a program, not read yet. */
export interface Incoming {
  header(name: string): string | undefined;
  /** Throws 415 when the body is no multipart/form-data, 413 for too much of anything but file bytes. */
  parts(limits: { maxFiles: number; maxFieldBytes: number }): AsyncIterable<IncomingPart>;
}

export interface Ctx<P = unknown, Q = unknown, B = unknown> {
  params: P;
  query: Q;
  body: B;
  files: UploadedFile[];
  /** Of routes with `streamed`; else nothing is left to read. */
  incoming: Incoming;
  session: Session | undefined;
  /** The session's principal, anonymous without one. */
  principal: Principal;
  lang: Lang;
  t: T;
  /** Put into every form as a hidden field `_csrf`. */
  csrf: string;
  path: string;
  requestId: string;
  device: string;
  /** Gives a visitor a session of their own (for drafts), if there is none. */
  ensureSession(): Promise<Session>;
  /** Starts a session for this person, ends the old one, hands over what the visitor had begun, sets the cookie. */
  signIn(principal: Exclude<Principal, { kind: 'anonymous' }>, assurance: Assurance): Promise<Session>;
  signOut(): Promise<void>;
  /** True while this visitor stays below `max` in the window; counts the attempt. `subject` may be an account or e-mail. */
  withinLimit(limit: { bucket: string; max: number; seconds: number; subject?: string }): Promise<boolean>;
}

export interface Route<P extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  method: 'GET' | 'POST';
  /** Fastify path pattern, e.g. `/antrag/:key/:page`. */
  path: string;
  /** One line for the route table and the OpenAPI document. */
  summary: string;
  access: Policy;
  /** Per visitor (address prefix) unless the handler asks `withinLimit` itself. */
  rateLimit?: { max: number; seconds: number };
  params?: P;
  query?: Q;
  body?: B;
  /** What it answers with where that is neither a page nor JSON; for the OpenAPI document. */
  mime?: string;
  /** Accepts multipart/form-data; files go to the object store while they arrive. */
  upload?: { maxBytes: number; maxFiles: number };
  /** Below `/api/` only: multipart/form-data that the handler reads itself, part by part; `body` describes its fields. */
  streamed?: boolean;
  /** Request headers a program sends, with what they mean; for the OpenAPI document. */
  headers?: Record<string, string>;
  /** Shape of the answer, for the OpenAPI document. */
  answer?: z.ZodType;
  handler(ctx: Ctx<z.output<P>, z.output<Q>, z.output<B>>): Promise<Answer> | Answer;
}

export type AnyRoute = Route<z.ZodType, z.ZodType, z.ZodType>;

export interface Http {
  /** Adds a route. Guards run in this order: rate limit → session → policy → form token → validation → handler. */
  route<P extends z.ZodType = z.ZodUnknown, Q extends z.ZodType = z.ZodUnknown, B extends z.ZodType = z.ZodUnknown>(route: Route<P, Q, B>): void;
  routes(): readonly AnyRoute[];
  /** Lets `external` answers, also to forms, lead to this origin (`https://payment.example`). */
  allowExternal(origin: string): void;
}
