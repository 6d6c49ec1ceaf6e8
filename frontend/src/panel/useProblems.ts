// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which problems there are, and which of them are shown: those of fields that were left, all after submitting. */
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { formOf } from "../form/dialects";
import { fieldId, isWithin, parsePointer } from "../form/pointers";
import { prepare } from "../form/prepare";
import { findProblems } from "../form/problems";
import { requiredAnswers, type RequiredAnswer } from "../form/progress";
import type { ShownForm } from "../form/normalise";
import type { Answers, FormVersion, Problem } from "../shared/types";

export interface ProblemState {
  /** The browser's, and the server's where the answer is still the one it refused. */
  problems: Problem[];
  required: RequiredAnswer[];
  /** By field id. */
  messages: ReadonlyMap<string, Problem>;
  leave: (field: string) => void;
  /** From now on every problem is shown. */
  showAll: () => void;
  isAllShown: boolean;
  refuse: (problems: Problem[]) => void;
  /** A field was changed: the server's word about it is out of date. */
  forget: (field: string) => void;
}

export const idOf = (problem: Problem): string => fieldId(parsePointer(problem.pointer));

const concerns = (id: string, field: string): boolean => isWithin(id, field) || isWithin(field, id);

export function useProblems(version: FormVersion, shown: ShownForm, answers: Answers): ProblemState {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isAllShown, setAllShown] = useState(false);
  const [refused, setRefused] = useState<Problem[]>([]);
  // Typing comes first; what is wrong may be said a frame later.
  const settled = useDeferredValue(answers);
  const prepared = useMemo(() => prepare(settled), [settled]);
  const form = formOf(version);
  const found = useMemo(() => findProblems(form, shown.uiSchema, prepared), [form, shown.uiSchema, prepared]);
  const required = useMemo(() => requiredAnswers(form, prepared), [form, prepared]);
  const problems = useMemo(() => {
    const known = new Set(found.map((problem) => problem.pointer));
    return [...found, ...refused.filter((problem) => !known.has(problem.pointer))];
  }, [found, refused]);
  const messages = useMemo(() => {
    const shownNow = problems.filter((problem) => isAllShown || left.has(idOf(problem)));
    return new Map(shownNow.map((problem) => [idOf(problem), problem]));
  }, [problems, isAllShown, left]);
  const leave = useCallback((field: string) => setLeft((was) => (was.has(field) ? was : new Set(was).add(field))), []);
  const showAll = useCallback(() => setAllShown(true), []);
  const refuse = useCallback((list: Problem[]) => {
    setRefused(list);
    setAllShown(true);
  }, []);
  const forget = useCallback(
    (field: string) =>
      setRefused((was) => (was.length === 0 ? was : was.filter((problem) => !concerns(idOf(problem), field)))),
    [],
  );
  return { problems, required, messages, leave, showAll, isAllShown, refuse, forget };
}
