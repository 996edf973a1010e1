import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { OperatorError } from '../../kernel/errors/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { projectRoot } from '../../kernel/root.ts';
import { parseIban } from '../../standards/iban/index.ts';

const file = z.strictObject({
  recipient: z.string().min(1).max(70),
  iban: z.string().refine((text) => parseIban(text).ok, 'is no valid IBAN').nullable(),
  bic: z.string().regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/).nullable(),
  source: z.string().min(1),
});

export interface BankAccount {
  recipient: string;
  /** Null: nicht belegt. */
  iban: string | null;
  bic: string | null;
  source: string;
  /** Invented; nobody may transfer anything to it. */
  demo: boolean;
}

const read = new Map<string, BankAccount>();

/** Where transfers go: city/<city>/payments.yaml, in the demo city/<city>/demo/payments.yaml. */
export function bankAccount({ config }: Pick<Kernel, 'config'>): BankAccount {
  const path = join(projectRoot, 'city', config.city, ...(config.demo ? ['demo'] : []), 'payments.yaml');
  const known = read.get(path);
  if (known) return known;
  if (!existsSync(path)) return { recipient: 'nicht belegt', iban: null, bic: null, source: 'nicht belegt', demo: config.demo };
  const parsed = file.safeParse(parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new OperatorError(`${path} does not fit: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  const account = { ...parsed.data, demo: config.demo };
  read.set(path, account);
  return account;
}
