// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Banner, Moment } from "../shared/parts";
import type { IntegrityState, Job } from "../shared/types";
import { count } from "../shared/words";
import { isOpen, type Watched } from "./useJob";

const number = (value: number): string => value.toLocaleString("en");

function sentence({ verified_at, records, streams, count: found }: IntegrityState): ReactElement {
  if (verified_at === null) return <>Nothing was verified as a whole so far. Workers do it once a week; you can begin now.</>;
  return (
    <>
      All {count(records, "record")} in {count(streams, "history", "histories")} were last verified{" "}
      <Moment iso={verified_at} now={new Date()} />. {found === 0 ? "Nothing is wrong." : `${count(found, "finding")} below.`}
    </>
  );
}

function Progress({ job }: { job: Job }): ReactElement {
  const of = job.total === null ? "" : ` of ${number(job.total)}`;
  const said = job.state === "waiting" ? "It begins as soon as a worker is free." : `${number(job.done)}${of} records were verified.`;
  return (
    <>
      <p role="status">{said} You can leave this page; it goes on.</p>
      <progress className="of-progress" aria-label="Verifying all records" max={job.total ?? undefined} value={job.total === null ? undefined : job.done} />
    </>
  );
}

const ENDED: Partial<Record<Job["state"], string>> = {
  cancelled: "Verifying was cancelled. What was found until then is listed below.",
  done: "All records were verified just now.",
};

/** Whether everything is as it was recorded, and the button that looks again. */
export function State({ known, watched, onVerify }: { known: IntegrityState; watched: Watched; onVerify: () => void }): ReactElement {
  const { job, fault, cancel } = watched;
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
            <button type="button" className="of-btn of-btn--primary" onClick={onVerify}>
              Verify now
            </button>
          )
        }
      >
        {job !== null && (isBusy ? <Progress job={job} /> : ENDED[job.state] !== undefined && <p role="status">{ENDED[job.state]}</p>)}
      </Banner>
      {job?.error && <Banner kind="fault" role="alert" title="Verifying came to no end"><p>{job.error.message}</p></Banner>}
      {fault && <Banner kind="fault" role="alert" title="That could not be done"><p>{fault.message}</p></Banner>}
    </>
  );
}
