// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the server said of answers, and who speaks of which question from then on. */
import { parsePointer, valueAt } from "../form/pointers";
import type { Answers, Problem } from "../shared/types";

export interface Verdict {
  /** The prepared answers that were refused. */
  answers: Answers;
  problems: Problem[];
  /** Where the browser had objections of its own to them, which the server does not share or has said better. */
  browser: ReadonlySet<string>;
}

function isChanged(verdict: Verdict, answers: Answers, problem: Problem): boolean {
  const path = parsePointer(problem.pointer);
  return JSON.stringify(valueAt(answers, path)) !== JSON.stringify(valueAt(verdict.answers, path));
}

/**
 * Of the browser's problems in `answers` those that still count: the server has judged all others, so that a question is red only
 * if the server would refuse it.
 */
export function stillSaid(verdict: Verdict | null, answers: Answers, found: Problem[]): Problem[] {
  if (verdict === null) return found;
  return found.filter((problem) => !verdict.browser.has(problem.pointer) || isChanged(verdict, answers, problem));
}

/** Of the server's problems those whose answer is still the one it refused. */
export function stillRefused(verdict: Verdict | null, answers: Answers): Problem[] {
  return verdict === null ? [] : verdict.problems.filter((problem) => !isChanged(verdict, answers, problem));
}
