import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { text } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Desk } from '../desk.ts';
import { receiveHint } from '../use-cases/receive-hint.ts';

/**
 * The payment provider tells of a payment (GET, values in the query, which is never logged). 200: kept and looked after;
 * 400: not genuine, or not ours: need not come again; a database that does not answer gives 500 and the provider repeats.
 */
export function registerNotify(kernel: Kernel, desk: Desk): void {
  kernel.http.route({
    method: 'GET',
    path: '/api/v1/payments/:provider/notify',
    summary: 'Message of the payment provider; confirmed there before anything is booked',
    access: everyone,
    rateLimit: { max: 600, seconds: 60 },
    params: z.object({ provider: z.string().max(40) }),
    async handler(ctx) {
      if (ctx.params.provider !== desk.provider?.key) throw notFound();
      const received = await receiveHint(desk, 'notify', rawQuery(ctx.path));
      return text(received.result === 'taken' ? 'OK\n' : 'NOT PROCESSED\n', 'text/plain; charset=utf-8', received.result === 'taken' ? 200 : 400);
    },
  });
}

/** The query as it came, for signatures are made over bytes. */
export function rawQuery(path: string): string {
  const at = path.indexOf('?');
  return at < 0 ? '' : path.slice(at + 1);
}
