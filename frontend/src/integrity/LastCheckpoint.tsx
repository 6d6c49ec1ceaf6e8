// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { JobFaults } from "../shared/JobProgress";
import { Empty, Moment } from "../shared/parts";
import { rich } from "../shared/rich";
import { t, tn } from "../shared/texts";
import type { IntegrityState } from "../shared/types";
import { isOpen, useJob } from "../shared/useJob";
import { useIntegrity } from "./api";

/** The newest signed state of the log of all records, to be kept outside of this OMERO. */
export function LastCheckpoint({ known, onMade }: { known: IntegrityState; onMade: () => void }): ReactElement {
  const session = useIntegrity();
  const { api } = session;
  const watched = useJob(session, null, onMade);
  const { job, begin } = watched;
  const { checkpoint } = known;
  const isBusy = watched.isAsked || (job !== null && isOpen(job));
  const make = known.may_change && (
    <button type="button" className="of-btn" aria-busy={isBusy} aria-disabled={isBusy} onClick={() => begin(() => api.makeCheckpoint())}>
      {t("Make one now")}
    </button>
  );
  return (
    <>
      {checkpoint === null ? (
        <Empty icon="form" level={2} title={t("There is no checkpoint yet")}>
          <p>{t("A checkpoint is a signed line that stands for all records. Kept elsewhere, it proves later that none was changed since. Workers make one every day.")}</p>
          {make}
        </Empty>
      ) : (
        <div className="of-card__body of-stack">
          <h2 className="of-h2">{t("Last checkpoint")}</h2>
          <p>
            {rich(t("Number {number}, of {records}, made {when}. Keep it where no admin of this OMERO can change it."), {
              number: checkpoint.number,
              records: tn("{n} record", "{n} records", checkpoint.size),
              when: <Moment iso={checkpoint.made_at} now={new Date()} />,
            })}
          </p>
          <p className="of-banner__actions">
            <a
              className="of-btn"
              href={`data:text/plain;charset=utf-8,${encodeURIComponent(checkpoint.note)}`}
              download={`checkpoint-${checkpoint.number}.txt`}
            >
              {t("Download")}
            </a>
            {make}
          </p>
        </div>
      )}
      {isBusy && (
        <p className="of-card__body of-muted" role="status">
          {t("A checkpoint is being made…")}
        </p>
      )}
      <JobFaults watched={watched} what={t("Making a checkpoint")} />
    </>
  );
}
