import { scaleLinear, scaleTime } from 'd3-scale';
import { line } from 'd3-shape';
import type { VNode } from 'preact';
import type { PlainDate } from '../../../kernel/time/index.ts';

export interface LinePoint {
  day: PlainDate;
  value: number | null;
  /** The query broke that day: the line has a gap there, and a cross on the axis. */
  failed: boolean;
}

const width = 640;
const height = 240;
const box = { left: 56, right: 16, top: 16, bottom: 34 };
const at = (day: PlainDate) => new Date(`${day}T00:00:00Z`);

/** A figure over time: points joined by a line, gaps where there are no data, the target as a dashed line with its word. */
export function LineChart({ id, title, description, points, target, write, days }: { id: string; title: string; description: string; points: readonly LinePoint[]; target?: { value: number; label: string }; write: (value: number) => string; days: (day: PlainDate) => string }): VNode {
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  const most = Math.max(1, ...values, target?.value ?? 0);
  const x = scaleTime().domain([at(points[0]!.day), at(points.at(-1)!.day)]).range([box.left, width - box.right]);
  const y = scaleLinear().domain([Math.min(0, ...values), most]).nice(4).range([height - box.bottom, box.top]);
  const place = (day: PlainDate) => Math.round((points.length === 1 ? (box.left + width - box.right) / 2 : x(at(day))) * 10) / 10;
  const path = line<LinePoint>().defined((point) => point.value !== null && !point.failed).x((point) => place(point.day)).y((point) => Math.round(y(point.value!) * 10) / 10)([...points]);
  return (
    <svg class="st-chart st-chart--line" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-t ${id}-d`}>
      <title id={`${id}-t`}>{title}</title>
      <desc id={`${id}-d`}>{description}</desc>
      {y.ticks(4).map((tick) => (
        <>
          <path class="st-chart__grid" d={`M${box.left} ${Math.round(y(tick))}H${width - box.right}`} />
          <text class="st-chart__label" x={box.left - 8} y={Math.round(y(tick)) + 4} text-anchor="end">{write(tick)}</text>
        </>
      ))}
      <text class="st-chart__label" x={box.left} y={height - 8}>{days(points[0]!.day)}</text>
      {points.length > 1 ? <text class="st-chart__label" x={width - box.right} y={height - 8} text-anchor="end">{days(points.at(-1)!.day)}</text> : null}
      {target ? (
        <>
          <path class="st-chart__target" d={`M${box.left} ${Math.round(y(target.value))}H${width - box.right}`} />
          <text class="st-chart__value" x={width - box.right} y={Math.round(y(target.value)) - 5} text-anchor="end">{target.label}</text>
        </>
      ) : null}
      {path ? <path class="st-chart__line" d={path} /> : null}
      {points.map((point) => point.failed ? <path class="st-chart__failed" d={`M${place(point.day) - 4} ${height - box.bottom - 4}l8 8m0 -8l-8 8`} /> : point.value === null ? null : <circle class="st-chart__dot" cx={place(point.day)} cy={Math.round(y(point.value) * 10) / 10} r="3.5" />)}
    </svg>
  );
}
