// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is wrong with the form, and what its author should know: the server's words, at their places in what is shown now. */
import { t } from "../../shared/texts";
import type { CheckedForm, Problem } from "../../shared/types";
import type { Mark } from "../code/jsonEditor";
import type { FormDocument } from "../document/document";
import { questionOf } from "../document/finding";
import type { Outline } from "../document/outline";
import { placeOf, readDocument, type Pane, type Place } from "../document/reading";
import { fieldIdsOf } from "./places";

export interface FormProblem {
  pane: Pane;
  pointer: string;
  message: string;
  /** Keeps the form from being published; otherwise it is advice. */
  isBlocking: boolean;
  place: Place;
}

type Told = Omit<FormProblem, "place">;

const told = (pane: Pane, places: readonly { pointer: string; message: string }[], isBlocking: boolean): Told[] =>
  places.map(({ pointer, message }) => ({ pane, pointer, message, isBlocking }));

const START: Place = { offset: 0, length: 0, line: 1 };

/** The same ones each time: of most keys there is nothing to say, and nobody need look at that again. */
const NO_PROBLEMS: readonly FormProblem[] = [];
const NO_FAULTS: ReadonlyMap<string, Problem> = new Map();

/** A text that cannot be read says so at once; the server, which has seen an older one, is not asked about it. */
export function problemsOf(document: FormDocument, checked: CheckedForm | null): readonly FormProblem[] {
  const { faults } = readDocument(document);
  const broken = new Set(faults.map(({ pane }) => pane));
  const found = checked
    ? [
        ...told("schema", checked.schema_problems, true),
        ...told("uiSchema", checked.ui_schema_problems, true),
        ...told("schema", checked.warnings, false),
        ...checked.not_asked.map(({ pointer, reason }): Told => ({ pane: "schema", pointer, message: t("The page does not ask this question. {reason}", { reason }), isBlocking: false })),
      ].filter(({ pane }) => !broken.has(pane))
    : [];
  if (faults.length + found.length === 0) return NO_PROBLEMS;
  return [
    ...faults.map(({ pane, pointer, message, offset, length, line }): FormProblem => ({ pane, pointer, message, isBlocking: true, place: { offset, length, line } })),
    ...found.map((problem) => ({ ...problem, place: placeOf(document, problem.pointer, problem.pane) ?? START })),
  ];
}

/** At least a character, so that there is something to mark. */
export const marksOf = (problems: readonly FormProblem[], shown: Pane): Mark[] =>
  problems
    .filter(({ pane }) => pane === shown)
    .map(({ place, message, isBlocking }) => ({ offset: place.offset, length: Math.max(1, place.length), message, severity: isBlocking ? "error" : "warning" }));

/** What must be solved, at the fields of the questions that it is about. */
export function faultsOf(problems: readonly FormProblem[], outline: Outline | null): ReadonlyMap<string, Problem> {
  if (problems.length === 0) return NO_FAULTS;
  const found = new Map<string, Problem>();
  for (const { pane, pointer, message, isBlocking } of problems) {
    const question = outline && isBlocking ? questionOf(outline, pane, pointer) : null;
    for (const id of question ? fieldIdsOf(question) : []) {
      const said = found.get(id)?.message;
      found.set(id, { pointer, path: question?.title ?? "", message: said === undefined ? message : `${said} ${message}`, keyword: "" });
    }
  }
  return found;
}
