// SPDX-License-Identifier: AGPL-3.0-or-later
/** Filling in one form version for one object. */
import { useCallback, useEffect, useMemo, useRef, useState, type FocusEvent, type ReactElement } from "react";
import { FormBody } from "../form/FormBody";
import { withoutHidden } from "../form/hidden";
import { normalise } from "../form/normalise";
import { domId, fieldId, parsePointer } from "../form/pointers";
import { prepare } from "../form/prepare";
import { findProblems } from "../form/problems";
import { sectionsOf } from "../form/sections";
import { Icon } from "../shared/icons";
import { Banner } from "../shared/parts";
import { LoginBanner, useGuard } from "../shared/session";
import { removeDraft, type Draft } from "../shared/drafts";
import type { Answers, FormView, Problem, SubmissionAnswer } from "../shared/types";
import { clockOf, dayOf } from "../shared/words";
import { Conflict } from "./Conflict";
import { Dialog } from "./Dialog";
import { ErrorSummary } from "./ErrorSummary";
import { FormBar } from "./ObjectBar";
import { SectionNav } from "./SectionNav";
import { SubmitBox } from "./SubmitBox";
import { useAnswers, type AnswersState } from "./useAnswers";
import { usePointerPause } from "./usePointerPause";
import { idOf, useProblems } from "./useProblems";
import { useSubmission, type Phase } from "./useSubmission";

interface Props {
  view: FormView;
  draftKey: string;
  draft: Draft | null;
  /** A sentence about where the answers come from, when they are neither empty nor a draft. */
  origin: string | null;
  now: Date;
  onBack: () => void;
  onDone: (answer: SubmissionAnswer) => void;
  onDiscarded: () => void;
  /** The same answers, for the newest version of the form. */
  onMoveOver: () => void;
}

/** The first thing at or above `pointer` that can take the focus. */
function focusField(within: HTMLElement, pointer: string): void {
  const path = parsePointer(pointer);
  for (let length = path.length; length > 0; length -= 1) {
    const id = fieldId(path.slice(0, length));
    const control = within.querySelector<HTMLElement>(`#${CSS.escape(domId(id))}`);
    const box = control ?? within.querySelector<HTMLElement>(`[data-field="${CSS.escape(id)}"]`);
    const target = box?.matches("input, select, textarea, button")
      ? box
      : box?.querySelector<HTMLElement>("input, select, textarea, button");
    if (target) {
      target.focus();
      target.scrollIntoView({ block: "center" });
      return;
    }
  }
}

function SaveBar({ state }: { state: AnswersState }): ReactElement {
  const { savedAt, isStored, removed, undo } = state;
  let line = <span>What you type is kept as a draft in this browser. Only you see it until you submit.</span>;
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
        <span>Only you see it, in this browser, until you submit.</span>
      </>
    );
  }
  return (
    <div className="of-savebar" role="status">
      {line}
      {removed && (
        <span>
          This change took {removed.count === 1 ? "another answer" : `${removed.count} other answers`} away.{" "}
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

function Trouble({ phase, onTryNow, onStop }: TroubleProps): ReactElement | null {
  if (phase.kind === "waiting") {
    return (
      <Banner
        kind="fault"
        role="status"
        title="Not submitted yet: it is tried again by itself"
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
          {phase.reason} Next try at {clockOf(phase.at, true)}. However often it is sent, it counts once.
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

function useSections(view: FormView, answers: Answers) {
  const shown = useMemo(() => normalise(view.version.schema, view.version.ui_schema), [view.version]);
  const sections = useMemo(() => sectionsOf(shown.schema, shown.uiSchema, answers), [shown, answers]);
  // Most changes leave the sections as they are; the same object spares the form a rendering.
  const key = JSON.stringify(sections);
  return { shown, sections: useMemo(() => JSON.parse(key) as typeof sections, [key]) };
}

export function FillView(props: Props): ReactElement {
  const { view, draftKey, draft, origin, now, onBack, onDone, onDiscarded, onMoveOver } = props;
  const { login } = useGuard();
  const state = useAnswers(view, draftKey, draft);
  const { shown, sections } = useSections(view, state.answers);
  const problems = useProblems(view.version, shown, state.answers);
  const leave = usePointerPause(problems.leave);
  const [summaryTurn, setSummaryTurn] = useState(0);
  const [current, setCurrent] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  // The browser's objections are not repeated: a second press asks the server, whose verdict counts.
  const objected = useRef<string | null>(null);

  const sending = useSubmission({
    view,
    sent: state.sent,
    onSending: state.setSent,
    onDone: (answer) => {
      removeDraft(draftKey);
      onDone(answer);
    },
    onInvalid: (list) => {
      problems.refuse(list);
      setSummaryTurn((turn) => turn + 1);
    },
  });
  const { phase, send, stop, tryNow } = sending;

  useEffect(() => body.current?.querySelector("h1")?.focus({ preventScroll: true }), []);

  const change = useCallback(
    (answers: Answers, field: string | undefined) => {
      if (field === undefined) {
        state.change(answers, field);
        return;
      }
      state.change(withoutHidden(shown.schema, answers), field);
      problems.forget(field);
      // Other answers are another submission; the waiting one is not sent any more.
      if (phase.kind === "waiting" || phase.kind === "refused") stop();
    },
    [state.change, problems.forget, phase.kind, stop, shown.schema],
  );

  const submit = (base: number = state.base): void => {
    if (phase.kind === "sending" || login.kind !== "in") return;
    const answers = prepare(state.answers);
    const text = JSON.stringify(answers);
    // Looked at now: the problems on the page may be those of a moment ago.
    if (objected.current !== text && findProblems(view.version.schema, shown.uiSchema, answers).length > 0) {
      objected.current = text;
      problems.showAll();
      setSummaryTurn((turn) => turn + 1);
      return;
    }
    send({ answers, message: state.message, base });
  };

  const goTo = (problem: Problem): void => {
    if (body.current) focusField(body.current, problem.pointer);
  };
  const goToSection = (key: string): void => {
    setCurrent(key);
    const section = body.current?.querySelector<HTMLElement>(`[data-section="${CSS.escape(key)}"]`);
    section?.scrollIntoView({ block: "start" });
    section?.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  };
  const follow = (event: FocusEvent): void => {
    const key = event.target.closest("[data-section]")?.getAttribute("data-section");
    if (key) setCurrent(key);
  };

  const answered = problems.required.filter((answer) => answer.answered).length;
  const total = problems.required.length;
  const visible = problems.problems.filter((problem) => problems.messages.has(idOf(problem)));
  return (
    <div ref={body}>
      <FormBar
        object={view.object}
        name={view.form.name}
        version={view.version.number}
        onBack={onBack}
        meter={
          total > 0 && (
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
          )
        }
      />
      <SaveBar state={state} />
      <div className="of-panel-body of-stack">
        <LoginBanner holds="Your answers are kept on this page and in this browser." />
        {view.version.number !== view.current_version && <OldVersion view={view} onMoveOver={onMoveOver} />}
        {origin && (
          <Banner kind="info" title={origin}>
            <p>Look them over before you submit.</p>
          </Banner>
        )}
        {phase.kind === "conflict" && (
          <Conflict
            head={phase.head}
            changes={phase.changes}
            now={now}
            onKeepMine={() => {
              state.setBase(phase.head.submission.number);
              submit(phase.head.submission.number);
            }}
            onTakeTheirs={() => {
              state.replace(phase.head.answers, phase.head.submission.number);
              stop();
            }}
          />
        )}
        {problems.isAllShown && <ErrorSummary problems={visible} turn={summaryTurn} onGo={goTo} />}
        <div className={sections.length > 1 ? "of-formgrid" : undefined}>
          {sections.length > 1 && (
            <SectionNav
              sections={sections}
              required={problems.required}
              problems={visible}
              current={current ?? sections[0]?.key ?? null}
              onGo={goToSection}
            />
          )}
          <div onFocus={follow}>
            <FormBody
              shown={shown}
              answers={state.answers}
              sections={sections}
              messages={problems.messages}
              onChange={change}
              onLeave={leave}
              onSubmit={() => submit()}
            >
              <SubmitBox
                base={state.base}
                message={state.message}
                onMessage={state.setMessage}
                isSending={phase.kind === "sending"}
                isBlocked={login.kind !== "in"}
                hasDraft={state.savedAt !== null}
                onClose={onBack}
                onDiscard={() => setAsking(true)}
              >
                <Trouble phase={phase} onTryNow={tryNow} onStop={stop} />
              </SubmitBox>
            </FormBody>
          </div>
        </div>
      </div>
      {isAsking && (
        <Dialog
          title="Discard this draft?"
          action="Discard the draft"
          onAction={() => {
            stop();
            state.discard();
            onDiscarded();
          }}
          onClose={() => setAsking(false)}
        >
          <p>What you typed since the last submission is taken out of this browser. What was submitted stays in the history.</p>
        </Dialog>
      )}
    </div>
  );
}

function OldVersion({ view, onMoveOver }: { view: FormView; onMoveOver: () => void }): ReactElement {
  return (
    <Banner
      kind="info"
      title={`Version ${view.current_version} of this form was published since you began`}
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
