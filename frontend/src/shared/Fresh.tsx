// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Icon } from "./icons";
import { Moment } from "./parts";
import { clockOf, count, dayOf } from "./words";

interface Props {
  /** Of the oldest evaluation, null where there was none. */
  evaluatedAt: string | null;
  nextRun: string;
  /** Policies that could not be judged, and groups that could not be evaluated. */
  unjudged: number;
  failed: number;
  now: Date;
}

/** How old the numbers of a page are, when they are made anew, and what is missing from them. */
export function Fresh({ evaluatedAt, nextRun, unjudged, failed, now }: Props): ReactElement {
  return (
    <div className="of-fresh">
      <span>
        <Icon name={evaluatedAt ? "check" : "grace"} />
        <span>{evaluatedAt ? <>Last evaluated <b><Moment iso={evaluatedAt} now={now} /></b></> : "Nothing has been evaluated yet"}</span>
      </span>
      <span>
        <Icon name="grace" /> <span>Next run over all {dayOf(new Date(nextRun))} at {clockOf(new Date(nextRun))}; what changes before is judged within minutes</span>
      </span>
      {unjudged > 0 && (
        <span>
          <Icon name="error" /> {count(unjudged, "policy", "policies")} could not be judged
        </span>
      )}
      {failed > 0 && (
        <span>
          <Icon name="error" /> {count(failed, "group")} could not be evaluated last time
        </span>
      )}
    </div>
  );
}
