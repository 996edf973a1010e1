import type { Tx } from '../../../kernel/db/db.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { EffectPart, PartContext, PartValues, Setting } from '../../../kernel/parts/parts.ts';
import { isPlainDate, type PlainDate } from '../../../kernel/time/index.ts';
import { formatNumber, parseNumber } from '../../../standards/checkdigit/index.ts';
import { formatPlate, parsePlate, plateKey } from '../../../standards/plate/index.ts';
import { areas, fetchPath } from '../city.ts';
import { codeForLetter, hashCode, newDocumentToken } from '../codes.ts';
import { coverage, expiryOf, gapAfter, nextTerm, termFrom, type Term } from '../domain/terms.ts';
import { changeDocumentToken, insertAccessCode, insertPermit, insertTerm, lockCase, lockPermit, nextSerial, termOfCase, type Permit, type TermKind } from '../store.ts';
import { settingField } from './setting.ts';

/** `valid_from` and `gap_days` are those of the day of decision; `gap_days` is 0 where nothing was left uncovered. */
const outputs = { permit_number: 'string', valid_from: 'date', valid_until: 'date', gap_days: 'int', access_code: 'string', document_link: 'string' } as const;

const textOf = (inputs: PartValues, name: string): string => {
  const value = inputs[name];
  return typeof value === 'string' ? value.trim() : '';
};

/**
 * A further term. It is computed anew on the day of decision, because a case that a clerk looked at may be decided later
 * than it was checked: it never begins in the past and never overlaps what is granted already.
 * @throws CodedError PERMIT_TERM_TAKEN when somebody renewed the same permit since the check: the case is checked again.
 */
export function permitExtend(kernel: Kernel): EffectPart {
  return {
    inputs: { number: 'string', from: 'date', until: 'date' },
    outputs: { ...outputs },
    refusals: ['PERMIT_TERM_TAKEN', 'PERMIT_UNKNOWN', 'PERMIT_REVOKED'],
    apply: (tx, context, inputs) =>
      once(kernel, tx, context, async () => {
        const permit = await requirePermit(tx, context, inputs);
        const expiry = expiryOf(permit.terms)!;
        const from = textOf(inputs, 'from');
        if (isPlainDate(from) && from <= expiry) throw new CodedError('PERMIT_TERM_TAKEN', 'The permit was renewed since the check');
        const computed = nextTerm(expiry, context.today);
        const until = textOf(inputs, 'until');
        const term: Term = from === computed.from && isPlainDate(until) && until >= from ? { from: computed.from, until } : { from: computed.from, until: computed.until };
        return grant(kernel, tx, context, { permitId: permit.id, number: permit.number, kind: 'extension', term, gapDays: computed.gapDays });
      }),
    foretell: (setting) => ofSubject(kernel, setting, (until) => nextTerm(until, setting.today)),
  };
}

/** A permit for somebody who had none: from the day of decision. */
export function permitIssue(kernel: Kernel): EffectPart {
  return {
    inputs: { family_name: 'string', given_names: 'string', street: 'string', house_number: 'string', plate: 'string', area: 'string' },
    outputs: { ...outputs },
    refusals: ['PERMIT_PLATE', 'PERMIT_AREA'],
    apply: (tx, context, inputs) =>
      once(kernel, tx, context, async () => {
        const plate = parsePlate(textOf(inputs, 'plate'));
        if (!plate.ok) throw new CodedError('PERMIT_PLATE', 'A permit needs a readable plate');
        const area = textOf(inputs, 'area');
        if (!areas(kernel).has(area)) throw new CodedError('PERMIT_AREA', 'A permit needs one of the parking areas');
        const id = uuidv7();
        const number = formatNumber({ prefix: 'PA', year: Number(context.today.slice(0, 4)), serial: await nextSerial(tx) });
        await insertPermit(tx, {
          id, number, accountId: context.accountId, plate: formatPlate(plate.value), plateKey: plateKey(plate.value), area, documentToken: newDocumentToken(), issuedAt: kernel.clock.now(),
          holder: { familyName: textOf(inputs, 'family_name'), givenNames: textOf(inputs, 'given_names'), street: textOf(inputs, 'street'), houseNumber: textOf(inputs, 'house_number'), postcode: '', city: '' },
        });
        return grant(kernel, tx, context, { permitId: id, number, kind: 'issue', term: termFrom(context.today), gapDays: 0 });
      }),
    foretell: ({ today }) => known(kernel, termFrom(today), 0),
  };
}

/** A new document for a lost one: same number and end, the old QR code and code are worthless from now on. */
export function permitReplace(kernel: Kernel): EffectPart {
  return {
    inputs: { number: 'string', reason: 'string' },
    outputs: { ...outputs },
    refusals: ['PERMIT_NOT_IN_FORCE', 'PERMIT_UNKNOWN', 'PERMIT_REVOKED'],
    apply: (tx, context, inputs) =>
      once(kernel, tx, context, async () => {
        const permit = await requirePermit(tx, context, inputs);
        const covered = coverage(permit.terms, context.today);
        if (!covered) throw new CodedError('PERMIT_NOT_IN_FORCE', 'Only a permit in force can be replaced');
        await changeDocumentToken(tx, permit.id, newDocumentToken());
        return grant(kernel, tx, context, { permitId: permit.id, number: permit.number, kind: 'replacement', term: { from: context.today, until: covered.until }, gapDays: 0 });
      }),
    foretell: (setting) => ofSubject(kernel, setting, (until) => ({ from: setting.today, until, gapDays: 0 })),
  };
}

/** Runs the effect, or tells again what it did: a job may come back after its answer was lost. */
async function once(kernel: Kernel, tx: Tx, context: PartContext, effect: () => Promise<PartValues>): Promise<PartValues> {
  await lockCase(tx, context.caseId);
  const done = await termOfCase(tx, context.caseId);
  if (!done) return effect();
  return answer(kernel, context, { permitId: done.permitId, number: done.number, term: done.term, gapDays: done.kind === 'extension' ? gapAfter(done.endBefore, done.term) : 0 });
}

async function requirePermit(tx: Tx, context: PartContext, inputs: PartValues): Promise<Permit> {
  const parsed = parseNumber(textOf(inputs, 'number'), { prefix: 'PA' });
  const permit = context.subjectRef !== null ? await lockPermit(tx, { id: context.subjectRef }) : parsed.ok ? await lockPermit(tx, { number: parsed.canonical }) : undefined;
  if (!permit?.holder || (parsed.ok && parsed.canonical !== permit.number)) throw new CodedError('PERMIT_UNKNOWN', 'The case names no permit of the register');
  if (permit.revokedOn !== null) throw new CodedError('PERMIT_REVOKED', 'A revoked permit is not renewed; it needs a first issue');
  return permit;
}

interface Granted {
  permitId: string;
  number: string;
  term: Term;
  /** Days without a permit before the term. */
  gapDays: number;
}

async function grant(kernel: Kernel, tx: Tx, context: PartContext, what: Granted & { kind: TermKind }): Promise<PartValues> {
  const at = kernel.clock.now();
  const code = codeForLetter(kernel.keys, what.permitId, context.caseId);
  await insertTerm(tx, what.permitId, { ...what.term, kind: what.kind, caseId: context.caseId, at });
  await insertAccessCode(tx, { permitId: what.permitId, caseId: context.caseId, hash: hashCode(kernel.keys, what.permitId, code), at });
  return answer(kernel, context, what);
}

function answer(kernel: Kernel, context: PartContext, { permitId, number, term, gapDays }: Granted): PartValues {
  return { permit_number: number, ...known(kernel, term, gapDays), access_code: codeForLetter(kernel.keys, permitId, context.caseId) };
}

/** The part of an answer that holds before anything is granted. */
function known(kernel: Kernel, term: Term, gapDays: number): PartValues {
  return { valid_from: term.from, valid_until: term.until, gap_days: gapDays, document_link: `${kernel.config.publicUrl}${fetchPath}` };
}

/** About the permit that the application names, from the day it expires; nothing where there is none. */
function ofSubject(kernel: Kernel, setting: Setting, termOf: (until: PlainDate) => Term & { gapDays: number }): PartValues {
  const until = settingField(setting, 'valid_until');
  if (!isPlainDate(until)) return {};
  const { gapDays, ...term } = termOf(until);
  return { permit_number: settingField(setting, 'number'), ...known(kernel, term, gapDays) };
}
