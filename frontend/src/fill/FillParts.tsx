// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is said around the questions while they are filled in. */
import type { ReactElement } from "react";
import { Icon } from "../shared/icons";
import { Banner } from "../shared/parts";
import { rich } from "../shared/rich";
import { t, tn } from "../shared/texts";
import type { FormView } from "../shared/types";
import { clockOf, dayOf, progress } from "../shared/words";
import type { AnswersState } from "./useAnswers";
import type { Phase } from "./useSubmission";

export function SaveBar({ state }: { state: AnswersState }): ReactElement {
  const { savedAt, isStored, removed, undo } = state;
  let line = <span>{t("What you type is kept as a draft in this browser. Only you can see it until you submit.")}</span>;
  if (!isStored) {
    line = (
      <span>
        <Icon name="error" /> {t("This browser cannot store a draft: keep this page open until you have submitted.")}
      </span>
    );
  } else if (savedAt) {
    line = (
      <>
        <span>
          <Icon name="check" /> {t("Draft saved {day} at {time}", { day: dayOf(savedAt), time: clockOf(savedAt) })}
        </span>
        <span>{t("Only you can see it, in this browser, until you submit.")}</span>
      </>
    );
  }
  return (
    <div className="of-savebar" role="status">
      {line}
      {removed && (
        <span>
          {rich(tn("This change removed another answer. <undo>Undo</undo>", "This change removed {n} other answers. <undo>Undo</undo>", removed.count), {
            undo: (inside) => (
              <button type="button" className="of-btn-link" onClick={undo}>
                {inside}
              </button>
            ),
          })}
        </span>
      )}
    </div>
  );
}

interface TroubleProps {
  phase: Phase;
  onTryNow: () => void;
  onStop: () => void;
}

export function Trouble({ phase, onTryNow, onStop }: TroubleProps): ReactElement | null {
  if (phase.kind === "waiting") {
    return (
      <Banner
        kind={phase.limited ? "info" : "fault"}
        role="status"
        title={phase.limited ? t("Waiting for its turn; it will be submitted automatically") : t("Not submitted yet; it will be retried automatically")}
        actions={
          <>
            <button type="button" className="of-btn" onClick={onTryNow}>
              {t("Try now")}
            </button>
            <button type="button" className="of-btn" onClick={onStop}>
              {t("Stop trying")}
            </button>
          </>
        }
      >
        <p>
          {phase.limited
            ? t("A lot was sent within a minute, so this is sent at {time}. Your answers are kept meanwhile.", { time: clockOf(phase.at, true) })
            : t("{reason} Next try at {time}. Sending it again never creates a second submission.", {
                reason: phase.reason,
                time: clockOf(phase.at, true),
              })}
        </p>
      </Banner>
    );
  }
  if (phase.kind === "refused") {
    return (
      <Banner kind="bad" role="alert" title={t("Nothing was submitted")}>
        <p>{phase.error.message}</p>
      </Banner>
    );
  }
  return null;
}

export function OldVersion({ view, onMoveOver }: { view: FormView; onMoveOver: () => void }): ReactElement {
  return (
    <Banner
      kind="info"
      title={t("Version {version} of this form has been published since you began", { version: view.current_version })}
      actions={
        <button type="button" className="of-btn" onClick={onMoveOver}>
          {t("Move the answers to version {version}", { version: view.current_version })}
        </button>
      }
    >
      <p>{t("Your draft is for version {version}. You can move it over, or submit it as it is.", { version: view.version.number })}</p>
    </Banner>
  );
}

/** "7 of 9 required", with a bar. */
export function Meter({ answered, total }: { answered: number; total: number }): ReactElement | null {
  if (total === 0) return null;
  return (
    <div className="of-meter">
      <progress
        className={answered === total ? "of-progress of-progress--done" : "of-progress"}
        value={answered}
        max={total}
        aria-label={t("Required answers")}
      />
      <span>{progress(answered, total)}</span>
    </div>
  );
}
