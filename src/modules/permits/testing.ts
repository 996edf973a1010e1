import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PartContext } from '../../kernel/parts/parts.ts';
import { addDays, addYears, plainDate, type PlainDate } from '../../kernel/time/index.ts';
import { formatNumber } from '../../standards/checkdigit/index.ts';
import { parsePlate, plateKey } from '../../standards/plate/index.ts';
import { codeForLetter, hashCode, newDocumentToken } from './codes.ts';
import { insertAccessCode, insertPermit, insertTerm, nextSerial } from './store.ts';

export interface TestPermit {
  id: string;
  number: string;
  token: string;
  code: string;
}

/** For tests: a permit whose last day is `until`, valid a year up to then. */
export async function givePermit(kernel: Kernel, input: { until: string; plate?: string; area?: string; accountId?: string; revokedOn?: string; holder?: { familyName: string; givenNames: string } }): Promise<TestPermit> {
  const id = uuidv7();
  const token = newDocumentToken();
  const until = plainDate(input.until);
  const plate = input.plate ?? 'HAL-LS 90';
  const parsed = parsePlate(plate);
  const at = kernel.clock.now();
  const code = codeForLetter(kernel.keys, id, 'test');
  const number = await kernel.db.transaction().execute(async (tx) => {
    const fresh = formatNumber({ prefix: 'PA', year: 2025, serial: await nextSerial(tx) });
    await insertPermit(tx, {
      id, number: fresh, accountId: input.accountId ?? null, plate, plateKey: parsed.ok ? plateKey(parsed.value) : plate, area: input.area ?? 'klaustorvorstadt', documentToken: token, issuedAt: at,
      holder: { ...(input.holder ?? { familyName: 'Sommer', givenNames: 'Lena Marie' }), street: 'Mansfelder Straße', houseNumber: '17', postcode: '06108', city: 'Halle (Saale)' }, revokedOn: input.revokedOn ? plainDate(input.revokedOn) : null,
    });
    await insertTerm(tx, id, { from: addDays(addYears(until, -1), 1), until, kind: 'issue', caseId: null, at });
    await insertAccessCode(tx, { permitId: id, caseId: null, hash: hashCode(kernel.keys, id, code), at });
    return fresh;
  });
  return { id, number, token, code };
}

export function contextFor(today: PlainDate, more: Partial<PartContext> = {}): PartContext {
  return { today, caseId: uuidv7(), accountId: null, subjectRef: null, ...more };
}
