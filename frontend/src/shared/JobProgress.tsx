// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Banner } from "./parts";
import { t } from "./texts";
import type { Job } from "./types";
import type { Watched } from "./useJob";
import { amount } from "./words";

interface Props {
  job: Job;
  /** What is done, for who does not see the bar. */
  label: string;
  /** How far it is, where `n` is "3" or "3 of 10", and `number` the last of these: "{n} records were verified." */
  far: (n: string, number: number) => string;
}

/** How far a job is that is waiting or being done. */
export function JobProgress({ job, label, far }: Props): ReactElement {
  const done = amount(job.done);
  const n = job.total === null ? done : t("{done} of {total}", { done, total: amount(job.total) });
  const said = job.state === "waiting" ? t("It begins as soon as a worker is free.") : far(n, job.total ?? job.done);
  return (
    <>
      <p role="status">{t("{said} You can leave this page; it goes on.", { said })}</p>
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
        <Banner kind="fault" role="alert" title={t("{what} came to no end", { what })}>
          <p>{job.error.message}</p>
        </Banner>
      )}
      {lost && (
        <Banner kind="fault" role="alert" title={t("Progress can no longer be shown")}>
          <p>{lost.message}</p>
        </Banner>
      )}
      {fault && (
        <Banner kind="fault" role="alert" title={t("That could not be done")}>
          <p>{fault.message}</p>
        </Banner>
      )}
    </>
  );
}
