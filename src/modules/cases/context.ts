import { CodedError } from '../../kernel/errors/errors.ts';
import type { Db, Tx } from '../../kernel/db/db.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PartContext, PartValues } from '../../kernel/parts/parts.ts';
import { amountOn, chooseFee, inLang, serviceVersion, type FeeAmount, type ProcessDefinition, type ProcessValues, type PublishedService } from '../catalogue/index.ts';
import { celAnswers, formModel, type FrozenAnswers } from '../forms/index.ts';
import type { NewClaim } from '../payments/index.ts';
import type { CaseRow } from './domain/types.ts';
import { loadSubmission } from './store.ts';
import { checkRunsOf, type CheckRun } from './store-file.ts';

/** A case with everything its package's expressions read. */
export interface CaseContext {
  file: CaseRow;
  service: PublishedService;
  process: ProcessDefinition;
  frozen: FrozenAnswers;
  values: ProcessValues;
}

export async function processOf(kernel: Kernel, versionHash: string): Promise<{ service: PublishedService; process: ProcessDefinition }> {
  const service = await serviceVersion(kernel, versionHash);
  const process = service?.compiled.process;
  if (!service || !process) throw new CodedError('CASE_SERVICE', 'The published version of a case is not there, or has no process');
  return { service, process };
}

export async function loadContext(kernel: Kernel, db: Db | Tx, file: CaseRow): Promise<CaseContext> {
  const { service, process } = await processOf(kernel, file.versionHash);
  const frozen = await loadSubmission(db, file.id);
  if (!frozen) throw new CodedError('CASE_CONTENT', 'The content of this case has been erased');
  const subject = process.subject && file.subjectRef !== null ? await kernel.parts.getSubject(process.subject).load(db, file.subjectRef) : undefined;
  const values: ProcessValues = {
    today: kernel.clock.today(),
    answers: celAnswers(formModel(service.compiled), frozen.answers),
    account: accountValues(file.accountId),
    checks: outputsOf(await checkRunsOf(db, file.id)),
    effects: {},
    ...(subject ? { subject } : {}),
  };
  return { file, service, process, frozen, values };
}

/** What the latest round of checks found, by check id. */
export function outputsOf(runs: readonly CheckRun[]): Record<string, PartValues> {
  const round = Math.max(0, ...runs.map((run) => run.round));
  return Object.fromEntries(runs.filter((run) => run.round === round && (run.result === 'ok' || run.result === 'doubt')).map((run) => [run.checkId, run.outputs]));
}

export function accountValues(accountId: string | null): { assurance: string; signed_in: boolean } {
  return { assurance: accountId === null ? 'none' : 'basis', signed_in: accountId !== null };
}

export function partContext(kernel: Kernel, file: CaseRow): PartContext {
  return { today: kernel.clock.today(), caseId: file.id, accountId: file.accountId, subjectRef: file.subjectRef };
}

/** What a fee is for, in a language: the title of its amount, else the service's, and the case. */
export function feePurpose(service: PublishedService, file: Pick<CaseRow, 'number' | 'receivedOn'>, label: string, lang: Lang): string {
  const amount = amountOn(service.compiled.service, label, file.receivedOn);
  return `${inLang(amount?.title ?? service.compiled.service.title, lang)}, ${file.number}`;
}

/** The fee as a claim: its amount is the one in force on the day of submission. Undefined: none, or free. */
export function feeOf(context: Pick<CaseContext, 'service' | 'values'>, file: Pick<CaseRow, 'id' | 'number' | 'accountId' | 'receivedOn'>): Omit<NewClaim, 'dueOn'> | undefined {
  const { compiled } = context.service;
  const fee: FeeAmount | undefined = chooseFee(compiled, context.values, file.receivedOn);
  return fee && {
    caseId: file.id,
    caseNumber: file.number,
    accountId: file.accountId,
    amountCents: fee.cents,
    purpose: feePurpose(context.service, file, fee.label, 'de'),
    amountLabel: fee.label,
    legalSource: fee.source,
    assumption: fee.assumption,
    assignment: context.service.compiled.process?.fee.account_assignment ?? {},
    pricedOn: file.receivedOn,
  };
}

interface NameValue { family?: string; given?: string }
interface AddressValue { street?: string; number?: string; addition?: string; postcode?: string; city?: string }

/** The applicant as the form names them: the first name and the first address on their path. */
export function applicantOf(service: PublishedService, answers: FrozenAnswers['answers']): { name: string; address: string[] } {
  const fields = service.compiled.form?.pages.flatMap((page) => page.fields) ?? [];
  const first = (type: string): unknown => fields.filter((field) => field.type === type).map((field) => answers[field.id]?.value).find((value) => value !== undefined && value !== null);
  const name = (first('person_name') ?? {}) as NameValue;
  const address = first('address') as AddressValue | undefined;
  return {
    name: [name.given, name.family].filter(Boolean).join(' '),
    address: address ? [[address.street, address.number].filter(Boolean).join(' '), address.addition ?? '', [address.postcode, address.city].filter(Boolean).join(' ')].filter(Boolean) : [],
  };
}
