// SPDX-License-Identifier: AGPL-3.0-or-later
/** What each column of the report's findings shows. The values come from `finding_out` in omero_forms/api/reports.py. */
import type { ReactElement, ReactNode } from "react";
import { Name, StatusChip } from "../shared/parts";
import { t, tn } from "../shared/texts";
import type { FindingRow } from "../shared/types";
import { anyOf, dayOf, daysUntil, nameOf, plainDate, shown, typeTitle } from "../shared/words";

function Lacking({ finding, oneOf }: { finding: FindingRow; oneOf: boolean }): ReactElement {
  const forms = finding.lacking.map(shown);
  if (forms.length > 0) return <>{oneOf ? anyOf(forms) : forms.join(", ")}</>;
  // What could not be judged may lack anything.
  return <span className="of-muted">{finding.status === "error" ? t("not known") : t("nothing")}</span>;
}

export interface Column {
  title: string;
  /** `isChoice`: the policy asks for one of several forms. */
  cell: (finding: FindingRow, isChoice: boolean, now: Date) => ReactNode;
}

/** The columns of the findings, the heading of each row first. */
export const COLUMNS: readonly [Column, ...Column[]] = [
  {
    title: t("Object"),
    cell: ({ deep_link, object }) => (
      <>
        <a href={deep_link}>
          <Name>{object.name}</Name>
        </a>
        <span className="of-cellsub">
          {typeTitle(object.type)} {object.id}
        </span>
      </>
    ),
  },
  { title: t("Owner"), cell: ({ owner }) => nameOf(owner) },
  {
    title: t("Status"),
    cell: ({ status, reason }) => (
      <>
        <StatusChip status={status} />
        {reason && <span className="of-cellsub">{reason}</span>}
      </>
    ),
  },
  {
    title: t("What is missing"),
    cell: (finding, isChoice) => (
      <>
        <Lacking finding={finding} oneOf={isChoice} />
        <span className="of-cellsub">{shown(finding.policy.name)}</span>
      </>
    ),
  },
  {
    title: t("Due"),
    cell: ({ due }, _isChoice, now) => {
      const past = due ? -daysUntil(due, now) : 0;
      return (
        <>
          {due && <time dateTime={due}>{dayOf(plainDate(due))}</time>}
          {past > 0 && <span className="of-cellsub">{tn("{n} day past due", "{n} days past due", past)}</span>}
        </>
      );
    },
  },
  { title: t("Since"), cell: ({ since }) => since && <time dateTime={since}>{dayOf(new Date(since))}</time> },
];
