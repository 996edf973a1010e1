/** One line of the table and of bench/results.json. `goal` as the issue sets it. */
export interface Result {
  id: string;
  what: string;
  value: number;
  unit: string;
  against: string;
  goal: string;
  holds: boolean;
}

export function median(values: number[]): number {
  return percentile(values, 50);
}

/** Nearest-rank percentile. */
export function percentile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
