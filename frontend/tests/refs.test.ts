// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a form may ask for, found through its references. */
import type { RJSFSchema } from "@rjsf/utils";
import { expect, it } from "vitest";
import { allProperties } from "../src/form/refs";

it("finds the questions of alternatives within alternatives, each part looked at once", () => {
  const definitions: Record<string, RJSFSchema> = {};
  for (let level = 0; level < 8; level += 1) {
    const next = { $ref: `#/definitions/level${level + 1}` };
    definitions[`level${level}`] = { properties: { [`q${level}`]: {} }, anyOf: Array.from({ length: 30 }, () => next) };
  }
  definitions["level8"] = { properties: { last: {} }, oneOf: [{ $ref: "#/definitions/level0" }] };
  const root: RJSFSchema = { $ref: "#/definitions/level0", definitions };
  expect(Object.keys(allProperties(root, root)).sort()).toEqual(["last", "q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7"]);
});
