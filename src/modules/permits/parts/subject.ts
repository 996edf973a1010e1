import type { Kernel } from '../../../kernel/kernel.ts';
import type { PartValues, SubjectPart, SubjectWords } from '../../../kernel/parts/parts.ts';
import { formatDateShort, type PlainDate } from '../../../kernel/time/index.ts';
import { parseNumber } from '../../../standards/checkdigit/index.ts';
import { areas } from '../city.ts';
import { codeFits } from '../codes.ts';
import { expiryOf, permitState, renewalWindow, windowState } from '../domain/terms.ts';
import { accessCodeHash, permitById, permitsOfAccount, type Holder, type Permit } from '../store.ts';

/** Services for which the renewal window counts; every other service about a permit only needs it to be in force. */
const renewalService = 'bewohnerparkausweis-verlaengern';

const nobody = { permitId: '00000000-0000-0000-0000-000000000000', hash: '' };

export const holderName = (holder: Holder): string => [holder.givenNames, holder.familyName].filter(Boolean).join(' ');

/** A permit its holder may do something about: held by the account, or opened with number + code from the last letter. */
export function holderSubject(kernel: Kernel): SubjectPart {
  return {
    fields: {
      number: 'string', plate: 'string', area: 'string', area_name: 'string', valid_until: 'date', holder_name: 'string',
      street: 'string', house_number: 'string', postcode: 'string', city: 'string',
    },
    texts: { heading: 'permits.subject.heading', help: 'permits.subject.help', number: 'permits.subject.number', code: 'permits.subject.code', none: 'permits.subject.none', counter: 'permits.subject.counter' },
    async listFor(db, accountId) {
      const permits = (await permitsOfAccount(db, accountId)).filter((permit) => permit.holder !== null);
      return permits.map((permit) => ({ ref: permit.id, label: `${permit.plate ?? ''} · ${areas(kernel).name(permit.area)} · ${permit.number}`, hint: { key: 'permits.subject.valid_until', params: { until: formatDateShort(expiryOf(permit.terms)!) } } }));
    },
    async redeem(db, number, code) {
      // an unknown number costs the same work as a wrong code, and the answer never says which it was
      const parsed = parseNumber(number, { prefix: 'PA' });
      const known = (await accessCodeHash(db, parsed.ok ? parsed.canonical : '')) ?? nobody;
      const fits = codeFits(kernel.keys, known.permitId, code, known.hash);
      return fits && known !== nobody ? known.permitId : undefined;
    },
    async load(db, ref) {
      const permit = await permitById(db, ref);
      return permit?.holder ? subjectValues(kernel, permit, permit.holder) : undefined;
    },
    nameOf: ({ plate, number }) => [plate, number].filter(Boolean).join(' · '),
    async belongsTo(db, ref, accountId) {
      return (await permitById(db, ref))?.accountId === accountId;
    },
    async refuse(db, ref, service, today) {
      const permit = await permitById(db, ref);
      if (!permit?.holder) return { key: 'permits.refuse.gone', params: {} };
      return service === renewalService ? refuseRenewal(permit, today) : refuseOther(permit, today);
    },
  };
}

function subjectValues(kernel: Kernel, permit: Permit, holder: Holder): PartValues {
  return {
    number: permit.number,
    plate: permit.plate ?? '',
    area: permit.area,
    area_name: areas(kernel).name(permit.area),
    valid_until: expiryOf(permit.terms)!,
    holder_name: holderName(holder),
    street: holder.street,
    house_number: holder.houseNumber,
    postcode: holder.postcode,
    city: holder.city,
  };
}

function refuseRenewal(permit: Permit, today: PlainDate): SubjectWords | undefined {
  if (permitState(permit, today) === 'revoked') return { key: 'permits.refuse.revoked', params: {} };
  const expiry = expiryOf(permit.terms)!;
  const window = renewalWindow(expiry);
  const state = windowState(expiry, today);
  if (state === 'too_early') return { key: 'permits.refuse.too_early', params: { until: formatDateShort(expiry), from: formatDateShort(window.from) } };
  if (state === 'too_late') return { key: 'permits.refuse.too_late', params: { until: formatDateShort(expiry), last: formatDateShort(window.until) } };
  return undefined;
}

function refuseOther(permit: Permit, today: PlainDate): SubjectWords | undefined {
  const state = permitState(permit, today);
  if (state === 'valid') return undefined;
  if (state === 'revoked') return { key: 'permits.refuse.revoked', params: {} };
  return { key: 'permits.refuse.not_in_force', params: { until: formatDateShort(expiryOf(permit.terms)!) } };
}
