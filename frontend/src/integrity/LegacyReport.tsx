// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Banner } from "../shared/parts";
import { rich } from "../shared/rich";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { LegacyReport as Report } from "../shared/types";
import { amount, shown } from "../shared/words";
import { MadeBy } from "./MadeBy";

const SORTS = { forms: t("Forms"), versions: t("Versions"), assignments: t("Assignments"), histories: t("Histories"), submissions: t("Submissions") } as const;
type Sort = keyof typeof SORTS;

type Oddity = Report["oddities"][number];

const OUTCOMES: Record<Oddity["outcome"], { title: string; means: string }> = {
  left: { title: t("Left as it is, not imported"), means: t("It stays in OMERO as it is. Look at it before you import.") },
  kept: { title: t("Imported, and marked"), means: t("It is shown as what it is.") },
  told: { title: t("Imported; you may want to know"), means: t("They are imported like all others.") },
};

function Totals({ report }: { report: Report }): ReactElement {
  const columns = [t("What"), t("Found"), report.check ? t("Would be imported") : t("Imported"), t("Here already"), t("Left")];
  return (
    <Table label={t("What there is")} look="of-table of-table--fold" columns={columns}>
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
                  {amount(value)}
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
        {one.message} <span className="of-muted">{tn("{n} time", "{n} times", one.count)}</span>
      </p>
      {one.examples.length > 0 && (
        <details className="of-more">
          <summary>{t("Show which")}</summary>
          <ul className="of-points of-small">
            {one.examples.map((each, index) => (
              <li key={`${each.annotation} ${each.row ?? ""} ${index}`}>
                {each.row === null
                  ? t("annotation {annotation}", { annotation: each.annotation })
                  : t("annotation {annotation}, row {row}", { annotation: each.annotation, row: shown(each.row) })}
                {each.detail && `: ${shown(each.detail)}`}
              </li>
            ))}
            {one.count > one.examples.length && <li>{t("and {n} more", { n: amount(one.count - one.examples.length) })}</li>}
          </ul>
        </details>
      )}
    </li>
  );
}

function madeWords({ check, legacy_master }: Report): string {
  if (legacy_master) {
    return check
      ? t("Looked at {when}, with the time zone {zone} and the form master {master}.")
      : t("Imported {when}, with the time zone {zone} and the form master {master}.");
  }
  return check ? t("Looked at {when}, with the time zone {zone}.") : t("Imported {when}, with the time zone {zone}.");
}

/** What an import did, or would do. */
export function LegacyReport({ report }: { report: Report }): ReactElement {
  const kinds = (Object.keys(OUTCOMES) as Oddity["outcome"][]).map((outcome) => [outcome, report.oddities.filter((one) => one.outcome === outcome)] as const);
  const isNothing = report.forms.found === 0 && report.histories.found === 0;
  return (
    <section className="of-card" aria-labelledby="of-i-report">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-i-report">
          {report.check ? t("What an import would do") : t("What the import did")}
        </h2>
      </div>
      <div className="of-card__body of-stack">
        <p className="of-muted">
          {rich(madeWords(report), {
            when: <MadeBy by={report.by} at={report.at} />,
            zone: shown(report.time_zone),
            master: shown(report.legacy_master),
          })}
        </p>
        {isNothing ? (
          <Banner kind="info" title={t("OMERO.forms left nothing that this form master owns.")}>
            <p>{t("Was OMERO.forms ever used with this OMERO? Then see that the form master is the one of its settings.")}</p>
          </Banner>
        ) : (
          <>
            <Totals report={report} />
            <p>
              {report.check
                ? tn("{n} copy on an object would be taken over as it is.", "{n} copies on objects would be taken over as they are.", report.copies)
                : tn("{n} copy on an object was taken over as it is.", "{n} copies on objects were taken over as they are.", report.copies)}
            </p>
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
