// SPDX-License-Identifier: AGPL-3.0-or-later
/** Somebody submitted in the meantime: who, when, which fields differ, and what to do. Nothing is overwritten silently. */
import { useEffect, useRef, useState, type ReactElement } from "react";
import { Banner, Moment } from "../shared/parts";
import type { Change, SubmissionView } from "../shared/types";
import { count, nameOf } from "../shared/words";
import { DiffTable } from "../record/DiffTable";

interface Props {
  head: SubmissionView;
  /** From theirs to mine. */
  changes: Change[];
  now: Date;
  onKeepMine: () => void;
  /** Missing where nothing proves theirs. */
  onTakeTheirs: (() => void) | undefined;
}

export function Conflict({ head, changes, now, onKeepMine, onTakeTheirs }: Props): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const { number, author, time, message } = head.submission;
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1}>
      <Banner
        kind="warn"
        title={`${author ? nameOf(author) : "Somebody"} added submission ${number} while you were filling in the form`}
        actions={
          <>
            <button type="button" className="of-btn" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              Compare
            </button>
            <button type="button" className="of-btn" onClick={onKeepMine}>
              Keep mine
            </button>
            {onTakeTheirs && (
              <button type="button" className="of-btn" onClick={onTakeTheirs}>
                Take theirs
              </button>
            )}
          </>
        }
      >
        <p>
          {time && <Moment iso={time} now={now} />}
          {message && (
            <>
              : <span className="of-quote">{message}</span>
            </>
          )}
        </p>
        {changes.length === 0 ? (
          <p>The answers are the same as yours.</p>
        ) : (
          <p>
            {count(changes.length, "field differs", "fields differ")}:{" "}
            {changes
              .slice(0, 5)
              .map((change) => change.path)
              .join(", ")}
            {changes.length > 5 && `, and ${changes.length - 5} more`}.
          </p>
        )}
        {isOpen && changes.length > 0 && (
          <DiffTable changes={changes} before={`Theirs (${number})`} after="Yours" label={`What differs from submission ${number}`} />
        )}
        <p className="of-small of-muted">
          “Keep mine” submits your answers as submission {number + 1}; theirs stay in the history.
          {onTakeTheirs && " Take theirs puts their answers in this form in place of yours."}
        </p>
      </Banner>
    </div>
  );
}
