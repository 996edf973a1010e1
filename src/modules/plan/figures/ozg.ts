import type { Kernel } from '../../../kernel/kernel.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import { listServices, type ServiceEntry } from '../../catalogue/index.ts';
import type { Content } from '../domain/kinds.ts';
import { cellsAt } from '../store.ts';

export type Coverage = 'online' | 'elsewhere' | 'paper' | 'missing';

export interface CoveredDuty {
  key: string;
  content: Content<'duty'>;
  coverage: Coverage;
  services: ServiceEntry[];
}

export interface CoveredList {
  key: string;
  content: Content<'duty-list'>;
  recordedAt: Date;
  duties: CoveredDuty[];
}

const rank: Record<ServiceEntry['kind'], Coverage> = { online: 'online', elsewhere: 'elsewhere', paper: 'paper' };
const order: Coverage[] = ['online', 'elsewhere', 'paper', 'missing'];

/** The catalogue against the lists of what the law asks: the best service of each duty decides. */
export async function coverage(kernel: Kernel, asOf: PlainDate, knownAt: Date): Promise<CoveredList[]> {
  const rows = await cellsAt(kernel.db, [''], asOf, knownAt);
  const services = new Map((await listServices(kernel)).map((entry) => [entry.key, entry]));
  const duties = rows.filter((row) => row.kind === 'duty').map((row): CoveredDuty => {
    const content = row.content as Content<'duty'>;
    const found = content.services.flatMap((key) => services.get(key) ?? []);
    const best = order[Math.min(order.length - 1, ...found.map((entry) => order.indexOf(rank[entry.kind])))]!;
    return { key: row.subject.slice('duty/'.length), content, coverage: best, services: found };
  });
  return rows.filter((row) => row.kind === 'duty-list').map((row) => {
    const key = row.subject.slice('duty-list/'.length);
    return { key, content: row.content as Content<'duty-list'>, recordedAt: row.recordedAt, duties: duties.filter((duty) => duty.content.list === key) };
  });
}

/** Share of the named duties that can be done online, here or elsewhere. */
export function registerCoverageIndicator(kernel: Kernel): void {
  kernel.indicators.register({
    key: 'plan.ozg_coverage', unit: 'percent', name: 'plan.indicator.ozg', definition: 'plan.indicator.ozg.definition', sourceText: 'plan.indicator.ozg.source', source: 'plan.fact (duty), catalogue; OZG § 1, (EU) 2018/1724 Anhang II',
    async query() {
      const duties = (await coverage(kernel, kernel.clock.today(), kernel.clock.now())).flatMap((list) => list.duties);
      return duties.length === 0 ? null : Math.round((duties.filter((duty) => duty.coverage === 'online' || duty.coverage === 'elsewhere').length / duties.length) * 1000) / 10;
    },
  });
}
