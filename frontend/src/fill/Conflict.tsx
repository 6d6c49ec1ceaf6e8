// SPDX-License-Identifier: AGPL-3.0-or-later
/** Somebody submitted in the meantime: who, when, which fields differ, and what to do. Nothing is overwritten silently. */
import { useEffect, useRef, useState, type ReactElement } from "react";
import { Banner, Moment } from "../shared/parts";
import type { Change, SubmissionView } from "../shared/types";
import { nameOf } from "../shared/words";
import { DiffTable } from "../record/DiffTable";
import { t, tn } from "../shared/texts";

/** So many of the fields that differ are named. */
const MOST_NAMED = 5;

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
  const more = changes.length - MOST_NAMED;
  const fields = changes
    .slice(0, MOST_NAMED)
    .map((change) => change.path)
    .join(", ");
  return (
    <div ref={box} tabIndex={-1}>
      <Banner
        kind="warn"
        title={
          author
            ? t("{name} added submission {number} while you were filling in the form", { name: nameOf(author), number })
            : t("Somebody added submission {number} while you were filling in the form", { number })
        }
        actions={
          <>
            <button type="button" className="of-btn" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {t("Compare")}
            </button>
            <button type="button" className="of-btn" onClick={onKeepMine}>
              {t("Keep mine")}
            </button>
            {onTakeTheirs && (
              <button type="button" className="of-btn" onClick={onTakeTheirs}>
                {t("Take theirs")}
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
          <p>{t("The answers are the same as yours.")}</p>
        ) : (
          <p>
            {more > 0
              ? tn("{n} field differs: {fields}, and {more} more.", "{n} fields differ: {fields}, and {more} more.", changes.length, { fields, more })
              : tn("{n} field differs: {fields}.", "{n} fields differ: {fields}.", changes.length, { fields })}
          </p>
        )}
        {isOpen && changes.length > 0 && (
          <DiffTable changes={changes} before={t("Theirs ({number})", { number })} after={t("Yours")} label={t("What differs from submission {number}", { number })} />
        )}
        <p className="of-small of-muted">
          {t("“Keep mine” submits your answers as submission {number}; theirs stay in the history.", { number: number + 1 })}
          {onTakeTheirs && ` ${t("Take theirs puts their answers in this form in place of yours.")}`}
        </p>
      </Banner>
    </div>
  );
}
