// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, type ReactElement } from "react";
import { AnswersTable } from "../record/DiffTable";
import { Imported } from "../shared/Imported";
import { Moment } from "../shared/parts";
import { rich, unseen } from "../shared/rich";
import { t, tn } from "../shared/texts";
import type { OrphanHistory as History } from "../shared/types";
import { nameOf, shown } from "../shared/words";
import { useIntegrity } from "./api";
import { Known } from "./Known";
import { Link } from "./Link";
import { addressOf } from "./parts";

type Entry = History["history"][number];

function Answers({ entry }: { entry: Entry }): ReactElement | null {
  const { rows, submission } = entry;
  if (rows === null) return submission.unproven === null ? null : <p className="of-small">{submission.unproven}</p>;
  if (rows.length === 0) return <p className="of-small of-muted">{t("All questions were left empty.")}</p>;
  return <AnswersTable changes={rows} label={t("Answers of submission {number}", { number: submission.number })} />;
}

interface EntryProps {
  entry: Entry;
  /** Where a redaction is asked for; null for who may not. */
  redact: string | null;
}

function EntryView({ entry, redact }: EntryProps): ReactElement {
  const { submission } = entry;
  const now = new Date();
  return (
    <li>
      <span className="of-timeline__n" aria-hidden="true">
        {submission.number}
      </span>
      <div className="of-stack of-stack--2">
        <div className="of-timeline__top">
          <h3 className="of-h3">{t("Submission {number}", { number: submission.number })}</h3>
          {submission.time !== null && (
            <span className="of-muted of-small">
              {submission.imported ? (
                <Imported claim={submission.imported} by={submission.author} at={submission.time} now={now} />
              ) : (
                <>
                  {nameOf(submission.author)} · <Moment iso={submission.time} now={now} />
                </>
              )}{" "}
              · {t("form version {version}", { version: submission.version })}
            </span>
          )}
        </div>
        {submission.message && (
          <p className="of-small">
            <span className="of-quote">{shown(submission.message)}</span>
          </p>
        )}
        <Answers entry={entry} />
        {redact !== null && entry.answers !== null && (
          <p className="of-small">
            <Link to={redact}>
              {rich(t("Redact… <hidden>submission {number}</hidden>", { number: submission.number }), { hidden: unseen() })}
            </Link>
          </p>
        )}
      </div>
    </li>
  );
}

/** Everything that was submitted for an object that is gone. */
export function OrphanHistory({ stream, mayChange }: { stream: string; mayChange: boolean }): ReactElement {
  const { api } = useIntegrity();
  const load = useCallback(() => api.orphan(stream), [api, stream]);
  return (
    <section className="of-card" aria-label={t("A history without its object")}>
      <div className="of-card__head">
        <Link to={addressOf({ part: "orphans" })}>{t("All orphans")}</Link>
      </div>
      <Known what={t("this history")} load={load}>
        {({ orphan, history }) => (
          <div className="of-card__body of-stack">
            <h2 className="of-h2">
              {shown(orphan.where)} <span className="of-over">{tn("{n} submission", "{n} submissions", history.length)}</span>
            </h2>
            <p className="of-muted">{orphan.message}</p>
            <ol className="of-timeline">
              {history.map((entry) => (
                <EntryView
                  key={entry.submission.id}
                  entry={entry}
                  redact={mayChange ? addressOf({ part: "redactions", stream, number: String(entry.submission.number) }) : null}
                />
              ))}
            </ol>
          </div>
        )}
      </Known>
    </section>
  );
}
