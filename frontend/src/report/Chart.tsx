// SPDX-License-Identifier: AGPL-3.0-or-later
/** Lines over days, told apart by dashes, markers and words as well as by colour. Who sees no chart reads the table beside it. */
import type { ReactElement } from "react";
import type { DayTotals } from "../shared/types";
import { plainDate } from "../shared/words";
import { failing, of } from "./totals";

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 44;
const RIGHT = 580;
const TOP = 16;
const BOTTOM = 270;

export const LINES = [
  { key: "failing", words: "failing", value: (day: DayTotals) => failing(day.totals) },
  { key: "grace", words: "in grace", value: (day: DayTotals) => of(day.totals, "grace") },
  { key: "exempt", words: "exempt", value: (day: DayTotals) => of(day.totals, "exempt") },
] as const;

/** A round number that is no smaller, in at most five steps: 135 is 150, 7 is 8. */
export function ceiling(most: number): number {
  for (let size = 1; ; size *= 10) {
    for (const step of [1, 2, 5]) if (most <= size * step * 5) return Math.max(1, Math.ceil(most / (size * step))) * size * step;
  }
}

const short = (day: string): string => plainDate(day).toLocaleDateString("en-GB", { day: "numeric", month: "short" });

/** Ends of lines that lie close to each other would be written over one another. */
function spread(places: number[]): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let last = -Infinity;
  const result = [...places];
  for (const { place, index } of order) {
    last = Math.max(place, last + 16);
    result[index] = last;
  }
  return result;
}

function Marker({ kind, x, y }: { kind: string; x: number; y: number }): ReactElement {
  if (kind === "failing") return <circle className="of-s-failing" cx={x} cy={y} r="4" />;
  if (kind === "grace") return <rect className="of-s-grace" x={x - 4} y={y - 4} width="8" height="8" />;
  return <path className="of-s-exempt" d={`M${x - 5} ${y + 4}h10l-5-9z`} />;
}

export function Chart({ days }: { days: DayTotals[] }): ReactElement | null {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  const from = plainDate(first.day).getTime();
  const length = Math.max(1, plainDate(last.day).getTime() - from);
  const top = ceiling(Math.max(1, ...days.flatMap((day) => LINES.map(({ value }) => value(day)))));
  const x = (day: DayTotals): number => (days.length === 1 ? RIGHT : LEFT + ((RIGHT - LEFT) * (plainDate(day.day).getTime() - from)) / length);
  const y = (number: number): number => BOTTOM - ((BOTTOM - TOP) * number) / top;
  const steps = top <= 5 ? top : 5;
  const grid = Array.from({ length: steps + 1 }, (_, index) => Math.round((top * index) / steps));
  const ends = spread(LINES.map(({ value }) => y(value(last))));
  return (
    <svg className="of-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {grid.map((number) => (
        <g key={number}>
          <path className={number === 0 ? "of-chart__axis" : "of-chart__grid"} d={`M${LEFT} ${y(number)}H${RIGHT}`} />
          <text x={LEFT - 8} y={y(number) + 4} textAnchor="end">
            {number.toLocaleString("en-GB")}
          </text>
        </g>
      ))}
      <text x={LEFT} y={BOTTOM + 20} textAnchor="start">
        {short(first.day)}
      </text>
      {days.length > 1 && (
        <text x={RIGHT} y={BOTTOM + 20} textAnchor="end">
          {short(last.day)}
        </text>
      )}
      {LINES.map(({ key, words, value }, index) => (
        <g key={key}>
          <polyline className={`of-chart__line of-s-${key}`} points={days.map((day) => `${x(day).toFixed(1)},${y(value(day)).toFixed(1)}`).join(" ")} />
          <Marker kind={key} x={x(last)} y={y(value(last))} />
          <text className="of-chart__label" x={RIGHT + 14} y={(ends[index] ?? 0) + 4}>
            {value(last).toLocaleString("en-GB")} {words}
          </text>
        </g>
      ))}
    </svg>
  );
}
