// SPDX-License-Identifier: AGPL-3.0-or-later
import { useContext, useEffect, useState, type ReactElement, type ReactNode } from "react";
import { Icon, type IconName } from "../shared/icons";
import { clockWithOffset } from "../shared/moments";
import { Banner } from "../shared/parts";
import { useGuard } from "../shared/session";
import type { Submission } from "../shared/types";
import { OnWay } from "../shared/onWay";
import { t } from "../shared/texts";
import { copyReason } from "../shared/words";

const PAUSES_MS = [700, 1000, 2000, 3000, 5000];
const LONGEST_PAUSE_MS = 10_000;

/** The submission as it stands now: asked for until it is copied, or never will be. */
export function useProgress(start: Submission | null): Submission | null {
  const { api, guard } = useGuard();
  const [latest, setLatest] = useState(start);
  useEffect(() => setLatest(start), [start]);
  const id = start?.id;
  const isMoving = latest !== null && (latest.state === "pending" || latest.state === "recorded");
  useEffect(() => {
    if (id === undefined || !isMoving) return;
    let timer = 0;
    let looks = 0;
    const look = async (): Promise<void> => {
      try {
        const found = await guard(api.submission(id));
        if (timer >= 0) setLatest(found.submission);
      } catch {
        // The worker goes on without us; the next look may succeed.
      }
      again();
    };
    const again = (): void => {
      if (timer < 0) return;
      timer = window.setTimeout(() => void look(), PAUSES_MS[looks] ?? LONGEST_PAUSE_MS);
      looks += 1;
    };
    again();
    return () => {
      window.clearTimeout(timer);
      timer = -1;
    };
  }, [api, guard, id, isMoving]);
  return latest;
}

function Step(props: { icon: IconName; isDone: boolean; children: ReactNode }): ReactElement {
  const { icon, isDone, children } = props;
  return (
    <li data-open={isDone ? undefined : ""}>
      <Icon name={icon} />
      {children}
    </li>
  );
}

const at = (iso: string): string => clockWithOffset(new Date(iso));

function Steps({ submission, type }: { submission: Submission; type: string }): ReactElement {
  const { state, time, state_since: since } = submission;
  const isRecorded = state !== "pending";
  return (
    <ol className="of-steps" aria-label={t("What happened")}>
      <Step icon="compliant" isDone>
        {t("Accepted {time}", { time: at(time ?? since) })}
      </Step>
      <Step icon={isRecorded ? "recorded" : "pending"} isDone={isRecorded}>
        {!isRecorded ? t("Being recorded") : state === "recorded" ? t("Recorded {time}", { time: at(since) }) : t("Recorded")}
      </Step>
      <Step icon={state === "copied" ? "copied" : state === "nocopy" ? "nocopy" : "pending"} isDone={state === "copied"}>
        {state === "copied" && t("Copied to the {type} {time}", { type, time: at(since) })}
        {state === "nocopy" && t("No copy")}
        {state === "repair" && t("The copy will be retried automatically")}
        {(state === "pending" || state === "recorded") && t("Waiting to be copied to the {type}", { type })}
      </Step>
    </ol>
  );
}

interface Props {
  submission: Submission;
  type: string;
  newerVersion: number | null;
  onNext: () => void;
}

/** The fact, the number, the state; then the next thing to do. */
export function Confirmation({ submission, type, newerVersion, onNext }: Props): ReactElement {
  const { number, state } = submission;
  const reason = copyReason(submission.state_reason, type);
  const isPending = state === "pending";
  const way = useContext(OnWay);
  return (
    <Banner
      kind={isPending ? "info" : "ok"}
      icon={isPending ? "pending" : "compliant"}
      role="status"
      title={
        isPending
          ? t("Your answers were accepted as submission {number} and are being recorded", { number })
          : t("Submission {number} is recorded", { number })
      }
      actions={
        <>
          {way}
          <button type="button" className={way === null ? "of-btn of-btn--primary" : "of-btn"} onClick={onNext}>
            {t("See all forms of this {type}", { type })}
          </button>
        </>
      }
    >
      <Steps submission={submission} type={type} />
      {isPending && <p className="of-small">{t("You can leave this page. The number is final once it is recorded.")}</p>}
      {reason && <p className="of-small">{reason}</p>}
      {newerVersion !== null && (
        <p className="of-small">
          {t("Version {newer} of the form has been published in the meantime. Your answers are for version {version}.", {
            newer: newerVersion,
            version: submission.version,
          })}
        </p>
      )}
    </Banner>
  );
}
