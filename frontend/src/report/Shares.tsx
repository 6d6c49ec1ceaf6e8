// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { StatusChip } from "../shared/parts";
import { STATUSES } from "../shared/findingStatus";
import type { Totals } from "../shared/types";
import { amount } from "../shared/words";
import { objects, of } from "./totals";

const WIDTH = 1000;
const GAP = 2.5;

/** A bar with the share of each status, and the same as counts in words. */
export function Shares({ totals }: { totals: Totals }): ReactElement {
  const whole = objects(totals);
  const present = STATUSES.filter((status) => of(totals, status) > 0);
  const free = WIDTH - GAP * Math.max(0, present.length - 1);
  let x = 0;
  return (
    <>
      {whole > 0 && (
        <svg className="of-share" viewBox={`0 0 ${WIDTH} 20`} preserveAspectRatio="none" aria-hidden="true">
          {present.map((status) => {
            const width = (free * of(totals, status)) / whole;
            const start = x;
            x += width + GAP;
            return <rect key={status} data-status={status} x={start.toFixed(1)} width={width.toFixed(1)} height="20" />;
          })}
        </svg>
      )}
      <ul className="of-shares">
        {STATUSES.map((status) => (
          <li className="of-row of-row--tight of-row--nowrap" key={status}>
            <span className="of-num of-strong">{amount(of(totals, status))}</span>
            <StatusChip status={status} plain />
          </li>
        ))}
      </ul>
    </>
  );
}
