import { scaleBand, scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';

export interface Bar {
  label: string;
  value: number;
  /** The value as people read it. */
  text: string;
  /** A pattern of its own, so that kinds are told apart without colour. */
  kind?: 'plain' | 'hatched' | 'outline';
}

/** Horizontal bars with the figure written beside each. The table with the same numbers stands below it on the page. */
export function BarChart({ id, title, description, bars }: { id: string; title: string; description: string; bars: readonly Bar[] }): VNode {
  const rowHeight = 46;
  const width = 320;
  const height = bars.length * rowHeight + 4;
  const x = scaleLinear().domain([0, Math.max(1, ...bars.map((bar) => bar.value))]).range([0, width - 4]);
  const y = scaleBand<number>().domain(bars.map((_, at) => at)).range([0, height]);
  return (
    <svg class="st-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-t ${id}-d`}>
      <title id={`${id}-t`}>{title}</title>
      <desc id={`${id}-d`}>{description}</desc>
      <defs>
        <pattern id={`${id}-hatch`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" class="st-chart__paper" />
          <rect width="3" height="6" class="st-chart__ink" />
        </pattern>
      </defs>
      {bars.map((bar, at) => (
        <>
          <text class="st-chart__label" x={0} y={(y(at) ?? 0) + 13}>{bar.label}</text>
          <text class="st-chart__value" x={width} y={(y(at) ?? 0) + 13} text-anchor="end">{bar.text}</text>
          <rect class={`st-chart__bar st-chart__bar--${bar.kind ?? 'plain'}`} x={1} y={(y(at) ?? 0) + 20} width={Math.max(1, Math.round(x(bar.value) * 10) / 10)} height={14} fill={bar.kind === 'hatched' ? `url(#${id}-hatch)` : undefined} />
        </>
      ))}
    </svg>
  );
}
