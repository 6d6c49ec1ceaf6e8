// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";
import type { Condition, Test } from "../../../src/designer/document/conditions";
import type { FormDocument } from "../../../src/designer/document/document";
import { conditionProblem, withCondition } from "../../../src/designer/document/edits/conditions";
import { renamed } from "../../../src/designer/document/edits/names";
import { removed } from "../../../src/designer/document/edits/questions";
import { outlineOf, type Question } from "../../../src/designer/document/outline";
import type { Dialect } from "../../../src/shared/types";
import { asked, sent } from "./asked";
import { documentOf } from "./samples";

const ADDRESSES: Record<Dialect, string> = {
  "draft-04": "http://json-schema.org/draft-04/schema#",
  "draft-06": "http://json-schema.org/draft-06/schema#",
  "draft-07": "http://json-schema.org/draft-07/schema#",
  "2019-09": "https://json-schema.org/draft/2019-09/schema",
  "2020-12": "https://json-schema.org/draft/2020-12/schema",
};

const form = (dialect: Dialect = "draft-07"): FormDocument =>
  documentOf({
    $schema: ADDRESSES[dialect],
    type: "object",
    required: ["which"],
    properties: {
      stain: { title: "Stain", type: "string", enum: ["H&E", "PAS", "other"] },
      which: { title: "Which other", type: "string" },
      count: { title: "Count", type: "integer" },
      fixed: { title: "Fixed", type: "boolean" },
      dyes: { title: "Dyes", type: "array", uniqueItems: true, items: { type: "string", enum: ["DAPI", "GFP"] } },
    },
  });

const test_ = (question: string, comparison: Test["comparison"], ...values: unknown[]): Test => ({ question, comparison, values });
const all = (...tests: Test[]): Condition => ({ tests, any: false, unless: false });

function named(document: FormDocument, name: string): Question {
  const found = outlineOf(document)?.questions.find((question) => question.name === name);
  if (!found) throw new Error(`no question ${name}`);
  return found;
}

const under = (document: FormDocument, name: string, condition: Condition | null): FormDocument => withCondition(document, named(document, name).pointer, condition).document;

const ORDER = ["stain", "which", "count", "fixed", "dyes"];

test.each<[string, Condition, Record<string, unknown>, Record<string, unknown>]>([
  ["shown if Stain is other", all(test_("stain", "is", "other")), { stain: "other" }, { stain: "PAS" }],
  ["shown if Stain is one of PAS or other", all(test_("stain", "isOneOf", "PAS", "other")), { stain: "PAS" }, {}],
  ["shown if Stain is answered", all(test_("stain", "isAnswered")), { stain: "PAS" }, {}],
  ["shown if Fixed is yes", all(test_("fixed", "is", true)), { fixed: true }, { fixed: false }],
  ["shown if Count is at least 3", all(test_("count", "isAtLeast", 3)), { count: 3 }, { count: 2 }],
  ["shown if Count is less than 3", all(test_("count", "isLessThan", 3)), { count: 2 }, { count: 3 }],
  ["shown if Dyes includes GFP", all(test_("dyes", "includes", "GFP")), { dyes: ["DAPI", "GFP"] }, { dyes: ["DAPI"] }],
  [
    "shown if Count is more than 1 and Count is at most 4 and Fixed is no",
    all(test_("count", "isMoreThan", 1), test_("count", "isAtMost", 4), test_("fixed", "is", false)),
    { count: 4, fixed: false },
    { count: 5, fixed: false },
  ],
  [
    "shown if Stain is other or Count is more than 1",
    { tests: [test_("stain", "is", "other"), test_("count", "isMoreThan", 1)], any: true, unless: false },
    { stain: "PAS", count: 2 },
    { stain: "PAS", count: 1 },
  ],
  ["shown unless Stain is PAS", { tests: [test_("stain", "is", "PAS")], any: false, unless: true }, { stain: "other" }, { stain: "PAS" }],
])("%s: the page shows it so, in its place, and it is read back", (words, condition, shows, hides) => {
  const document = under(form(), "which", condition);
  const question = named(document, "which");
  expect(question).toMatchObject({ condition, shownIf: words, required: true });
  expect(outlineOf(document)?.questions.map(({ name }) => name)).toEqual(ORDER);
  expect(asked(document, shows)).toEqual(ORDER);
  expect(asked(document, hides)).toEqual(ORDER.filter((name) => name !== "which"));
  expect(sent(document, { ...hides, which: "x" })).toEqual(hides);
  const back = under(document, "which", null);
  expect(JSON.parse(back.schema)).toEqual(JSON.parse(form().schema));
});

test("questions under the same condition stand in one part, and each leaves it alone", () => {
  const condition = all(test_("stain", "is", "other"));
  const document = under(under(form(), "which", condition), "count", condition);
  expect(JSON.parse(document.schema)).toMatchObject({ allOf: [{ then: { properties: { which: {}, count: {} }, required: ["which"] } }] });
  expect(JSON.parse(document.schema).allOf).toHaveLength(1);
  const one = under(document, "which", null);
  expect(named(one, "count").shownIf).toBe("shown if Stain is other");
  expect(JSON.parse(one.schema).required).toEqual(["which"]);
});

test.each(["draft-04", "draft-06"] as const)("%s has no if: a choice, yes or no and any answer are said by dependencies, all else needs a newer draft", (dialect) => {
  for (const [condition, shows, hides] of [
    [all(test_("stain", "is", "other")), { stain: "other" }, { stain: "PAS" }],
    [all(test_("stain", "isOneOf", "PAS", "other")), { stain: "PAS" }, { stain: "H&E" }],
    [{ tests: [test_("stain", "is", "other")], any: false, unless: true }, { stain: "PAS" }, { stain: "other" }],
    [all(test_("fixed", "is", true)), { fixed: true }, { fixed: false }],
    [all(test_("count", "isAnswered")), { count: 1 }, {}],
  ] as [Condition, Record<string, unknown>, Record<string, unknown>][]) {
    const document = under(form(dialect), "which", condition);
    expect(document.schema).not.toContain('"if"');
    expect(asked(document, shows)).toEqual(ORDER);
    expect(asked(document, hides)).toEqual(ORDER.filter((name) => name !== "which"));
    expect(named(document, "which").shownIf).toMatch(/^shown if/);
    expect(JSON.parse(under(document, "which", null).schema)).toEqual(JSON.parse(form(dialect).schema));
  }
  const document = form(dialect);
  const { pointer } = named(document, "which");
  expect(conditionProblem(document, pointer, all(test_("count", "isAtLeast", 3)))).toContain("draft 7 or newer");
  expect(under(document, "which", all(test_("count", "isAtLeast", 3)))).toBe(document);
});

test("a condition follows the name of the question that it asks", () => {
  const document = under(form(), "which", all(test_("stain", "is", "other"), test_("count", "isAnswered")));
  const next = renamed(document, named(document, "stain").pointer, "colour").document;
  expect(named(next, "which").condition).toEqual(all(test_("colour", "is", "other"), test_("count", "isAnswered")));
  expect(asked(next, { colour: "other", count: 1 })).toContain("which");
});

test("without the question that a condition asks, the others are asked, or the question is always shown", () => {
  const document = under(form(), "which", all(test_("stain", "is", "other"), test_("count", "isAtLeast", 1)));
  const one = removed(document, named(document, "stain").pointer);
  expect(named(one.document, "which").shownIf).toBe("shown if Count is at least 1");
  const none = removed(one.document, named(one.document, "count").pointer);
  expect(none.said).toBe("Count was removed. Which other is always shown now.");
  expect(named(none.document, "which").condition).toBeNull();
});

test("no two questions wait for each other", () => {
  const document = under(form(), "which", all(test_("count", "isAnswered")));
  const circle = all(test_("which", "isAnswered"));
  expect(conditionProblem(document, named(document, "count").pointer, circle)).toContain("only for an answer to this one");
  expect(under(document, "count", circle)).toBe(document);
  expect(conditionProblem(document, named(document, "fixed").pointer, circle)).toBeNull();
});

test("entries that ask different questions are no rows of a table", () => {
  const rows = {
    type: "object",
    properties: { channels: { title: "Channels", type: "array", items: { type: "object", properties: { kind: { type: "string" }, gain: { type: "number" } } } } },
  };
  const document = documentOf(rows);
  expect(named(document, "channels").kind).toBe("table");
  const pointer = "/properties/channels/items/properties/gain";
  const { document: next, selected } = withCondition(document, pointer, all(test_("kind", "is", "laser")));
  expect(named(next, "channels").kind).toBe("repeat");
  expect(selected).toBe("/properties/channels/items/allOf/0/then/properties/gain");
  expect(sent(next, { channels: [{ kind: "laser", gain: 1 }, { kind: "lamp", gain: 2 }] })).toEqual({ channels: [{ kind: "laser", gain: 1 }, { kind: "lamp" }] });
});

test("a closed section says why it takes no condition", () => {
  const document = { ...form(), schema: form().schema.replace('"type": "object",', '"type": "object",\n  "additionalProperties": false,') };
  expect(conditionProblem(document, "/properties/which", all(test_("stain", "is", "other")))).toContain("additionalProperties");
});

test("a condition that says more than the builder can is told, and kept", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "string" } },
    if: { properties: { a: { pattern: "^x" } } },
    then: { properties: { b: { type: "string" } } },
  };
  const document = documentOf(schema);
  expect(named(document, "b")).toMatchObject({ condition: "otherwise", shownIf: "shown under a condition" });
});
