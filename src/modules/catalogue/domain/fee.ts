import type { FeeAmount, ServiceDefinition } from './schema/service.ts';

/** The amount in force on a day: of one label the latest `from` that is not after it. Undefined: none yet. */
export function amountOn(service: Pick<ServiceDefinition, 'fee'>, label: string, day: string): FeeAmount | undefined {
  if (!service.fee || !('amounts' in service.fee)) return undefined;
  return service.fee.amounts
    .filter((amount) => amount.label === label && amount.from <= day)
    .reduce<FeeAmount | undefined>((latest, amount) => (latest && latest.from >= amount.from ? latest : amount), undefined);
}

/** Every amount in force on a day, one per label, in the order of the file; for the catalogue's page. */
export function amountsOn(service: Pick<ServiceDefinition, 'fee'>, day: string): FeeAmount[] {
  if (!service.fee || !('amounts' in service.fee)) return [];
  const labels = [...new Set(service.fee.amounts.map((amount) => amount.label))];
  return labels.flatMap((label) => amountOn(service, label, day) ?? []);
}
