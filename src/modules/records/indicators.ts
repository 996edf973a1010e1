import { sql } from 'kysely';
import type { Kernel } from '../../kernel/kernel.ts';

/** What the city may know of its files without knowing anybody. */
export function registerRecordIndicators(kernel: Kernel): void {
  kernel.indicators.register({
    key: 'records.filed', unit: 'count', name: 'records.indicator.filed', definition: 'records.indicator.filed.definition', sourceText: 'records.indicator.filed.source', source: 'records.event (kind filed, at)',
    async query(db, period, { service }) {
      // files do not know services
      if (service !== undefined) return null;
      const { rows } = await sql<{ n: number }>`select coalesce(sum(jsonb_array_length(data -> 'versions')), 0)::int as n from records.event where kind = 'filed'
        and at >= (${period.from}::date)::timestamp at time zone 'Europe/Berlin' and at < (${period.to}::date + 1)::timestamp at time zone 'Europe/Berlin'`.execute(db);
      return rows[0]!.n === 0 ? null : rows[0]!.n;
    },
  });
}
