import type { Indicator, IndicatorRow, Period } from '../../../kernel/indicators/indicators.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { errorFields } from '../../../kernel/log/log.ts';

/** One indicator with what it says of a period. `failed`: its query broke; the other figures are still shown. */
export interface LoadedFigure {
  indicator: Indicator;
  value: number | null;
  rows: IndicatorRow[] | undefined;
  failed: boolean;
}

/** All registered indicators, one after the other: the page is for few people, the database is everybody's. */
export async function loadFigures(kernel: Kernel, period: Period, service: string | undefined): Promise<LoadedFigure[]> {
  const scope = service === undefined ? {} : { service };
  const figures: LoadedFigure[] = [];
  for (const indicator of kernel.indicators.list()) {
    try {
      const value = await indicator.query(kernel.db, period, scope);
      figures.push({ indicator, value, rows: await indicator.rows?.(kernel.db, period, scope), failed: false });
    } catch (error) {
      kernel.log.error('indicator failed', { module: indicator.key.split('.')[0]!, ...errorFields(error) });
      figures.push({ indicator, value: null, rows: undefined, failed: true });
    }
  }
  return figures;
}
