// SPDX-License-Identifier: AGPL-3.0-or-later
/** Whatever stands in a form, its questions are shown and nothing throws. */
import type { RJSFSchema } from "@rjsf/utils";
import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { isLeftOut } from "../src/form/askable";
import { inPageDialect } from "../src/form/dialects";
import { FormBody } from "../src/form/FormBody";
import { normalise } from "../src/form/normalise";
import { applied } from "../src/form/paths";
import { findProblems } from "../src/form/problems";
import { requiredAnswers } from "../src/form/progress";
import { sectionsOf } from "../src/form/sections";
import type { Answers, Dialect } from "../src/shared/types";
import { randomForm, randomly } from "./support/random";

interface Made {
  schema: RJSFSchema;
  dialect: Dialect;
  answers: Answers;
}

const CONTROL = "input, select, textarea, button, [role=radiogroup], [role=combobox], [role=group], p.of-muted";
const warnings: string[] = [];

beforeEach(() => {
  warnings.length = 0;
  vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => void warnings.push(words.map(String).join(" ")));
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** What is wrong with how a form is shown: nothing, for a form that can be filled in. */
function faultsOf({ schema, dialect, answers }: Made): string[] {
  const form = inPageDialect(schema, dialect);
  const shown = normalise(form, {});
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

describe("forms made at random", () => {
  // oxlint-disable-next-line vitest/expect-expect -- it throws, with the form that was at fault
  it("are shown without a fault, whatever their annotations are, and in an end", () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = randomly(seed);
      const form = randomForm(random);
      const fail = (fault: unknown): never => {
        const where = fault instanceof Error ? (fault.stack ?? "") : "";
        throw new Error(`seed ${seed}: ${String(fault)}\n${where.split("\n").slice(1, 6).join("\n")}\n${JSON.stringify(form)}`);
      };
      try {
        const faults = faultsOf(form);
        if (faults.some((fault) => fault.includes("cannot show"))) fail(faults);
      } catch (fault) {
        fail(fault);
      }
      cleanup();
    }
  });
});
