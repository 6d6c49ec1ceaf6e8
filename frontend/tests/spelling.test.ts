// SPDX-License-Identifier: AGPL-3.0-or-later
/** A choice is the same text however its accents are composed, in the page as on the server. */
import { describe, expect, it } from "vitest";
import type { RJSFSchema } from "@rjsf/utils";
import { findProblems } from "../src/form/problems";

const TOWN = "Kraków, Ångström";
const problems = (question: RJSFSchema, answer: unknown) =>
  findProblems({ type: "object", properties: { a: question } }, {}, { a: answer }).map((problem) => problem.pointer);

describe("choices with accents", () => {
  const kinds: [string, (town: string) => RJSFSchema][] = [
    ["a list of choices", (town) => ({ enum: ["Oslo", town, 3] })],
    ["one fixed text", (town) => ({ const: town })],
    ["titled choices", (town) => ({ oneOf: [{ const: "Oslo" }, { const: town, title: "There" }] })],
    ["choices beside another kind", (town) => ({ anyOf: [{ type: "number" }, { enum: [town, null] }] })],
  ];
  it.each(kinds)("are the same text in %s", (_name, question) => {
    for (const form of ["NFC", "NFD"] as const) {
      for (const typed of ["NFC", "NFD"] as const) {
        expect(problems(question(TOWN.normalize(form)), TOWN.normalize(typed))).toEqual([]);
      }
      expect(problems(question(TOWN.normalize(form)), "Krakow, Angstrom")).toEqual(["/a"]);
    }
  });
});
