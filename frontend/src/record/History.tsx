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
import { rich, unseen } from "../shared/rich";
import { t, tn } from "../shared/texts";
import { copyReason, nameOf, strangePairs, typeWord } from "../shared/words";
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
      return <p className="of-small of-muted">{t("The changes cannot be shown, because the previous answers can no longer be proved.")}</p>;
    }
    const unchanged = leafPaths(detail.answers).length - detail.changes.filter((change) => change.change !== "removed").length;
    return (
      <>
        {detail.changes.length > 0 && (
          <DiffTable
            changes={detail.changes}
            before={t("Before ({number})", { number: number - 1 })}
            after={t("After ({number})", { number })}
            label={t("Changes from submission {before} to {after}", { before: number - 1, after: number })}
          />
        )}
        <p className="of-small of-muted">
          {tn("{n} field changed, {unchanged} unchanged", "{n} fields changed, {unchanged} unchanged", detail.changes.length, {
            unchanged: Math.max(0, unchanged),
          })}
        </p>
      </>
    );
  }
  if (shown === "answers") {
    if (detail.answers === null) return null;
    const rows = answerRows(view, detail.answers);
    // A form that requires nothing can be submitted as it is.
    if (rows.length === 0) return <p className="of-small of-muted">{t("All questions were left empty.")}</p>;
    return <AnswersTable changes={rows} label={t("Answers of submission {number}", { number })} />;
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
  const type = typeWord(view.object.type);
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
      setError(failure instanceof ApiError ? failure.message : t("The submission could not be read."));
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
  const { number } = submission;
  const whose = { hidden: unseen() };
  const button = (wanted: "changes" | "answers", show: string, hide: string): ReactElement => (
    <button type="button" className="of-btn of-btn--sm" aria-expanded={shown === wanted} onClick={() => toggle(wanted)}>
      {rich(shown === wanted ? hide : show, whose)}
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
            {isCurrent ? t("Submission {number}, current", { number }) : t("Submission {number}", { number })}
          </h3>
          <span className="of-muted of-small">
            {submission.imported ? (
              <Imported claim={submission.imported} by={submission.author} at={submission.time} now={now} />
            ) : (
              <>
                {submission.sudoer
                  ? t("{name}, in a session that {opener} opened", { name: nameOf(submission.author), opener: nameOf(submission.sudoer) })
                  : nameOf(submission.author)}{" "}
                · {submission.time && <Moment iso={submission.time} now={now} />}
              </>
            )}{" "}
            · {t("form version {version}", { version: submission.version })} · <StateMark state={state} type={type} />
          </span>
        </div>
        <p className="of-small">
          {submission.message ? <span className="of-quote">{submission.message}</span> : <span className="of-muted">{t("No message.")}</span>}
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
        {shown !== "none" && !detail && !error && <p className="of-small of-muted">{t("Reading submission {number}…", { number })}</p>}
        <div className="of-row of-row--tight">
          {!isFirst && button("changes", t("Show changes <hidden>of submission {number}</hidden>", { number }), t("Hide changes <hidden>of submission {number}</hidden>", { number }))}
          {button("answers", t("Show answers <hidden>of submission {number}</hidden>", { number }), t("Hide answers <hidden>of submission {number}</hidden>", { number }))}
          {!isCurrent && onRestore && (
            <button type="button" className="of-btn of-btn--sm" onClick={() => void restore()}>
              <Icon name="undo" />
              {rich(t("Restore… <hidden>submission {number}</hidden>", { number }), whose)}
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
            {t("Submission {number}", { number: submission.number })}
          </h3>
        </div>
        <p className="of-error">
          <Icon name="alert" />
          {t("This entry cannot be proven.")}
        </p>
        <p className="of-small">{submission.unproven}</p>
        <EntryMarks view={view} number={submission.number} now={now} />
      </div>
    </li>
  );
}

function EntryMarks({ view, number, now }: { view: FormView; number: number; now: Date }): ReactElement {
  const damages = view.damages.filter((damage) => damage.number === number);
  return <Marks damages={damages} now={now} label={t("What was noticed of submission {number}", { number })} />;
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
          {isReading ? t("Reading older submissions…") : t("Show older")}
        </button>
        <span className="of-small of-muted">{t("The newest {shown} of {total} are shown.", { shown: history.length, total })}</span>
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
        {t("History")} <span className="of-over">{tn("{n} submission", "{n} submissions", total)}</span>
      </h2>
      <Checked view={view} shown={history} now={now} />
      {history.length === 0 ? (
        <p className="of-muted">
          {view.strange_pairs ? strangePairs(typeWord(view.object.type)) : t("Nothing has been submitted yet.")}
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
          {t("Restoring adds submission {number} with the old answers. Nothing is ever removed from the history.", { number: total + 1 })}
        </p>
      )}
    </section>
  );
}
