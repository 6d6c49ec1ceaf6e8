// SPDX-License-Identifier: AGPL-3.0-or-later
/** What happens while a form is filled in: answers, problems and sending, tied together. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { formOf } from "../form/dialects";
import { withoutHidden } from "../form/hidden";
import { normalise, type ShownForm } from "../form/normalise";
import { broughtUp } from "../form/opening";
import { prepare } from "../form/prepare";
import type { Section } from "../form/sections";
import { removeDraft, type Draft } from "./drafts";
import { useGuard } from "../shared/session";
import type { Answers, FormView, SubmissionAnswer } from "../shared/types";
import { useAnswers, type AnswersState } from "./useAnswers";
import { usePointerPause } from "./usePointerPause";
import { useProblems, type ProblemState } from "./useProblems";
import { useRefusedNames, type RefusedNames } from "./useRefusedNames";
import { useSections } from "./useSections";
import { useSubmission, type Sending } from "./useSubmission";

/** Whether what asks is still on the page. */
function useIsHere(): () => boolean {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return useCallback(() => here.current, []);
}

export interface Filler {
  state: AnswersState;
  problems: ProblemState;
  sending: Sending;
  shown: ShownForm;
  sections: Section[];
  /** Rises whenever problems keep the answers from being submitted. */
  summaryTurn: number;
  isLoggedIn: boolean;
  change: (answers: Answers, field: string | undefined) => void;
  leave: (field: string) => void;
  onRefusedName: RefusedNames["tell"];
  submit: (base?: number) => void;
}

export function useFiller(view: FormView, draftKey: string, draft: Draft | null, onDone: (answer: SubmissionAnswer) => void): Filler {
  const { login } = useGuard();
  const shown = useMemo(() => normalise(formOf(view.version), view.version.ui_schema), [view.version]);
  const state = useAnswers(view, shown, draftKey, draft);
  const sections = useSections(shown, state.answers);
  const names = useRefusedNames();
  const problems = useProblems(view.version, shown, state.answers, names.list);
  const leave = usePointerPause(problems.leave);
  const [summaryTurn, setSummaryTurn] = useState(0);
  const toSummary = useCallback(() => setSummaryTurn((turn) => turn + 1), []);
  const isHere = useIsHere();
  // The browser's objections are not repeated: a second press asks the server, whose verdict counts.
  const objected = useRef<string | null>(null);
  /** What was last sent. */
  const asked = useRef<Answers>({});

  const sending = useSubmission({
    view,
    sent: state.sent,
    onSending: state.setSent,
    onDone: (answer) => {
      removeDraft(draftKey);
      onDone(answer);
    },
    onInvalid: (list) => {
      void problems.refuse(asked.current, list).then(toSummary);
    },
  });
  const { phase, send, stop } = sending;

  const { change: keep } = state;
  const change = useCallback(
    (answers: Answers, field: string | undefined) => {
      if (field === undefined) {
        keep(answers, field);
        return;
      }
      keep(broughtUp(shown, withoutHidden(shown, answers)), field);
      // Other answers are another submission; the waiting one is not sent any more.
      if (phase.kind === "waiting" || phase.kind === "refused") stop();
    },
    [keep, phase.kind, stop, shown],
  );

  /** A press while the answers are being looked at is the same press. */
  const isLooking = useRef(false);

  /** Whether something on this page speaks against sending prepared answers. */
  const objects = async (answers: Answers): Promise<boolean> => {
    const text = JSON.stringify(answers);
    const isNew = objected.current !== text;
    // Looked at now: the problems on the page may be those of a moment ago. Of refused names the server would know nothing.
    if (names.now().length === 0 && !(isNew && (await problems.objections(answers)).length > 0)) return false;
    objected.current = text;
    await problems.showAll();
    toSummary();
    return true;
  };

  const submit = async (base: number = state.base): Promise<void> => {
    if (phase.kind === "sending" || isLooking.current || login.kind !== "in") return;
    const answers = prepare(state.answers);
    isLooking.current = true;
    const mayNot = await objects(answers);
    isLooking.current = false;
    // Whoever has closed the form meanwhile sends nothing.
    if (mayNot || !isHere()) return;
    asked.current = answers;
    send({ answers, message: state.message, base });
  };

  return { state, problems, sending, shown, sections, summaryTurn, isLoggedIn: login.kind === "in", change, leave, onRefusedName: names.tell, submit: (base) => void submit(base) };
}
