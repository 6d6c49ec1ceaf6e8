// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { JobFaults, JobProgress } from "../shared/JobProgress";
import { Banner, Moment } from "../shared/parts";
import { rich } from "../shared/rich";
import { t, tn } from "../shared/texts";
import type { IntegrityState, Job } from "../shared/types";
import { isOpen, type Watched } from "../shared/useJob";

function sentence({ verified_at, records, streams, count: found }: IntegrityState): ReactElement {
  if (verified_at === null) return <>{t("The records have never been verified as a whole. Workers do that once a week; you can begin now.")}</>;
  return rich(t("Everything was last verified {when}: {records} in {histories}. {found}"), {
    records: tn("{n} record", "{n} records", records),
    histories: tn("{n} history", "{n} histories", streams),
    when: <Moment iso={verified_at} now={new Date()} />,
    found: found === 0 ? t("Nothing is wrong.") : tn("{n} finding below.", "{n} findings below.", found),
  });
}

const ENDED: Partial<Record<Job["state"], string>> = {
  cancelled: t("Verifying was cancelled. What was found until then is listed below."),
  done: t("All records were verified just now."),
};

/** Whether everything is as it was recorded, and the button that looks again. */
export function State({ known, watched, onVerify }: { known: IntegrityState; watched: Watched; onVerify: () => void }): ReactElement {
  const { job, isAsked, cancel } = watched;
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
              {t("Cancel")}
            </button>
          ) : (
            known.may_change && (
              <button type="button" className="of-btn of-btn--primary" aria-busy={isAsked} aria-disabled={isAsked} onClick={onVerify}>
                {t("Verify now")}
              </button>
            )
          )
        }
      >
        {job !== null && (isBusy ? <JobProgress job={job} label={t("Verifying all records")} far={(n, number) => tn("{n} record was verified.", "{n} records were verified.", number, { n })} /> : ENDED[job.state] !== undefined && <p role="status">{ENDED[job.state]}</p>)}
      </Banner>
      <JobFaults watched={watched} what={t("Verifying")} />
    </>
  );
}
