// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { byQuestion, csvOf, questionOf, ruleWords } from "../src/designer/publish/breaking";
import { at, lostWords, titlesAt } from "../src/designer/publish/lost";
import type { Breaking } from "../src/shared/types";

const rule = (pointer: string, path: string, keyword: string) => ({ pointer, path, keyword });
const breaking = (object_id: number, ...problems: ReturnType<typeof rule>[]): Breaking => ({ object_type: "Dataset", object_id, name: `d${object_id}`, submission: 1, problems });

describe("answers that break, by question", () => {
  it("are counted once for each object, whichever entries of a list they are in", () => {
    const emission = (entry: number) => rule(`/channels/${entry}/em`, `Channels > ${entry + 1} > Emission`, "maximum");
    expect(byQuestion([breaking(1, emission(0), emission(3)), breaking(2, emission(1)), breaking(3, rule("/px", "Pixel size", "required"))])).toEqual([
      { question: "Channels > Emission", rule: "too large", objects: 2 },
      { question: "Pixel size", rule: "not answered, and required", objects: 1 },
    ]);
  });

  it("keep a number that is a title, and titles that hold the sign between titles", () => {
    expect(questionOf(rule("/405", "405", "required"))).toBe("405");
    expect(questionOf(rule("/a", "From > to", "required"))).toBe("From > to");
    expect(questionOf(rule("", "", "not"))).toBe("The answers as a whole");
  });

  it("name a rule that has no words by its keyword", () => {
    expect(ruleWords("minContains")).toContain("minContains");
  });

  it("are downloaded so that no spreadsheet takes a name for a formula", () => {
    const one = { ...breaking(7, rule("/px", '=Pixel "size"', "required")), name: "@home,-1" };
    const [, row] = csvOf([one], "f1", "https://omero/omero_forms/").split("\r\n");
    expect(row).toBe(`Dataset,7,"'@home,-1",1,"'=Pixel ""size""","not answered, and required",/px,https://omero/omero_forms/?id=7&type=dataset&form=f1`);
    for (const name of ["=1", "+1", "-1", "@1", "\t=1"]) expect(csvOf([{ ...one, name }], "f1", "/")).toContain(`Dataset,7,'${name},1`);
    expect(csvOf([{ ...one, name: "\r=1" }], "f1", "/")).toContain(`Dataset,7,"'\r=1",1`);
  });
});

describe("what is no longer taken", () => {
  const schema = {
    type: "object",
    properties: { px: { title: "Pixel size" }, channels: { title: "Channels", type: "array", items: { properties: { em: { title: "Emission" }, "a/b": {} } } } },
  };

  it("is named by the titles that people read", () => {
    expect(titlesAt(schema, "/properties/channels/items/properties/em")).toBe("Channels > Emission");
    expect(titlesAt(schema, "/properties/channels/items/properties/a~1b")).toBe("Channels > a/b");
    expect(titlesAt(schema, "")).toBe("");
    expect(titlesAt(schema, "/additionalProperties")).toBe("answers that the form does not ask for");
  });

  it.each([
    [{ minimum: 1001, type: "integer" }, "a whole number of 1001 or more"],
    [{ enum: ["Confocal 1", "SIM"] }, "“Confocal 1” or “SIM”"],
    [{ enum: ["a", "b", "c", "d", "e", "f", "g"] }, "“a”, “b”, “c”, “d”, “e” and 2 more"],
    [{ const: [] }, "an empty list"],
    [{ type: "string", minLength: 6 }, "text of 6 or more characters"],
    [{ type: "string", minLength: 4, maxLength: 120 }, "text of 4 or more characters and of 120 or fewer characters"],
    [{ $ref: "#/definitions/0", definitions: { 0: { type: "string" } } }, "text"],
    [{ type: "object", properties: { px: false } }, "no answer to “Pixel size”"],
    [{ not: { const: 1 } }, null],
    [{ type: "number", minimum: 1, multipleOf: 2 }, null],
    [null, null],
  ])("%j is said as %s", (lost, words) => {
    expect(lostWords(lost, at(schema, ""))).toBe(words);
  });
});
