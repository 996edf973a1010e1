import { addWorkdays, deadlineAfter } from '../../../kernel/calendar/index.ts';
import type { Tx } from '../../../kernel/db/db.ts';
import type { Lang } from '../../../kernel/i18n/i18n.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { partsOf, type PlainDate } from '../../../kernel/time/index.ts';
import { formatNumber } from '../../../standards/checkdigit/index.ts';
import type { ProcessValues, PublishedService } from '../../catalogue/index.ts';
import { celAnswers, formModel, type FrozenAnswers } from '../../forms/index.ts';
import { createClaim } from '../../payments/index.ts';
import { accountValues, applicantOf, feeOf, processOf } from '../context.ts';
import type { Channel } from '../domain/types.ts';
import { insertCase, nextSerial } from '../store.ts';

export interface OpenCase {
  frozen: FrozenAnswers;
  channel: Channel;
  accountId: string | null;
  sessionId: string | null;
  /** Staff who typed it at the counter. */
  enteredBy: string | null;
  lang: Lang;
}

/** Days to pay, counted from submission or decision: Demo-Annahme. */
export const paymentDays = 14;

/**
 * The promise behind "Ihr Antrag ist eingegangen": frozen answers, case, claim, evidence and the job that goes on, all in
 * the caller's transaction. Few statements, because the applicant waits for them.
 */
export async function openCase(tx: Tx, kernel: Kernel, input: OpenCase): Promise<{ caseId: string; number: string }> {
  const { frozen, accountId } = input;
  const { service, process } = await processOf(kernel, frozen.versionHash);
  const receivedAt = kernel.clock.now();
  const receivedOn = kernel.clock.today();
  const caseId = uuidv7();
  const number = formatNumber({ prefix: 'V', year: partsOf(receivedOn).year, serial: await nextSerial(tx) });
  const days = typeof process.deadline_workdays === 'number' ? process.deadline_workdays : process.deadline_workdays.days;
  const file = {
    id: caseId,
    number,
    service: frozen.service,
    versionHash: frozen.versionHash,
    office: service.compiled.service.office ?? '',
    channel: input.channel,
    accountId,
    sessionId: accountId === null ? input.sessionId : null,
    enteredBy: input.enteredBy,
    subjectRef: frozen.subjectRef,
    lang: input.lang,
    applicantName: applicantOf(service, frozen.answers).name || null,
    receivedAt,
    receivedOn,
    dueOn: addWorkdays(receivedOn, days),
  };
  await insertCase(tx, file, frozen);
  const fee = feeReads(service, 'checks') ? undefined : feeOf({ service, values: await feeValues(tx, kernel, service, input, receivedOn) }, file);
  if (fee) await createClaim(tx, kernel, { ...fee, dueOn: process.fee.collect === 'before_decision' ? deadlineAfter(receivedOn, { days: paymentDays }) : null });
  await kernel.evidence.append(tx, { kind: 'case.submitted', ownerId: accountId, content: { case: caseId, number, service: frozen.service, version: frozen.versionHash, content: frozen.contentHash, channel: input.channel, day: receivedOn } });
  await kernel.jobs.enqueue(tx, 'cases.check', { caseId });
  return { caseId, number };
}

/** Whether the choice of the fee reads this name. What the checks find is not known yet; the claim is then written later. */
function feeReads(service: PublishedService, name: string): boolean {
  return service.compiled.feeChoices.some(({ when }) => when?.references.some((path) => path[0] === name));
}

async function feeValues(tx: Tx, kernel: Kernel, service: PublishedService, input: OpenCase, today: PlainDate): Promise<ProcessValues> {
  const { frozen } = input;
  const name = service.compiled.process?.subject;
  const subject = name && frozen.subjectRef !== null && feeReads(service, 'subject') ? await kernel.parts.getSubject(name).load(tx, frozen.subjectRef) : undefined;
  const answers = feeReads(service, 'answers') ? celAnswers(formModel(service.compiled), frozen.answers) : {};
  return { today, answers, account: accountValues(input.accountId), ...(subject ? { subject } : {}) };
}
