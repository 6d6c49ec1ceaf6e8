// SPDX-License-Identifier: AGPL-3.0-or-later
/** Lines over days, told apart by dashes, markers and words as well as by colour. Who sees no chart reads the table beside it. */
import type { ReactElement } from "react";
import { language } from "../shared/texts";
import { amount, plainDate } from "../shared/words";

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 44;
const RIGHT = 580;
const TOP = 16;
const BOTTOM = 270;

interface Point {
  day: string;
  number: number;
}

/** A line from day to day, never without a point. `key` says how it looks, `words` what is written at its end with the number there. */
export interface Line {
  key: "failing" | "grace" | "exempt" | "target";
  words: (number: string) => string;
  points: readonly [Point, ...Point[]];
}

/** A round number that is no smaller, in at most five steps: 135 is 150, 7 is 8. */
export function ceiling(most: number): number {
  for (let size = 1; ; size *= 10) {
    for (const step of [1, 2, 5]) if (most <= size * step * 5) return Math.max(1, Math.ceil(most / (size * step))) * size * step;
  }
}

const short = (day: string): string => plainDate(day).toLocaleDateString(language(), { day: "numeric", month: "short" });

/** Ends of lines that lie close to each other would be written over one another. */
function spread(places: readonly number[]): number[] {
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
  return <path className={`of-s-${kind}`} d={kind === "exempt" ? `M${x - 5} ${y + 4}h10l-5-9z` : `M${x - 5} ${y}l5-5l5 5l-5 5z`} />;
}

export function Chart({ lines }: { lines: readonly Line[] }): ReactElement {
  const points = lines.flatMap((line) => line.points);
  const days = points.map(({ day }) => day).sort();
  const [first = "", last = ""] = [days[0], days.at(-1)];
  const from = plainDate(first).getTime();
  const length = plainDate(last).getTime() - from;
  const top = ceiling(Math.max(1, ...points.map(({ number }) => number)));
  const x = ({ day }: Point): number => (length === 0 ? RIGHT : LEFT + ((RIGHT - LEFT) * (plainDate(day).getTime() - from)) / length);
  const y = (number: number): number => BOTTOM - ((BOTTOM - TOP) * number) / top;
  const steps = top <= 5 ? top : 5;
  const grid = Array.from({ length: steps + 1 }, (_, index) => Math.round((top * index) / steps));
  const lasts = lines.map((line) => line.points.at(-1) ?? line.points[0]);
  const ends = spread(lasts.map(({ number }) => y(number)));
  return (
    <svg className="of-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {grid.map((number) => (
        <g key={number}>
          <path className={number === 0 ? "of-chart__axis" : "of-chart__grid"} d={`M${LEFT} ${y(number)}H${RIGHT}`} />
          <text x={LEFT - 8} y={y(number) + 4} textAnchor="end">
            {amount(number)}
          </text>
        </g>
      ))}
      <text x={LEFT} y={BOTTOM + 20} textAnchor="start">
        {short(first)}
      </text>
      {length > 0 && (
        <text x={RIGHT} y={BOTTOM + 20} textAnchor="end">
          {short(last)}
        </text>
      )}
      {lines.map(({ key, points: drawn }) => (
        <polyline key={key} className={`of-chart__line of-s-${key}`} points={drawn.map((point) => `${x(point).toFixed(1)},${y(point.number).toFixed(1)}`).join(" ")} />
      ))}
      {lines.map(({ key, words }, index) => {
        const end = lasts[index] ?? { day: last, number: 0 };
        return (
          <g key={key}>
            <Marker kind={key} x={x(end)} y={y(end.number)} />
            <text className="of-chart__label" x={x(end) + 14} y={(ends[index] ?? 0) + 4}>
              {words(amount(end.number))}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
