import * as z from 'zod';

const email = z.email().max(254);

/** Trimmed and in lower case, as we store and compare it; undefined if it is no address. */
export function readEmail(text: string): string | undefined {
  const result = email.safeParse(text.trim().toLowerCase());
  return result.success ? result.data : undefined;
}
