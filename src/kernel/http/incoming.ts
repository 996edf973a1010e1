import type { FastifyRequest } from 'fastify';
import { HttpProblem } from '../errors/errors.ts';
import { badInput } from './form-body.ts';
import type { Incoming, IncomingPart } from './types.ts';

/** The request as a program sent it: headers, and a multipart body that is read while it arrives. */
export function incomingOf(request: FastifyRequest): Incoming {
  return {
    header(name) {
      const value = request.headers[name.toLowerCase()];
      return typeof value === 'string' ? value : undefined;
    },
    async *parts({ maxFiles, maxFieldBytes }): AsyncGenerator<IncomingPart> {
      if (!request.isMultipart()) throw new HttpProblem(415, 'kernel.error.media_type');
      const parts = request.parts({ limits: { fileSize: Number.MAX_SAFE_INTEGER, files: maxFiles, fields: 50, fieldSize: maxFieldBytes, parts: maxFiles + 50, headerPairs: 50 } });
      for await (const part of asSent(parts)) {
        if (part.type === 'file') {
          yield { name: part.fieldname, stream: asSent(part.file) };
          // what the handler left unread would stop the rest
          part.file.resume();
          continue;
        }
        if (part.valueTruncated) throw new HttpProblem(413, 'kernel.error.too_large');
        if (typeof part.value !== 'string') throw badInput();
        yield { name: part.fieldname, value: part.value };
      }
    },
  };
}

/** A body that breaks off or is malformed is the sender's fault, not ours. */
async function* asSent<R>(source: AsyncIterable<R>): AsyncGenerator<R> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<R>;
      try {
        next = await iterator.next();
      } catch (error) {
        if (error instanceof HttpProblem || (error instanceof Error && 'statusCode' in error)) throw error;
        throw badInput();
      }
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
