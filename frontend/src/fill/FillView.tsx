// SPDX-License-Identifier: AGPL-3.0-or-later
/** Filling in one form version for one object. */
import { useMemo, useState, type ReactElement } from "react";
import { FormBody } from "../form/FormBody";
import type { Draft } from "./drafts";
import { LoginBanner } from "../shared/session";
import type { FormView, SubmissionAnswer, SubmissionView } from "../shared/types";
import { Conflict } from "./Conflict";
import { DiscardDialog } from "./DiscardDialog";
import { ErrorSummary } from "./ErrorSummary";
import { NotAsked } from "./NotAsked";
import { Origin } from "./Origin";
import { Meter, OldVersion, SaveBar, Trouble } from "./FillParts";
import { FormBar } from "../shared/ObjectBar";
import { t } from "../shared/texts";
import { SectionNav } from "./SectionNav";
import { SubmitBox } from "./SubmitBox";
import { useFiller } from "./useFiller";
import { idOf } from "./useProblems";
import { strangePairs, typeWord } from "../shared/words";
import { useWayfinding } from "./useWayfinding";

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

export function FillView(props: Props): ReactElement {
  const { view, draftKey, draft, origin, now, onBack, onDone, onDiscarded, onMoveOver } = props;
  const filler = useFiller(view, draftKey, draft, onDone);
  const { state, problems, sending, sections, isLoggedIn, submit } = filler;
  const { phase, stop, tryNow } = sending;
  const { body, current, goTo, goToSection, follow } = useWayfinding();
  const [isAsking, setAsking] = useState(false);
  const answered = problems.required.filter((answer) => answer.answered).length;
  const { problems: all, messages } = problems;
  const visible = useMemo(() => all.filter((problem) => messages.has(idOf(problem))), [all, messages]);
  const takeTheirs = ({ answers, submission }: SubmissionView): (() => void) | undefined =>
    answers === null
      ? undefined
      : () => {
          state.replace(answers, submission.number);
          stop();
        };
  return (
    <div ref={body}>
      <FormBar
        object={view.object}
        name={view.form.name}
        version={view.version.number}
        onBack={onBack}
        meter={<Meter answered={answered} total={problems.required.length} />}
      />
      <SaveBar state={state} />
      <div className="of-panel-body of-stack">
        <LoginBanner holds={t("Your answers are kept on this page and in this browser.")} typed />
        {view.version.number !== view.current_version && <OldVersion view={view} onMoveOver={onMoveOver} />}
        {view.strange_pairs && <p className="of-small of-muted">{strangePairs(typeWord(view.object.type))}</p>}
        {origin && <Origin>{origin}</Origin>}
        {phase.kind === "conflict" && (
          <Conflict
            head={phase.head}
            changes={phase.changes}
            now={now}
            onKeepMine={() => {
              state.setBase(phase.head.submission.number);
              submit(phase.head.submission.number);
            }}
            onTakeTheirs={takeTheirs(phase.head)}
          />
        )}
        {problems.isAllShown && <ErrorSummary problems={visible} turn={filler.summaryTurn} onGo={goTo} />}
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
              shown={filler.shown}
              answers={state.answers}
              sections={sections}
              messages={problems.messages}
              onChange={filler.change}
              onLeave={filler.leave}
              onRefusedName={filler.onRefusedName}
              onSubmit={() => submit()}
            >
              <NotAsked questions={view.version.not_asked} />
              <SubmitBox
                base={state.base}
                message={state.message}
                onMessage={state.setMessage}
                isSending={phase.kind === "sending"}
                isBlocked={!isLoggedIn}
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
        <DiscardDialog
          onDiscard={() => {
            stop();
            state.discard();
            onDiscarded();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
