// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Icon } from "./icons";
import { Moment } from "./parts";
import { rich } from "./rich";
import { t, tn } from "./texts";
import { clockOf, dayOf } from "./words";

interface Props {
  /** Of the oldest evaluation, null where there was none. */
  evaluatedAt: string | null;
  nextRun: string;
  /** Policies with problems, such as what could not be judged by them, and groups that could not be evaluated. */
  unjudged: number;
  failed: number;
  now: Date;
}

/** How old the numbers of a page are, when they are made anew, and what is missing from them. */
export function Fresh({ evaluatedAt, nextRun, unjudged, failed, now }: Props): ReactElement {
  const next = new Date(nextRun);
  return (
    <div className="of-fresh">
      <span>
        <Icon name={evaluatedAt ? "check" : "grace"} />
        <span>{evaluatedAt ? rich(t("Last evaluated {when}"), { when: <b><Moment iso={evaluatedAt} now={now} /></b> }) : t("Nothing has been evaluated yet")}</span>
      </span>
      <span>
        <Icon name="grace" /> <span>{t("Next full run {day} at {time}; what changes before then is judged within minutes", { day: dayOf(next), time: clockOf(next) })}</span>
      </span>
      {unjudged > 0 && (
        <span>
          <Icon name="error" /> {tn("{n} policy has problems", "{n} policies have problems", unjudged)}
        </span>
      )}
      {failed > 0 && (
        <span>
          <Icon name="error" /> {tn("{n} group could not be evaluated last time", "{n} groups could not be evaluated last time", failed)}
        </span>
      )}
    </div>
  );
}
