// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a change of one answer does to the others, where it is looked up and where it is known to be nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RJSFSchema } from "@rjsf/utils";
import { describe, expect, it } from "vitest";
import { changed, withAnswer, withDefaultsOf } from "../src/form/changes";
import { normalise } from "../src/form/normalise";
import { openedWith } from "../src/form/opening";
import { leafPaths } from "../src/form/pointers";
import { isSteadyAt, toolsFor } from "../src/form/steady";
import { shownAnswers } from "../src/form/names";
import type { Answers } from "../src/shared/types";

const tools = (schema: RJSFSchema) => toolsFor(normalise(schema, null).schema);

describe("a change of one answer", () => {
  const schema: RJSFSchema = {
    type: "object",
    properties: {
      text: { type: "string" },
      group: { type: "object", properties: { inside: { type: "string" }, beside: { type: "string", default: "preset" } } },
      list: { type: "array", items: { type: "object", properties: { name: { type: "string" } } } },
    },
  };

  it("leaves the rest the very same objects", () => {
    const before: Answers = { text: "a", group: { inside: "b" }, list: [{ name: "c" }, { name: "d" }] };
    const after = changed(tools(schema), before, { path: ["list", 1, "name"], value: "e" });
    expect(after).toEqual({ ...before, list: [{ name: "c" }, { name: "e" }] });
    expect(after["group"]).toBe(before["group"]);
    expect((after["list"] as unknown[])[0]).toBe((before["list"] as unknown[])[0]);
  });

  it("brings up the defaults of a group that was not there", () => {
    const after = changed(tools(schema), {}, { path: ["group", "inside"], value: "b" });
    expect(after).toEqual({ group: { inside: "b", beside: "preset" } });
  });

  it("takes what a condition no longer asks for, and brings what it asks for now", () => {
    const conditional: RJSFSchema = {
      type: "object",
      properties: { kind: { type: "string", enum: ["a", "b"] } },
      if: { properties: { kind: { const: "a" } }, required: ["kind"] },
      then: { properties: { more: { type: "string", default: "of a" } } },
      else: { properties: { other: { type: "string", default: "of b" } } },
    };
    const after = changed(tools(conditional), { kind: "a", more: "of a" }, { path: ["kind"], value: "b" });
    expect(after).toEqual({ kind: "b", other: "of b" });
  });

  it("that empties an entry of a list keeps the entry's place, and one that empties a question leaves it open", () => {
    const list: RJSFSchema = { type: "object", properties: { n: { type: "array", items: { type: "number" } }, preset: { type: "string", default: "p" } } };
    expect(changed(tools(list), { n: [1, 2] }, { path: ["n", 0], value: undefined })).toEqual({ n: [null, 2] });
    expect(changed(tools(list), { preset: "p" }, { path: ["preset"], value: undefined })).toEqual({ preset: undefined });
  });
});

const OWN = join(process.cwd(), "../tests/cases/own");

interface Case {
  schema: RJSFSchema;
  answers: { answers: Answers }[];
}

it("a question that is called steady is one whose answer changes no other, in forms of all kinds", () => {
  let tried = 0;
  for (const file of readdirSync(OWN).filter((name) => name.endsWith(".json"))) {
    const text = readFileSync(join(OWN, file), "utf8");
    // The names of parts are resolved before a form gets here.
    if (/"\$ref": "#?[^#/"]/.test(text)) continue;
    const { schema, answers } = JSON.parse(text) as Case;
    const form = normalise(schema, null);
    const { schema: shown } = form;
    const utils = toolsFor(shown);
    for (const { answers: given } of answers) {
      const before = withDefaultsOf(utils, shownAnswers(openedWith(form, given)), true);
      for (const path of leafPaths(before).filter((each) => isSteadyAt(shown, each))) {
        const after = withAnswer(before, path, "another answer") as Answers;
        expect(utils.getDefaultFormState(shown, structuredClone(after), false, true), file).toEqual(after);
        expect(utils.retrieveSchema(shown, after), file).toEqual(utils.retrieveSchema(shown, before));
        tried += 1;
      }
    }
  }
  expect(tried).toBeGreaterThan(100);
});
