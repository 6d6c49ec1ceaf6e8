// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RJSFSchema } from "@rjsf/utils";
import { inPageDialect } from "../../src/form/dialects";
import { judgeOf } from "../../src/form/engine";
import { withoutHidden } from "../../src/form/hidden";
import { normalise } from "../../src/form/normalise";
import { humanPath } from "../../src/form/paths";
import { leafPaths } from "../../src/form/pointers";
import { prepare } from "../../src/form/prepare";
import { findProblems } from "../../src/form/problems";
import { requiredAnswers } from "../../src/form/progress";
import { sectionsOf } from "../../src/form/sections";
import type { Answers, Dialect } from "../../src/shared/types";

interface Form {
  schema: RJSFSchema;
  dialect: Dialect;
  answers: Answers[];
}

/** Of each of the answers, pointer and sentence of what the page finds wrong; a text where it fails. */
export type Verdicts = ([string, string][] | string)[];

/** Everything that the page does with a form beside rendering it. */
function verdictOn(form: RJSFSchema, given: Answers): [string, string][] {
  const answers = prepare(given);
  const shown = normalise(form, {});
  sectionsOf(shown.schema, shown.uiSchema, answers);
  requiredAnswers(form, answers);
  withoutHidden(shown, answers);
  for (const path of leafPaths(answers)) humanPath(form, shown.uiSchema, answers, path);
  // Asked apart: finding problems hides that the engine fails.
  judgeOf(form).errors(answers);
  return findProblems(form, shown.uiSchema, answers).map((problem) => [problem.pointer, problem.message]);
}

export function judge({ schema, dialect, answers }: Form): Verdicts {
  return answers.map((given) => {
    try {
      return verdictOn(inPageDialect(schema, dialect), given);
    } catch (fault) {
      return String(fault);
    }
  });
}
