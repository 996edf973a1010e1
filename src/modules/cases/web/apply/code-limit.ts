import type { Ctx } from '../../../../kernel/http/types.ts';

const attempts = { max: 5, seconds: 15 * 60 };

/**
 * Whether number and code from a letter may be tried once more: by this visitor (or, at the counter, this member of staff)
 * and for this number, whoever asks. All pages that take a code count together.
 */
export async function mayTryCode(ctx: Pick<Ctx, 'withinLimit'>, number: string, staffId?: string): Promise<boolean> {
  const visitor = staffId === undefined ? {} : { subject: staffId };
  const free = [await ctx.withinLimit({ bucket: 'antrag.redeem', ...attempts, ...visitor }), await ctx.withinLimit({ bucket: 'antrag.redeem.number', ...attempts, subject: number.toUpperCase().replace(/[^A-Z0-9]/g, '') })];
  return !free.includes(false);
}
