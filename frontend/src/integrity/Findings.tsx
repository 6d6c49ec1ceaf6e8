// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Empty, Moment } from "../shared/parts";
import { Table } from "../shared/Table";
import type { IntegrityFinding, IntegrityState } from "../shared/types";
import { shown } from "../shared/words";
import { KINDS } from "./kinds";
import { Link } from "./Link";
import { addressOf } from "./parts";

const COLUMNS = ["Finding", "Where", "What it means", "What to do"];

function Row({ finding }: { finding: IntegrityFinding }): ReactElement {
  const words = KINDS[finding.kind];
  return (
    <tr role="row">
      <td role="cell" data-label="Finding">
        <strong>{words.name}</strong>
        <span className="of-cellsub">
          noticed <Moment iso={finding.first_seen} now={new Date()} />
        </span>
      </td>
      <td role="cell" data-label="Where">
        {shown(finding.where)}
        {finding.number !== null && `, number ${finding.number}`}
        {finding.annotation !== null && <span className="of-cellsub">annotation {finding.annotation} in OMERO</span>}
      </td>
      <td role="cell" data-label="What it means">
        {words.means}
        <span className="of-cellsub">{shown(finding.detail)}</span>
      </td>
      <td role="cell" data-label="What to do">
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
      <Empty icon="compliant" level={2} title="Nothing is wrong that anybody knows of">
        <p>{verified_at === null ? "Verify all records to be sure." : "Whatever is found is listed here, and mailed to all admins."}</p>
      </Empty>
    );
  }
  return (
    <>
      <Table label="Findings, newest first" look="of-table of-table--fold" columns={COLUMNS} bare>
        <tbody role="rowgroup">
          {findings.map((finding, index) => (
            <Row key={`${finding.stream} ${finding.number} ${finding.annotation} ${finding.kind} ${index}`} finding={finding} />
          ))}
        </tbody>
      </Table>
      {more > 0 && <p className="of-card__body of-muted">And {more.toLocaleString("en-GB")} more: omero-forms damages lists all.</p>}
      <p className="of-card__foot">
        <span>
          <Link to={addressOf({ part: "repair" })}>Repair</Link> says what can be brought back, and what cannot, before anything is done.
        </span>
      </p>
    </>
  );
}
