// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which problems there are, and which of them are shown: those of fields that were left, all after submitting. */
import { useCallback, useMemo, useState } from "react";
import { formOf } from "../form/dialects";
import type { RefusedName } from "../form/context";
import { humanPath, inFormOrder } from "../form/paths";
import { fieldId, parsePointer } from "../form/pointers";
import { prepare } from "../form/prepare";
import { findProblems } from "../form/problems";
import { allAnswered, requiredAnswers, type RequiredAnswer } from "../form/progress";
import type { ShownForm } from "../form/normalise";
import type { Answers, FormVersion, Problem } from "../shared/types";
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
  showAll: () => void;
  isAllShown: boolean;
  /** The server's verdict on prepared answers. */
  refuse: (answers: Answers, problems: Problem[]) => void;
  /** What speaks here against sending prepared answers: what the server has judged already does not. */
  objections: (answers: Answers) => Problem[];
}

export const idOf = (problem: Problem): string => fieldId(parsePointer(problem.pointer));

export function useProblems(version: FormVersion, shown: ShownForm, answers: Answers, names: readonly RefusedName[]): ProblemState {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isAllShown, setAllShown] = useState(false);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  // Who types is not kept waiting by what is wrong; it is said once they pause, or leave the question.
  const [settled, settle] = usePause(answers);
  const prepared = useMemo(() => prepare(settled), [settled]);
  const form = formOf(version);
  const found = useMemo(() => findProblems(form, shown.uiSchema, prepared), [form, shown.uiSchema, prepared]);
  const required = useMemo(() => {
    const open = requiredAnswers(form, prepared);
    return found.length === 0 ? allAnswered(open) : open;
  }, [form, prepared, found]);
  const problems = useMemo(() => {
    const refused = stillRefused(verdict, prepared);
    const known = new Set(refused.map((problem) => problem.pointer));
    const said = stillSaid(verdict, prepared, found).filter((problem) => !known.has(problem.pointer));
    const unnamed = names.map(({ pointer, message }): Problem => {
      const map = humanPath(form, shown.uiSchema, prepared, parsePointer(pointer).slice(0, -1));
      return { pointer, path: [map, "Name of a new entry"].filter(Boolean).join(" > "), message, keyword: "propertyNames" };
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
      settle();
      setLeft((was) => (was.has(field) ? was : new Set(was).add(field)));
    },
    [settle],
  );
  const showAll = useCallback(() => {
    settle();
    setAllShown(true);
  }, [settle]);
  const refuse = useCallback(
    (refused: Answers, list: Problem[]) => {
      const browser = new Set(findProblems(form, shown.uiSchema, refused).map((problem) => problem.pointer));
      setVerdict({ answers: refused, problems: list, browser });
      showAll();
    },
    [form, shown.uiSchema, showAll],
  );
  const objections = useCallback(
    (given: Answers) => stillSaid(verdict, given, findProblems(form, shown.uiSchema, given)),
    [form, shown.uiSchema, verdict],
  );
  return { problems, required, messages, leave, showAll, isAllShown, refuse, objections };
}
