// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which problems there are, and which of them are shown: those of fields that were left, all after submitting. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { formOf } from "../form/dialects";
import type { RefusedName } from "../form/context";
import { humanPath, inFormOrder } from "../form/paths";
import { fieldId, parsePointer } from "../form/pointers";
import { prepare } from "../form/prepare";
import { allAnswered, requiredAnswers, type RequiredAnswer } from "../form/progress";
import type { ShownForm } from "../form/normalise";
import { t } from "../shared/texts";
import type { Answers, FormSchemas, Problem } from "../shared/types";
import { Examiner, type Examined } from "./examiner";
import { usePause } from "./usePause";
import { stillRefused, stillSaid, type Verdict } from "./verdict";

export interface ProblemState {
  /** The browser's, and the server's where the answer is still the one it refused; and names that maps did not take. */
  problems: Problem[];
  required: RequiredAnswer[];
  /** By field id. */
  messages: ReadonlyMap<string, Problem>;
  leave: (field: string) => void;
  /** From now on every problem is shown. */
  showAll: () => Promise<void>;
  isAllShown: boolean;
  /** The server's verdict on prepared answers. */
  refuse: (answers: Answers, problems: Problem[]) => Promise<void>;
  /** What speaks here against sending prepared answers: what the server has judged already does not. */
  objections: (answers: Answers) => Promise<Problem[]>;
}

export const idOf = (problem: Problem): string => fieldId(parsePointer(problem.pointer));

const NONE: Problem[] = [];

/**
 * What was found in the answers when somebody last looked at them, and how to look at those of this moment. Who types is not kept waiting
 * by what is wrong; it is said once they pause, or leave the question.
 */
function useExamined(form: RJSFSchema, uiSchema: UiSchema, answers: Answers): [Examined, () => Promise<void>, Examiner] {
  const examiner = useMemo(() => new Examiner(form, uiSchema), [form, uiSchema]);
  const latest = useRef(answers);
  latest.current = answers;
  const [examined, setExamined] = useState<Examined>(() => ({ answers: prepare(answers), problems: null }));
  const look = useCallback(async () => setExamined(await examiner.examine(prepare(latest.current))), [examiner]);
  useEffect(() => {
    void look();
    return () => examiner.close();
  }, [look, examiner]);
  usePause(answers, look);
  return [examined, look, examiner];
}

export function useProblems(version: FormSchemas, shown: ShownForm, answers: Answers, names: readonly RefusedName[]): ProblemState {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isAllShown, setAllShown] = useState(false);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const form = formOf(version);
  const [examined, look, examiner] = useExamined(form, shown.uiSchema, answers);
  const { answers: prepared, problems: known } = examined;
  const found = known ?? NONE;
  const required = useMemo(() => {
    const open = requiredAnswers(form, prepared);
    return known?.length === 0 ? allAnswered(open) : open;
  }, [form, prepared, known]);
  const problems = useMemo(() => {
    const refused = stillRefused(verdict, prepared);
    const pointers = new Set(refused.map((problem) => problem.pointer));
    const said = stillSaid(verdict, prepared, found).filter((problem) => !pointers.has(problem.pointer));
    const unnamed = names.map(({ pointer, message }): Problem => {
      const map = humanPath(form, shown.uiSchema, prepared, parsePointer(pointer).slice(0, -1));
      return { pointer, path: [map, t("Name of a new entry")].filter(Boolean).join(" > "), message, keyword: "propertyNames" };
    });
    if (refused.length === 0 && unnamed.length === 0) return said;
    return inFormOrder(form, prepared, [...refused, ...said, ...unnamed], (problem) => parsePointer(problem.pointer));
  }, [verdict, prepared, found, form, names, shown.uiSchema]);
  const messages = useMemo(() => {
    const shownNow = problems.filter((problem) => isAllShown || left.has(idOf(problem)));
    return new Map(shownNow.map((problem) => [idOf(problem), problem]));
  }, [problems, isAllShown, left]);
  const leave = useCallback(
    (field: string) => {
      // Not before somebody has looked: what was found earlier may be about half an answer.
      void look().then(() => setLeft((was) => (was.has(field) ? was : new Set(was).add(field))));
    },
    [look],
  );
  const showAll = useCallback(async () => {
    await look();
    setAllShown(true);
  }, [look]);
  const refuse = useCallback(
    async (refused: Answers, list: Problem[]) => {
      const browser = new Set((await examiner.examineThese(refused)).map((problem) => problem.pointer));
      setVerdict({ answers: refused, problems: list, browser });
      await showAll();
    },
    [examiner, showAll],
  );
  const objections = useCallback(
    async (given: Answers) => stillSaid(verdict, given, await examiner.examineThese(given)),
    [examiner, verdict],
  );
  return { problems, required, messages, leave, showAll, isAllShown, refuse, objections };
}
