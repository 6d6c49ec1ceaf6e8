// SPDX-License-Identifier: AGPL-3.0-or-later
/** The reports of a group that were kept, with their files. */
import { useCallback, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { NotLoaded } from "../shared/parts";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { GroupEvaluation, KeptReport } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { amount, dayOf, plainDate, shown } from "../shared/words";
import { useReportApi } from "./api";
import { failing, objects, of } from "./totals";

function proofWords(report: KeptReport): string {
  const { number, intact, group, is_recorded: isRecorded, is_checked: isChecked } = report;
  if (number === null) return t("Nothing proves this report any more. Ask an admin to verify the records.");
  const record = { number, ledger: `report/${group.id}` };
  if (intact === null) return t("The file is not there any more; record {number} of {ledger} says what it was.", record);
  if (!intact) return t("The file is not what record {number} of {ledger} says. Ask an admin to verify the records.", record);
  if (!isChecked) return t("The list of its rows is unchanged, proven by record {number} of {ledger}. So many rows are checked themselves when a file is opened.", record);
  return isRecorded ? t("Unchanged, proven by record {number} of {ledger}", record) : t("Unchanged; record {number} of {ledger} is being written", record);
}

const KINDS = ["html", "pdf", "csv", "jsonl"] as const;

const fileWord = (kind: (typeof KINDS)[number]): string => (kind === "jsonl" ? t("Proof") : kind === "html" ? t("Page") : kind.toUpperCase());

function Files({ report }: { report: KeptReport }): ReactElement | null {
  const { api } = useReportApi();
  if (report.intact === null) return null;
  // Of what is not the file that was kept, nothing is given but what shows that.
  const isOther = report.number !== null && !report.intact;
  return (
    <span className="of-row of-row--tight">
      {KINDS.filter((kind) => !isOther || kind === "jsonl").map((kind) => (
        <a key={kind} href={api.file(`kept-reports/${report.id}/report.${kind}`)} aria-label={t("{file} of the report {period}", { file: fileWord(kind), period: report.period })}>
          {fileWord(kind)}
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
              {t("{first} to {last}", { first: dayOf(plainDate(report.first)), last: dayOf(plainDate(report.last)) })}
            </span>
          </th>
          <td role="cell" data-label={t("Kept")}>
            <time dateTime={report.made_at}>{dayOf(new Date(report.made_at))}</time>
          </td>
          <td role="cell" data-label={t("Failing")}>
            {tn("{failing} of {n} object", "{failing} of {n} objects", objects(report.totals), { failing: amount(failing(report.totals)) })}
            <span className="of-cellsub">{t("{n} complied", { n: amount(of(report.totals, "compliant")) })}</span>
          </td>
          <td role="cell" data-label={t("Proof")}>
            <Icon name={report.intact === false || report.number === null ? "error" : "seal"} /> {proofWords(report)}
            <span className="of-cellsub of-mono">{t("SHA-256 {digest}…", { digest: report.sha256.slice(0, 16) })}</span>
          </td>
          <td role="cell" data-label={t("Files")}>
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
          {t("Kept reports of {group}", { group: shown(group.group.name) })}
        </h2>
        <span className="of-small of-muted">{t("one with the mails of each period, never changed")}</span>
      </div>
      {loaded.state === "loading" && (
        <p className="of-card__body of-muted" role="status">
          {t("Loading the kept reports…")}
        </p>
      )}
      {loaded.state === "failed" && (
        <div className="of-card__body">
          <NotLoaded what={t("The kept reports")} error={loaded.error} onRetry={reload} />
        </div>
      )}
      {loaded.state === "ready" && loaded.value.reports.length === 0 && <p className="of-card__body of-muted">{t("None yet. The first one is kept when the next mails are made.")}</p>}
      {loaded.state === "ready" && loaded.value.reports.length > 0 && (
        <Table label={t("Kept reports")} look="of-table of-table--foldwide of-table--dense" columns={[t("Period"), t("Kept"), t("Failing"), t("Proof"), t("Files")]} bare>
          <Rows reports={loaded.value.reports} />
        </Table>
      )}
      {(older !== null || before !== undefined) && (
        <div className="of-card__foot">
          <nav className="of-pages" aria-label={t("Pages of the kept reports")}>
            <button type="button" className="of-btn of-btn--sm" disabled={before === undefined} onClick={() => setBefore(undefined)}>
              {t("Newest")}
            </button>
            <button type="button" className="of-btn of-btn--sm" disabled={older === null} onClick={() => older !== null && setBefore(older)}>
              {t("Older")}
            </button>
          </nav>
        </div>
      )}
    </section>
  );
}
