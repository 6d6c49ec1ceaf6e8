// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Empty, Moment } from "../shared/parts";
import { rich } from "../shared/rich";
import { Table } from "../shared/Table";
import { t } from "../shared/texts";
import type { IntegrityFinding, IntegrityState } from "../shared/types";
import { amount, shown } from "../shared/words";
import { KINDS } from "./kinds";
import { Link } from "./Link";
import { addressOf } from "./parts";
import { placeWords } from "./Steps";

const COLUMNS = [t("Finding"), t("Where"), t("What it means"), t("What to do")];

function Row({ finding }: { finding: IntegrityFinding }): ReactElement {
  const words = KINDS[finding.kind];
  return (
    <tr role="row">
      <td role="cell" data-label={t("Finding")}>
        <strong>{words.name}</strong>
        <span className="of-cellsub">{rich(t("noticed {when}"), { when: <Moment iso={finding.first_seen} now={new Date()} /> })}</span>
      </td>
      <td role="cell" data-label={t("Where")}>
        {finding.number === null ? shown(finding.where) : placeWords({ where: finding.where, number: finding.number })}
        {finding.annotation !== null && <span className="of-cellsub">{t("annotation {annotation} in OMERO", { annotation: finding.annotation })}</span>}
      </td>
      <td role="cell" data-label={t("What it means")}>
        {words.means}
        <span className="of-cellsub">{shown(finding.detail)}</span>
      </td>
      <td role="cell" data-label={t("What to do")}>
        {words.todo}
      </td>
    </tr>
  );
}

/** Everything that is not as it was recorded. */
export function Findings({ known }: { known: IntegrityState }): ReactElement {
  const { findings, count, verified_at } = known;
  const more = count - findings.length;
  if (findings.length === 0) {
    return (
      <Empty icon="compliant" level={2} title={t("Nothing is known to be wrong")}>
        <p>{verified_at === null ? t("Verify all records to be sure.") : t("Whatever is found is listed here, and mailed to all admins.")}</p>
      </Empty>
    );
  }
  return (
    <>
      <Table label={t("Findings, newest first")} look="of-table of-table--fold" columns={COLUMNS} bare>
        <tbody role="rowgroup">
          {findings.map((finding, index) => (
            <Row key={`${finding.stream} ${finding.number} ${finding.annotation} ${finding.kind} ${index}`} finding={finding} />
          ))}
        </tbody>
      </Table>
      {more > 0 && <p className="of-card__body of-muted">{t("And {more} more: omero-forms damages lists all.", { more: amount(more) })}</p>}
      <p className="of-card__foot">
        <span>
          {rich(t("<a>Repair</a> says what can be brought back, and what cannot, before anything is done."), {
            a: (inside) => <Link to={addressOf({ part: "repair" })}>{inside}</Link>,
          })}
        </span>
      </p>
    </>
  );
}
