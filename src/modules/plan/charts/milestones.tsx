import { scaleTime } from 'd3-scale';
import type { VNode } from 'preact';
import type { PlainDate } from '../../../kernel/time/index.ts';

export interface MilestoneBar {
  title: string;
  planned: PlainDate | null;
  forecast: PlainDate | null;
  actual: PlainDate | null;
}

const width = 640;
const row = 52;
const at = (day: PlainDate) => new Date(`${day}T00:00:00Z`);

/** Planned (outline), expected (hollow diamond), actual (full): the slip is the line between them. */
export function MilestoneChart({ id, title, description, bars, from, to, today, todayLabel }: { id: string; title: string; description: string; bars: readonly MilestoneBar[]; from: PlainDate; to: PlainDate; today: PlainDate; todayLabel: string }): VNode {
  const days = [from, to, ...bars.flatMap((bar) => [bar.planned, bar.forecast, bar.actual].filter((day): day is PlainDate => day !== null))].sort();
  const x = scaleTime().domain([at(days[0]!), at(days.at(-1)!)]).range([12, width - 12]);
  const place = (day: PlainDate) => Math.round(x(at(day)) * 10) / 10;
  const height = bars.length * row + 26;
  const inside = today >= days[0]! && today <= days.at(-1)!;
  return (
    <svg class="st-chart st-chart--line" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-t ${id}-d`}>
      <title id={`${id}-t`}>{title}</title>
      <desc id={`${id}-d`}>{description}</desc>
      {inside ? (
        <>
          <path class="st-chart__target" d={`M${place(today)} 0V${height - 20}`} />
          <text class="st-chart__label" x={Math.min(place(today), width - 60)} y={height - 6} text-anchor="middle">{todayLabel}</text>
        </>
      ) : null}
      {bars.map((bar, index) => {
        const y = index * row + 34;
        const ends = [bar.planned, bar.forecast, bar.actual].filter((day): day is PlainDate => day !== null).map(place);
        return (
          <>
            <text class="st-chart__value" x={12} y={y - 18}>{bar.title}</text>
            <path class="st-chart__grid" d={`M12 ${y}H${width - 12}`} />
            {ends.length > 1 ? <path class="st-chart__line" d={`M${Math.min(...ends)} ${y}H${Math.max(...ends)}`} /> : null}
            {bar.planned ? <circle class="st-chart__hollow" cx={place(bar.planned)} cy={y} r="6" /> : null}
            {bar.forecast ? <path class="st-chart__hollow" d={`M${place(bar.forecast)} ${y - 8}l8 8-8 8-8-8z`} /> : null}
            {bar.actual ? <circle class="st-chart__dot" cx={place(bar.actual)} cy={y} r="6" /> : null}
          </>
        );
      })}
    </svg>
  );
}
