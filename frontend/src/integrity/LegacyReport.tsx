// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Banner } from "../shared/parts";
import { Table } from "../shared/Table";
import type { LegacyReport as Report } from "../shared/types";
import { count, shown } from "../shared/words";
import { MadeBy } from "./MadeBy";

const SORTS = { forms: "Forms", versions: "Versions", assignments: "Assignments", histories: "Histories", submissions: "Submissions" } as const;
type Sort = keyof typeof SORTS;

type Oddity = Report["oddities"][number];

const OUTCOMES: Record<Oddity["outcome"], { title: string; means: string }> = {
  left: { title: "Left as it is, not imported", means: "It stays in OMERO as it is. Look at it before you import." },
  kept: { title: "Imported, and marked", means: "It is shown as what it is." },
  told: { title: "Imported; you may want to know", means: "They are imported like all others." },
};

function Totals({ report }: { report: Report }): ReactElement {
  const columns = ["What", "Found", report.check ? "Would be imported" : "Imported", "Here already", "Left"];
  return (
    <Table label="What there is" look="of-table of-table--fold" columns={columns}>
      <tbody role="rowgroup">
        {(Object.keys(SORTS) as Sort[]).map((sort) => {
          const { found, imported, known, left } = report[sort];
          return (
            <tr role="row" key={sort}>
              <th scope="row" role="rowheader">
                {SORTS[sort]}
              </th>
              {[found, imported, known, left].map((value, index) => (
                <td role="cell" className="of-num" data-label={columns[index + 1]} key={columns[index + 1]}>
                  {value.toLocaleString("en-GB")}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function OddityView({ one }: { one: Oddity }): ReactElement {
  return (
    <li className="of-stack of-stack--1">
      <p>
        {one.message} <span className="of-muted">{count(one.count, "time")}</span>
      </p>
      {one.examples.length > 0 && (
        <details className="of-more">
          <summary>Show which</summary>
          <ul className="of-points of-small">
            {one.examples.map((each, index) => (
              <li key={`${each.annotation} ${each.row ?? ""} ${index}`}>
                annotation {each.annotation}
                {each.row !== null && `, row ${shown(each.row)}`}
                {each.detail && `: ${shown(each.detail)}`}
              </li>
            ))}
            {one.count > one.examples.length && <li>and {(one.count - one.examples.length).toLocaleString("en-GB")} more</li>}
          </ul>
        </details>
      )}
    </li>
  );
}

/** What an import did, or would do. */
export function LegacyReport({ report }: { report: Report }): ReactElement {
  const kinds = (Object.keys(OUTCOMES) as Oddity["outcome"][]).map((outcome) => [outcome, report.oddities.filter((one) => one.outcome === outcome)] as const);
  const isNothing = report.forms.found === 0 && report.histories.found === 0;
  return (
    <section className="of-card" aria-labelledby="of-i-report">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-i-report">
          {report.check ? "What an import would do" : "What the import did"}
        </h2>
      </div>
      <div className="of-card__body of-stack">
        <p className="of-muted">
          {report.check ? "Looked at" : "Imported"} <MadeBy by={report.by} at={report.at} />, with the time zone {shown(report.time_zone)}
          {report.legacy_master && ` and the form master ${shown(report.legacy_master)}`}.
        </p>
        {isNothing ? (
          <Banner kind="info" title="OMERO.forms left nothing that this form master owns.">
            <p>Was OMERO.forms ever used with this OMERO? Then see that the form master is the one of its settings.</p>
          </Banner>
        ) : (
          <>
            <Totals report={report} />
            <p>{count(report.copies, "copy", "copies")} on objects {report.check ? "would be" : "were"} taken over as they are.</p>
          </>
        )}
        {kinds.map(
          ([outcome, found]) =>
            found.length > 0 && (
              <div className="of-stack of-stack--2" key={outcome}>
                <h3 className="of-h3">{OUTCOMES[outcome].title}</h3>
                <p className="of-muted">{OUTCOMES[outcome].means}</p>
                <ul className="of-steplist">
                  {found.map((one) => (
                    <OddityView key={one.kind} one={one} />
                  ))}
                </ul>
              </div>
            ),
        )}
      </div>
    </section>
  );
}
