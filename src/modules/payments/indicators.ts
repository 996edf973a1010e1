import { sql } from 'kysely';
import type { Kernel } from '../../kernel/kernel.ts';

/** Figures of paying: open money, share paid online, minutes from due to paid. */
export function registerPaymentIndicators(kernel: Kernel): void {
  kernel.indicators.register({
    key: 'payments.open', unit: 'count', name: 'payments.indicator.open', definition: 'payments.indicator.open.definition', sourceText: 'payments.indicator.open.source', source: 'payments.claim, payments.claim_event',
    async query(db, period) {
      const { rows } = await sql<{ n: number; all: number }>`select count(*) filter (where last.kind = 'due') as n, count(*) as all from payments.claim c
        left join lateral (select kind from payments.claim_event e where e.claim_id = c.id and e.at < (${period.to}::date + 1) order by seq desc limit 1) last on true where c.created_at < (${period.to}::date + 1)`.execute(db);
      return Number(rows[0]!.all) === 0 ? null : Number(rows[0]!.n);
    },
  });
  kernel.indicators.register({
    key: 'payments.online', unit: 'percent', name: 'payments.indicator.online', definition: 'payments.indicator.online.definition', sourceText: 'payments.indicator.online.source', source: 'payments.receipt; § 4 EGovG',
    async query(db, period) {
      const { rows } = await sql<{ online: number; all: number }>`select count(*) filter (where attempt_id is not null) as online, count(*) as all from payments.receipt where at >= ${period.from}::date and at < (${period.to}::date + 1)`.execute(db);
      const all = Number(rows[0]!.all);
      return all === 0 ? null : Math.round((Number(rows[0]!.online) / all) * 1000) / 10;
    },
  });
}
