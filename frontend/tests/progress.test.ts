// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RJSFSchema } from "@rjsf/utils";
import { expect, it } from "vitest";
import { prepare } from "../src/form/prepare";
import { requiredAnswers } from "../src/form/progress";
import type { Answers } from "../src/shared/types";

const group = (names: string[]): RJSFSchema => ({
  type: "object",
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});
const FORM: RJSFSchema = {
  type: "object",
  required: ["one", "sample", "channels"],
  properties: {
    one: { type: "string" },
    sample: group(["organism", "line"]),
    channels: { type: "array", items: group(["name", "dye"]) },
    remarks: { type: "string" },
  },
};

const answers: Answers = { one: "1", sample: { organism: "Danio" }, channels: [{ name: "DNA" }, { name: "Actin", dye: "A" }] };
const answered = (given: Answers, form = FORM): string[] =>
  requiredAnswers(form, prepare(given)).flatMap((each) => (each.answered ? [each.pointer] : []));

it("only what has changed is looked at again: the rest are the very same", () => {
  const before = requiredAnswers(FORM, prepare(answers));
  const after = requiredAnswers(FORM, prepare({ ...answers, remarks: "x", sample: { ...(answers["sample"] as Answers), line: "AB" } }));
  const changed = after.filter((each, index) => each !== before[index]);
  expect(changed.map((each) => each.pointer)).toEqual(["/sample/line"]);
});

it("places below one that stayed the same are remembered with it", () => {
  const before = requiredAnswers(FORM, prepare(answers));
  const between = { ...answers, one: "2" };
  requiredAnswers(FORM, prepare(between));
  const channels = [answers["channels"] as Answers[]].flatMap(([first, second]) => [{ ...first, dye: "B" }, second]);
  const after = requiredAnswers(FORM, prepare({ ...between, channels }));
  const changed = after.filter((each, index) => each !== before[index]);
  expect(changed.map((each) => each.pointer)).toEqual(["/one", "/channels/0/dye"]);
});

it("is what it would be without anything remembered, whatever comes, goes and comes back", () => {
  const dependent: RJSFSchema = {
    ...FORM,
    if: { required: ["one"], properties: { one: { const: "more" } } },
    then: { required: ["extra"], properties: { extra: { type: "string" } } },
  };
  const steps: Answers[] = [
    answers,
    { ...answers, one: "more" },
    { ...answers, one: "more", extra: "x" },
    { ...answers, channels: [] },
    { ...answers, channels: [{ dye: "B" }] },
    { one: "", sample: {} },
    answers,
  ];
  for (const form of [FORM, dependent]) {
    for (const step of steps) expect(answered(step, form)).toEqual(answered(structuredClone(step), structuredClone(form)));
  }
});

it("answers that did not change are prepared once", () => {
  const sample = { organism: " ", line: "HeLa" };
  const [first, second] = [prepare({ a: "1", sample }), prepare({ a: "2", sample })];
  expect(first["sample"]).toEqual({ line: "HeLa" });
  expect(second["sample"]).toBe(first["sample"]);
});
