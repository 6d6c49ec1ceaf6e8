// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is said around the questions while they are filled in. */
import type { ReactElement } from "react";
import { Icon } from "../shared/icons";
import { Banner } from "../shared/parts";
import type { FormView } from "../shared/types";
import { clockOf, dayOf } from "../shared/words";
import type { AnswersState } from "./useAnswers";
import type { Phase } from "./useSubmission";

export function SaveBar({ state }: { state: AnswersState }): ReactElement {
  const { savedAt, isStored, removed, undo } = state;
  let line = <span>What you type is kept as a draft in this browser. Only you can see it until you submit.</span>;
  if (!isStored) {
    line = (
      <span>
        <Icon name="error" /> This browser cannot store a draft: keep this page open until you have submitted.
      </span>
    );
  } else if (savedAt) {
    line = (
      <>
        <span>
          <Icon name="check" /> Draft saved {dayOf(savedAt)} at {clockOf(savedAt)}
        </span>
        <span>Only you can see it, in this browser, until you submit.</span>
      </>
    );
  }
  return (
    <div className="of-savebar" role="status">
      {line}
      {removed && (
        <span>
          This change removed {removed.count === 1 ? "another answer" : `${removed.count} other answers`}.{" "}
          <button type="button" className="of-btn-link" onClick={undo}>
            Undo
          </button>
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
        title={phase.limited ? "Waiting for its turn; it will be submitted automatically" : "Not submitted yet; it will be retried automatically"}
        actions={
          <>
            <button type="button" className="of-btn" onClick={onTryNow}>
              Try now
            </button>
            <button type="button" className="of-btn" onClick={onStop}>
              Stop trying
            </button>
          </>
        }
      >
        <p>
          {phase.limited
            ? `A lot was sent within a minute, so this is sent at ${clockOf(phase.at, true)}. Your answers are kept meanwhile.`
            : `${phase.reason} Next try at ${clockOf(phase.at, true)}. Sending it again never creates a second submission.`}
        </p>
      </Banner>
    );
  }
  if (phase.kind === "refused") {
    return (
      <Banner kind="bad" role="alert" title="Nothing was submitted">
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
      title={`Version ${view.current_version} of this form has been published since you began`}
      actions={
        <button type="button" className="of-btn" onClick={onMoveOver}>
          Move the answers to version {view.current_version}
        </button>
      }
    >
      <p>Your draft is for version {view.version.number}. You can move it over, or submit it as it is.</p>
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
        aria-label="Required answers"
      />
      <span>
        {answered} of {total} required
      </span>
    </div>
  );
}
