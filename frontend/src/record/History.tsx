// SPDX-License-Identifier: AGPL-3.0-or-later
/** Every submission of a form for an object, newest first; read only. */
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { ApiError } from "../shared/api/client";
import { Icon } from "../shared/icons";
import { Imported } from "../shared/Imported";
import { Moment, StateMark } from "../shared/parts";
import { useGuard } from "../shared/session";
import type { Answers, Change, FormView, Submission, SubmissionView } from "../shared/types";
import { humanPath, inFormOrder } from "../form/paths";
import { formOf } from "../form/dialects";
import { normalise } from "../form/normalise";
import { leafPaths, toPointer, valueAt, type Path } from "../form/pointers";
import { copyReason, count, nameOf, strangePairs } from "../shared/words";
import { Checked, Marks } from "./Damage";
import { AnswersTable, DiffTable } from "./DiffTable";
import type { ReadHistory } from "./useHistory";

interface HistoryProps {
  view: FormView;
  read: ReadHistory;
  now: Date;
  /** Missing where this person may not submit. */
  onRestore: ((submission: SubmissionView) => void) | undefined;
}

function answerRows(view: FormView, answers: Answers): Change[] {
  const added = (path: Path, shown: string): Change => ({ pointer: toPointer(path), path: shown, change: "added", before: null, after: valueAt(answers, path) });
  // What is too large to be shown as a form is not followed for titles either.
  if (!view.version.opens) return leafPaths(answers).map((path) => added(path, path.map((part) => (typeof part === "number" ? part + 1 : part)).join(" > ")));
  const form = formOf(view.version);
  const { uiSchema } = normalise(form, view.version.ui_schema);
  // Recorded answers are in the order of their canonical text, not of the form.
  return inFormOrder(form, answers, leafPaths(answers), (path) => path).map((path) => added(path, humanPath(form, uiSchema, answers, path)));
}

type Shown = "none" | "changes" | "answers";

function Details(props: { view: FormView; detail: SubmissionView; shown: Shown }): ReactElement | null {
  const { view, detail, shown } = props;
  const { number } = detail.submission;
  if (shown === "changes") {
    if (detail.changes === null || detail.answers === null) {
      return <p className="of-small of-muted">The changes cannot be shown, because the previous answers can no longer be proved.</p>;
    }
    const unchanged = leafPaths(detail.answers).length - detail.changes.filter((change) => change.change !== "removed").length;
    return (
      <>
        {detail.changes.length > 0 && (
          <DiffTable
            changes={detail.changes}
            before={`Before (${number - 1})`}
            after={`After (${number})`}
            label={`Changes from submission ${number - 1} to ${number}`}
          />
        )}
        <p className="of-small of-muted">
          {count(detail.changes.length, "field")} changed, {Math.max(0, unchanged)} unchanged
        </p>
      </>
    );
  }
  if (shown === "answers") {
    if (detail.answers === null) return null;
    const rows = answerRows(view, detail.answers);
    // A form that requires nothing can be submitted as it is.
    if (rows.length === 0) return <p className="of-small of-muted">All questions were left empty.</p>;
    return <AnswersTable changes={rows} label={`Answers of submission ${number}`} />;
  }
  return null;
}

interface EntryProps extends Omit<HistoryProps, "read"> {
  submission: Submission;
  isCurrent: boolean;
}

function Entry({ view, submission, isCurrent, now, onRestore }: EntryProps): ReactElement {
  const { api, guard } = useGuard();
  const isFirst = submission.number === 1;
  const [shown, setShown] = useState<Shown>(isCurrent ? (isFirst ? "answers" : "changes") : "none");
  const [detail, setDetail] = useState<SubmissionView | null>(null);
  const [error, setError] = useState<string | null>(null);
  const type = view.object.type.toLowerCase();
  // The copy on the object is that of the newest submission.
  const state = isCurrent || submission.state === "pending" ? submission.state : "recorded";
  const reason = isCurrent ? copyReason(submission.state_reason, type) : null;

  const load = useCallback(async (): Promise<SubmissionView | null> => {
    try {
      setError(null);
      const found = await guard(api.submission(submission.id));
      setDetail(found);
      return found;
    } catch (failure) {
      setError(failure instanceof ApiError ? failure.message : "The submission could not be read.");
      return null;
    }
  }, [api, guard, submission.id]);

  useEffect(() => {
    if (isCurrent) void load();
  }, [isCurrent, load]);

  const toggle = (wanted: Shown): void => {
    setShown(shown === wanted ? "none" : wanted);
    if (detail === null) void load();
  };
  const restore = async (): Promise<void> => {
    const found = detail ?? (await load());
    if (found) onRestore?.(found);
  };
  const button = (wanted: "changes" | "answers", word: string): ReactElement => (
    <button type="button" className="of-btn of-btn--sm" aria-expanded={shown === wanted} onClick={() => toggle(wanted)}>
      {shown === wanted ? `Hide ${word}` : `Show ${word}`}
      {" "}
      <span className="of-hidden">of submission {submission.number}</span>
    </button>
  );
  return (
    <li>
      <span className={isCurrent ? "of-timeline__n of-timeline__n--now" : "of-timeline__n"} aria-hidden="true">
        {submission.number}
      </span>
      <div className="of-stack of-stack--2">
        <div className="of-timeline__top">
          <h3 className="of-h3" tabIndex={-1} data-number={submission.number}>
            Submission {submission.number}
            {isCurrent && ", current"}
          </h3>
          <span className="of-muted of-small">
            {submission.imported ? (
              <Imported claim={submission.imported} by={submission.author} at={submission.time} now={now} />
            ) : (
              <>
                {nameOf(submission.author)}
                {submission.sudoer && `, in a session that ${nameOf(submission.sudoer)} opened`} ·{" "}
                {submission.time && <Moment iso={submission.time} now={now} />}
              </>
            )}{" "}
            · form version {submission.version} ·{" "}
            <StateMark state={state} type={type} />
          </span>
        </div>
        <p className="of-small">
          {submission.message ? <span className="of-quote">{submission.message}</span> : <span className="of-muted">No message.</span>}
        </p>
        {submission.imported?.fault && <p className="of-small">{submission.imported.fault}</p>}
        {reason && <p className="of-small of-muted">{reason}</p>}
        <EntryMarks view={view} number={submission.number} now={now} />
        {error && (
          <p className="of-error" role="alert">
            <Icon name="alert" />
            {error}
          </p>
        )}
        {detail && <Details view={view} detail={detail} shown={shown} />}
        {shown !== "none" && !detail && !error && <p className="of-small of-muted">Reading submission {submission.number}…</p>}
        <div className="of-row of-row--tight">
          {!isFirst && button("changes", "changes")}
          {button("answers", "answers")}
          {!isCurrent && onRestore && (
            <button type="button" className="of-btn of-btn--sm" onClick={() => void restore()}>
              <Icon name="undo" />
              Restore…{" "}
              <span className="of-hidden">submission {submission.number}</span>
            </button>
          )}
        </div>
      </div>
    </li>
  );
}

/** An entry that nothing proves: neither who, nor when, nor what is told of it. */
function UnprovenEntry({ view, submission, now }: EntryProps): ReactElement {
  return (
    <li>
      <span className="of-timeline__n" aria-hidden="true">
        {submission.number}
      </span>
      <div className="of-stack of-stack--2">
        <div className="of-timeline__top">
          <h3 className="of-h3" tabIndex={-1} data-number={submission.number}>
            Submission {submission.number}
          </h3>
        </div>
        <p className="of-error">
          <Icon name="alert" />
          This entry cannot be proven.
        </p>
        <p className="of-small">{submission.unproven}</p>
        <EntryMarks view={view} number={submission.number} now={now} />
      </div>
    </li>
  );
}

function EntryMarks({ view, number, now }: { view: FormView; number: number; now: Date }): ReactElement {
  const damages = view.damages.filter((damage) => damage.number === number);
  return <Marks damages={damages} now={now} label={`What was noticed of submission ${number}`} />;
}

/** What is left to be shown, and how much of it there is. */
function Older({ read }: { read: ReadHistory }): ReactElement | null {
  const { showOlder, isReading, error, history, total } = read;
  if (!showOlder) return null;
  return (
    <div className="of-stack of-stack--2">
      {error && (
        <p className="of-error" role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <div className="of-row">
        {/* It keeps the focus while it reads, so that nobody who uses the keyboard is put back to the top. */}
        <button type="button" className="of-btn of-btn--sm" aria-disabled={isReading} onClick={showOlder}>
          {isReading ? "Reading older submissions…" : "Show older"}
        </button>
        <span className="of-small of-muted">
          The newest {history.length} of {total} are shown.
        </span>
      </div>
    </div>
  );
}

export function History({ read, ...rest }: HistoryProps): ReactElement {
  const { history, total, reached } = read;
  const { view, now, onRestore } = rest;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // Reading goes on at the first of those that came.
    if (reached !== null) list.current?.querySelector<HTMLElement>(`[data-number="${reached}"]`)?.focus();
  }, [reached]);
  return (
    <section className="of-stack of-stack--3" aria-labelledby="of-hist">
      <h2 className="of-h2" id="of-hist">
        History <span className="of-over">{count(total, "submission")}</span>
      </h2>
      <Checked view={view} shown={history} now={now} />
      {history.length === 0 ? (
        <p className="of-muted">
          {view.strange_pairs ? strangePairs(view.object.type.toLowerCase()) : "Nothing has been submitted yet."}
        </p>
      ) : (
        <ol className="of-timeline" ref={list}>
          {history.map((submission, index) => {
            const Shown = submission.unproven === null ? Entry : UnprovenEntry;
            return <Shown key={submission.id} {...rest} submission={submission} isCurrent={index === 0} />;
          })}
        </ol>
      )}
      <Older read={read} />
      {onRestore && history.length > 1 && (
        <p className="of-small of-muted">
          Restoring adds submission {total + 1} with the old answers. Nothing is ever removed from the history.
        </p>
      )}
    </section>
  );
}
