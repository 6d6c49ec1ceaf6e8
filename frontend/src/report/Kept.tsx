// SPDX-License-Identifier: AGPL-3.0-or-later
/** The reports of a group that were kept, with their files. */
import { useCallback, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { NotLoaded } from "../shared/parts";
import { Table } from "../shared/Table";
import type { GroupEvaluation, KeptReport } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { count, dayOf, plainDate, shown } from "../shared/words";
import { useReportApi } from "./api";
import { failing, objects, of } from "./totals";

function proofWords(report: KeptReport): string {
  if (report.number === null) return "Nothing proves this report any more. Ask an admin to verify the records.";
  const record = `record ${report.number} of report/${report.group.id}`;
  if (report.intact === null) return `The file is not there any more; ${record} says what it was.`;
  if (!report.intact) return `The file is not what ${record} says. Ask an admin to verify the records.`;
  return report.is_recorded ? `Unchanged, proven by ${record}` : `Unchanged; ${record} is being written`;
}

function Files({ report }: { report: KeptReport }): ReactElement | null {
  const { api } = useReportApi();
  if (report.intact === null) return null;
  return (
    <span className="of-row of-row--tight">
      {(["csv", "pdf", "jsonl"] as const).map((kind) => (
        <a key={kind} href={api.file(`kept-reports/${report.id}/report.${kind}`)} aria-label={`${kind === "jsonl" ? "Proof" : kind.toUpperCase()} of the report ${report.period}`}>
          {kind === "jsonl" ? "Proof" : kind.toUpperCase()}
        </a>
      ))}
    </span>
  );
}

function Rows({ reports }: { reports: KeptReport[] }): ReactElement {
  return (
    <tbody role="rowgroup">
      {reports.map((report) => (
        <tr role="row" key={report.id}>
          <th scope="row" role="rowheader">
            {report.period}
            <span className="of-cellsub">
              {dayOf(plainDate(report.first))} to {dayOf(plainDate(report.last))}
            </span>
          </th>
          <td role="cell" data-label="Kept">
            <time dateTime={report.made_at}>{dayOf(new Date(report.made_at))}</time>
          </td>
          <td role="cell" data-label="Failing">
            {failing(report.totals).toLocaleString("en-GB")} of {count(objects(report.totals), "object")}
            <span className="of-cellsub">{of(report.totals, "compliant").toLocaleString("en-GB")} complied</span>
          </td>
          <td role="cell" data-label="Proof">
            <Icon name={report.intact === false || report.number === null ? "error" : "seal"} /> {proofWords(report)}
            <span className="of-cellsub of-mono">SHA-256 {report.sha256.slice(0, 16)}…</span>
          </td>
          <td role="cell" data-label="Files">
            <Files report={report} />
          </td>
        </tr>
      ))}
    </tbody>
  );
}

export function Kept({ group }: { group: GroupEvaluation }): ReactElement {
  const { api, guard, returned } = useReportApi();
  const [before, setBefore] = useState<number | undefined>();
  const id = group.group.id;
  const load = useCallback(() => guard(api.kept(id, before)), [api, guard, id, before]);
  const [loaded, reload] = useLoaded(load, returned);
  const older = loaded.state === "ready" ? loaded.value.next : null;
  return (
    <section className="of-card" aria-labelledby="of-kept">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-kept">
          Kept reports of {shown(group.group.name)}
        </h2>
        <span className="of-small of-muted">one with the mails of each period, never changed</span>
      </div>
      {loaded.state === "loading" && (
        <p className="of-card__body of-muted" role="status">
          Loading the kept reports…
        </p>
      )}
      {loaded.state === "failed" && (
        <div className="of-card__body">
          <NotLoaded what="The kept reports" error={loaded.error} onRetry={reload} />
        </div>
      )}
      {loaded.state === "ready" && loaded.value.reports.length === 0 && <p className="of-card__body of-muted">None yet. The first one is kept when the next mails are made.</p>}
      {loaded.state === "ready" && loaded.value.reports.length > 0 && (
        <Table label="Kept reports" look="of-table of-table--foldwide of-table--dense" columns={["Period", "Kept", "Failing", "Proof", "Files"]} bare>
          <Rows reports={loaded.value.reports} />
        </Table>
      )}
      {(older !== null || before !== undefined) && (
        <div className="of-card__foot">
          <nav className="of-pages" aria-label="Pages of the kept reports">
            <button type="button" className="of-btn of-btn--sm" disabled={before === undefined} onClick={() => setBefore(undefined)}>
              Newest
            </button>
            <button type="button" className="of-btn of-btn--sm" disabled={older === null} onClick={() => older !== null && setBefore(older)}>
              Older
            </button>
          </nav>
        </div>
      )}
    </section>
  );
}
