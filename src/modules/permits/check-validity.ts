import type { Kernel } from '../../kernel/kernel.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import { maskPlate, parsePlate } from '../../standards/plate/index.ts';
import { areas } from './city.ts';
import { coverage, permitState } from './domain/terms.ts';
import { logQuery, permitByNumber, permitByToken, type Permit } from './store.ts';

/** What a stranger may learn, and nothing else; undefined when there is no permit in force, for whatever reason. */
export interface PublicValidity {
  until: PlainDate;
  area: string;
  maskedPlate: string;
}

function publicValidity(kernel: Kernel, permit: Permit | undefined): PublicValidity | undefined {
  const today = kernel.clock.today();
  if (!permit?.plate || permitState(permit, today) !== 'valid') return undefined;
  const plate = parsePlate(permit.plate);
  const covered = coverage(permit.terms, today);
  if (!plate.ok || !covered) return undefined;
  return { until: covered.until, area: areas(kernel).name(permit.area), maskedPlate: maskPlate(plate.value) };
}

/** Answers a stranger's question and writes it to the query log. */
export async function checkValidity(kernel: Kernel, by: { number: string } | { token: string }): Promise<PublicValidity | undefined> {
  const permit = 'number' in by ? await permitByNumber(kernel.db, by.number) : await permitByToken(kernel.db, by.token);
  const answer = publicValidity(kernel, permit);
  await logQuery(kernel.db, kernel.clock.now(), {
    office: 'public',
    staffId: null,
    purpose: 'public.check',
    asked: 'number' in by ? { number: by.number } : { document: permit?.number ?? null },
    answered: answer ? { valid: true, until: answer.until, area: answer.area, plate: answer.maskedPlate } : { valid: false },
  });
  return answer;
}
