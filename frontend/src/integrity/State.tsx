// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { JobFaults, JobProgress } from "../shared/JobProgress";
import { Banner, Moment } from "../shared/parts";
import { t } from "../shared/texts";
import type { IntegrityState, Job } from "../shared/types";
import { isOpen, type Watched } from "../shared/useJob";
import { count } from "../shared/words";

function sentence({ verified_at, records, streams, count: found }: IntegrityState): ReactElement {
  if (verified_at === null) return <>The records have never been verified as a whole. Workers do that once a week; you can begin now.</>;
  return (
    <>
      All {count(records, "record")} in {count(streams, "history", "histories")} were last verified{" "}
      <Moment iso={verified_at} now={new Date()} />. {found === 0 ? "Nothing is wrong." : `${count(found, "finding")} below.`}
    </>
  );
}

const ENDED: Partial<Record<Job["state"], string>> = {
  cancelled: "Verifying was cancelled. What was found until then is listed below.",
  done: "All records were verified just now.",
};

/** Whether everything is as it was recorded, and the button that looks again. */
export function State({ known, watched, onVerify }: { known: IntegrityState; watched: Watched; onVerify: () => void }): ReactElement {
  const { job, cancel } = watched;
  const isBusy = job !== null && isOpen(job);
  const kind = known.count > 0 ? "bad" : known.verified_at === null ? "info" : "ok";
  return (
    <>
      <Banner
        kind={kind}
        title={sentence(known)}
        actions={
          isBusy ? (
            <button type="button" className="of-btn" onClick={cancel}>
              Cancel
            </button>
          ) : (
            known.may_change && (
              <button type="button" className="of-btn of-btn--primary" onClick={onVerify}>
                Verify now
              </button>
            )
          )
        }
      >
        {job !== null && (isBusy ? <JobProgress job={job} label="Verifying all records" far={(n) => t("{n} records were verified.", { n })} /> : ENDED[job.state] !== undefined && <p role="status">{ENDED[job.state]}</p>)}
      </Banner>
      <JobFaults watched={watched} what="Verifying" />
    </>
  );
}
