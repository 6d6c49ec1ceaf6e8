// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Banner, Empty, Moment } from "../shared/parts";
import type { IntegrityState } from "../shared/types";
import { isOpen, useJob } from "../shared/useJob";
import { useIntegrity } from "./api";

/** The newest signed state of the log of all records, to be kept outside of this OMERO. */
export function LastCheckpoint({ known, onMade }: { known: IntegrityState; onMade: () => void }): ReactElement {
  const session = useIntegrity();
  const { api } = session;
  const { job, fault, lost, begin } = useJob(session, null, onMade);
  const { checkpoint } = known;
  const isBusy = job !== null && isOpen(job);
  const make = known.may_change && (
    <button type="button" className="of-btn" aria-busy={isBusy} disabled={isBusy} onClick={() => begin(() => api.makeCheckpoint())}>
      Make one now
    </button>
  );
  return (
    <>
      {checkpoint === null ? (
        <Empty icon="form" level={2} title="There is no checkpoint yet">
          <p>A checkpoint is a signed line that stands for all records. Kept elsewhere, it proves later that none was changed since. Workers make one every day.</p>
          {make}
        </Empty>
      ) : (
        <div className="of-card__body of-stack">
          <h2 className="of-h2">Last checkpoint</h2>
          <p>
            Number {checkpoint.number} counts {checkpoint.size.toLocaleString("en")} records, made <Moment iso={checkpoint.made_at} now={new Date()} />. Keep it where no admin of this OMERO
            can change it.
          </p>
          <p className="of-banner__actions">
            <a
              className="of-btn"
              href={`data:text/plain;charset=utf-8,${encodeURIComponent(checkpoint.note)}`}
              download={`checkpoint-${checkpoint.number}.txt`}
            >
              Download
            </a>
            {make}
          </p>
        </div>
      )}
      {isBusy && (
        <p className="of-card__body of-muted" role="status">
          A checkpoint is being made…
        </p>
      )}
      {job?.error && <Banner kind="fault" role="alert" title="No checkpoint was made"><p>{job.error.message}</p></Banner>}
      {lost && <Banner kind="fault" role="alert" title="Whether a checkpoint was made cannot be seen"><p>{lost.message}</p></Banner>}
      {fault && <Banner kind="fault" role="alert" title="No checkpoint was made"><p>{fault.message}</p></Banner>}
    </>
  );
}
