// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is wrong with how a form is shown. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { render } from "@testing-library/react";
import { isLeftOut } from "../../src/form/askable";
import { inPageDialect } from "../../src/form/dialects";
import { FormBody } from "../../src/form/FormBody";
import { normalise } from "../../src/form/normalise";
import { applied } from "../../src/form/paths";
import { findProblems } from "../../src/form/problems";
import { requiredAnswers } from "../../src/form/progress";
import { sectionsOf } from "../../src/form/sections";
import type { Answers, Dialect } from "../../src/shared/types";

export interface Made {
  schema: RJSFSchema;
  dialect: Dialect;
  answers: Answers;
  uiSchema?: UiSchema;
}

const CONTROL = "input, select, textarea, button, [role=radiogroup], [role=combobox], [role=group], p.of-muted";

/** Shows a form; nothing comes back for one that can be filled in. */
export function faultsOf({ schema, dialect, answers, uiSchema = {} }: Made): string[] {
  const form = inPageDialect(schema, dialect);
  const shown = normalise(form, uiSchema);
  const sections = sectionsOf(shown.schema, shown.uiSchema, answers);
  requiredAnswers(form, answers);
  findProblems(form, shown.uiSchema, answers);
  const { container } = render(
    <FormBody shown={shown} answers={answers} sections={sections} messages={new Map()} onChange={() => undefined} onLeave={() => undefined} onSubmit={() => undefined} onRefusedName={() => () => undefined}>
      {null}
    </FormBody>,
  );
  const text = container.textContent ?? "";
  const faults = text.includes("cannot show") ? [`“${/.{0,40}cannot show.{0,60}/.exec(text)?.[0]}”`] : [];
  const fields = [...container.querySelectorAll("[data-field]")];
  const nameless = fields.filter((field) => field.querySelector(CONTROL) === null).map((field) => `no control in ${field.getAttribute("data-field")}`);
  const properties = applied(shown.schema, shown.schema, answers).properties ?? {};
  const isAsked = Object.values(properties).some((property) => !isLeftOut(property) && (property as RJSFSchema).type !== "null");
  const isEmpty = isAsked && container.querySelector(CONTROL) === null;
  return [...faults, ...nameless, ...(isEmpty ? ["no control at all"] : [])];
}
