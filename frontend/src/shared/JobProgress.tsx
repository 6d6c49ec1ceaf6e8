// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Banner } from "./parts";
import type { Job } from "./types";
import type { Watched } from "./useJob";

const number = (value: number): string => value.toLocaleString("en-GB");

interface Props {
  job: Job;
  /** What is done, for who does not see the bar. */
  label: string;
  /** Of what it tells how many: "records were verified". */
  done: string;
}

/** How far a job is that is waiting or being done. */
export function JobProgress({ job, label, done }: Props): ReactElement {
  const of = job.total === null ? "" : ` of ${number(job.total)}`;
  const said = job.state === "waiting" ? "It begins as soon as a worker is free." : `${number(job.done)}${of} ${done}.`;
  return (
    <>
      <p role="status">{said} You can leave this page; it goes on.</p>
      <progress className="of-progress" aria-label={label} max={job.total ?? undefined} value={job.total === null ? undefined : job.done} />
    </>
  );
}

/** Why a job came to no end, or was not begun. `what` has come to no end. */
export function JobFaults({ watched, what }: { watched: Watched; what: string }): ReactElement {
  const { job, fault, lost } = watched;
  return (
    <>
      {job?.error && (
        <Banner kind="fault" role="alert" title={`${what} came to no end`}>
          <p>{job.error.message}</p>
        </Banner>
      )}
      {lost && (
        <Banner kind="fault" role="alert" title="Progress can no longer be shown">
          <p>{lost.message}</p>
        </Banner>
      )}
      {fault && (
        <Banner kind="fault" role="alert" title="That could not be done">
          <p>{fault.message}</p>
        </Banner>
      )}
    </>
  );
}
