import { readAnswer, type Answer, type Call, type Project, type SignedRequest } from '../../../../standards/girocheckout/index.ts';

/** Sends one request. Throws NotSent when it surely never left; any other error: nobody knows whether it arrived. */
export type Transport = (request: { path: string; body: string; contentType: string }) => Promise<{ status: number; hash: string | null; body: Uint8Array }>;

export class NotSent extends Error {
  override name = 'NotSent';
}

export type Asked<C extends Call> =
  | { result: 'answered'; answer: Answer<C> }
  /** A signed no (or one of the two codes that come unsigned): nothing was done. */
  | { result: 'refused'; code: string }
  /** Never left this machine. */
  | { result: 'unreachable' }
  /** Sent, without an answer to rely on. */
  | { result: 'lost' };

/** One call, once: what may not be repeated is not repeated here. Nothing of request or answer is logged. */
export async function ask<C extends Call>(transport: Transport, project: Project, call: C, request: SignedRequest): Promise<Asked<C>> {
  let received;
  try {
    received = await transport({ path: request.path, body: request.body, contentType: request.contentType });
  } catch (error) {
    return { result: error instanceof NotSent ? 'unreachable' : 'lost' };
  }
  if (received.status !== 200) return { result: 'lost' };
  const read = readAnswer(project, call, received.body, received.hash);
  if (read.ok) return { result: 'answered', answer: read.answer };
  // an unsigned "not authorised" may be anybody's: it is taken as a no for a question, never as a fact about money
  return read.key === 'girocheckout.error.refused' ? { result: 'refused', code: read.rc } : { result: 'lost' };
}

const timeoutMs = 10_000;
const maxBytes = 1024 * 1024;

/** Over HTTPS with a total time limit; redirects are not followed, large answers are cut off. */
export function overHttp(base: string): Transport {
  const root = base.endsWith('/') ? base : `${base}/`;
  return async ({ path, body, contentType }) => {
    let response;
    try {
      response = await fetch(new URL(path, root), { method: 'POST', body, headers: { 'content-type': contentType, accept: 'application/json' }, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      if (neverConnected(error)) throw new NotSent('The provider cannot be reached');
      throw error;
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += (chunk as Uint8Array).length;
      if (size > maxBytes) throw new Error('The answer is too large');
      chunks.push(chunk as Uint8Array);
    }
    return { status: response.status, hash: response.headers.get('hash'), body: Buffer.concat(chunks) };
  };
}

/** The connection was refused or the name is unknown: no byte of the request has left. */
function neverConnected(error: unknown): boolean {
  const code = (error as { cause?: { code?: string } }).cause?.code;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENETUNREACH' || code === 'EHOSTUNREACH' || code === 'UND_ERR_CONNECT_TIMEOUT';
}
