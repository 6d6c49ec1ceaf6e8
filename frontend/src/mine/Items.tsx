// SPDX-License-Identifier: AGPL-3.0-or-later
/** The findings of one's own objects, by when they are due, each with the way to what is to be done. */
import type { ReactElement } from "react";
import { wayTo } from "../shared/among";
import { OWED, statusWord } from "../shared/findingStatus";
import { Name, StatusChip } from "../shared/parts";
import { rich, unseen } from "../shared/rich";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { Among, Mine, MyFinding, MyPolicy, Status } from "../shared/types";
import { amount, anyOf, dayOf, daysUntil, inDays, plainDate, shown, typeTitle } from "../shared/words";

const COLUMNS = [t("Object"), t("Forms"), t("Status"), t("Due"), t("What to do")];
/** As the server counts what is due soon. */
const SOON_DAYS = 7;

const ACTIONS: Partial<Record<Status, string>> = {
  missing: t("Start"),
  incomplete: t("Continue"),
  invalid: t("Correct answers"),
  outdated: t("Carry over"),
  grace: t("Fill in"),
  recommended: t("Fill in"),
};

const PARTS = [t("Past due"), t("Due within a week"), t("Due later"), t("Not due")];

/** The part of the list in which something stands. */
function partOf({ due, status }: MyFinding, now: Date): number {
  if (due === null || !OWED.includes(status)) return 3;
  const days = daysUntil(due, now);
  return days < 0 ? 0 : days > SOON_DAYS ? 2 : 1;
}

function Due({ finding, now }: { finding: MyFinding; now: Date }): ReactElement {
  const { due, status } = finding;
  if (due === null) return <span className="of-muted">{t("no day")}</span>;
  const days = daysUntil(due, now);
  const isLate = days < 0 && OWED.includes(status);
  return (
    <>
      <time className={isLate ? "of-due of-due--past" : "of-due"} dateTime={due}>
        {dayOf(plainDate(due))}
      </time>
      {OWED.includes(status) && <span className="of-cellsub">{isLate ? tn("{n} day past due", "{n} days past due", -days) : inDays(due, now)}</span>}
    </>
  );
}

interface RowProps {
  finding: MyFinding;
  policy: MyPolicy | undefined;
  asked: Among;
  now: Date;
}

function Row({ finding, policy, asked, now }: RowProps): ReactElement {
  const { object, lacking, status, reason, answered } = finding;
  const named = lacking.map(shown);
  const forms = policy?.requirement === "one_of" ? anyOf(named) : named.join(", ");
  const isOwed = OWED.includes(status);
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <Name>{object.name}</Name>
        <span className="of-cellsub">
          {typeTitle(object.type)} {object.id}
          {policy && `, ${shown(policy.group.name)}`}
        </span>
      </th>
      <td role="cell" data-label={t("Forms")}>
        {forms || <span className="of-muted">{status === "error" ? t("not known") : t("nothing is lacking")}</span>}
        <span className="of-cellsub">{shown(finding.policy.name)}</span>
      </td>
      <td role="cell" data-label={t("Status")}>
        <StatusChip status={status} />
        {reason && <span className="of-cellsub">{reason}</span>}
        {isOwed && answered && <span className="of-cellsub">{t("Answers were submitted, and will be checked soon")}</span>}
      </td>
      <td role="cell" data-label={t("Due")}>
        <Due finding={finding} now={now} />
      </td>
      <td role="cell" className="of-act">
        <a className="of-btn of-btn--sm" href={isOwed ? wayTo(finding, asked) : finding.deep_link}>
          {rich(forms ? t("{action}<hidden>: {forms} for {name}</hidden>") : t("{action}<hidden> for {name}</hidden>"), {
            action: (answered ? undefined : ACTIONS[status]) ?? t("Open"),
            hidden: unseen({ forms, name: shown(object.name) }),
          })}
        </a>
      </td>
    </tr>
  );
}

export function Items({ mine, asked, now }: { mine: Mine; asked: Among; now: Date }): ReactElement {
  const policies = new Map(mine.policies.map((policy) => [policy.id, policy]));
  return (
    <Table label={t("Findings of your objects, by when they are due")} look="of-table of-table--foldwide" columns={COLUMNS}>
      {PARTS.map((title, part) => {
        const findings = mine.findings.filter((finding) => partOf(finding, now) === part);
        return (
          findings.length > 0 && (
            <tbody role="rowgroup" key={title}>
              <tr role="row" className="of-tgroup">
                <th scope="rowgroup" role="rowheader" colSpan={COLUMNS.length}>
                  {title} {mine.findings.length === mine.of && <span className="of-count">{amount(findings.length)}</span>}
                </th>
              </tr>
              {findings.map((finding) => (
                <Row key={`${finding.policy.id}-${finding.object.type}-${finding.object.id}`} finding={finding} policy={policies.get(finding.policy.id)} asked={asked} now={now} />
              ))}
            </tbody>
          )
        );
      })}
    </Table>
  );
}

/** What is said where a list holds nothing. */
export function nothingWords(mine: Mine, status: string): [title: string, text: string] {
  if (mine.policies.length === 0) {
    return [t("Nothing is required of your data"), t("No policy of your groups holds for anything that you own, or nothing was evaluated so far.")];
  }
  const word = statusWord(status);
  if (status !== "") return [word ? t("Nothing of yours is {status}", { status: word.toLowerCase() }) : t("Nothing of yours was found here"), t("Choose another group, policy or status to see more.")];
  return [t("Nothing is open here"), t("All that policies ask of your objects is done. What becomes open appears here after the next evaluation.")];
}
