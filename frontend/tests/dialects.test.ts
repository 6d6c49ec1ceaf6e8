// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RJSFSchema } from "@rjsf/utils";
import { describe, expect, it } from "vitest";
import { inPageDialect } from "../src/form/dialects";
import { normalise } from "../src/form/normalise";
import { prepare } from "../src/form/prepare";
import { findProblems } from "../src/form/problems";
import type { Answers, Dialect } from "../src/shared/types";

const places = (schema: object, dialect: Dialect, answers: Answers): string[] => {
  const form = inPageDialect(schema as RJSFSchema, dialect);
  return findProblems(form, {}, prepare(answers)).map((problem) => problem.pointer);
};
const text = { type: "string" };

describe("a stored form in the page", () => {
  it("is asked where its references lead by anchor, old name, address or pointer", () => {
    const part = { type: "object", required: ["name"], properties: { name: text } };
    const byAnchor = { type: "object", properties: { who: { $ref: "#person", title: "Operator" } }, $defs: { p: { $anchor: "person", ...part } } };
    const byName = { type: "object", properties: { who: { $ref: "#person" } }, definitions: { p: { $id: "#person", ...part } } };
    const byOldName = { type: "object", properties: { who: { $ref: "#person" } }, definitions: { p: { id: "#person", ...part } } };
    const byUrn = { $id: "urn:uuid:1", type: "object", properties: { who: { $ref: "urn:uuid:1#/$defs/a~1b%25" } }, $defs: { "a/b%": part } };
    const byPlace = { type: "object", properties: { first: part, who: { $ref: "#/properties/first" } } };
    for (const [schema, dialect] of [
      [byAnchor, "2020-12"],
      [byName, "draft-07"],
      [byOldName, "draft-04"],
      [byUrn, "2019-09"],
      [byPlace, "draft-06"],
    ] as const) {
      expect(places(schema, dialect, { who: { other: 1 } })).toEqual(["/who/name"]);
      expect(places(schema, dialect, { who: { name: "Ada" } })).toEqual([]);
    }
  });

  it("keeps the title that stands beside a reference", () => {
    const form = inPageDialect({ type: "object", properties: { who: { $ref: "#/$defs/p", title: "Operator" } }, $defs: { p: { ...text, title: "Person" } } } as RJSFSchema, "2020-12");
    expect(form.properties?.["who"]).toEqual({ $ref: "#/definitions/part1", title: "Operator" });
  });

  it("means what its draft means: what stands beside a reference counts only from 2019-09 on", () => {
    const schema = { type: "object", properties: { a: { $ref: "#/definitions/t", maxLength: 2 } }, definitions: { t: text } };
    expect(places(schema, "draft-07", { a: "long" })).toEqual([]);
    expect(places(schema, "2019-09", { a: "long" })).toEqual(["/a"]);
  });

  it.each([
    ["draft-04", { properties: { a: { const: 1 } } }, { a: 2 }, []],
    ["draft-06", { properties: { a: { const: 1 } } }, { a: 2 }, ["/a"]],
    ["draft-06", { if: true, then: { required: ["b"] } }, { a: 2 }, []],
    ["draft-07", { if: true, then: { required: ["b"] } }, { a: 2 }, ["/b"]],
    ["draft-07", { dependencies: { a: ["b"] } }, { a: 2 }, ["/b"]],
    ["2019-09", { dependencies: { a: ["b"] } }, { a: 2 }, []],
    ["draft-07", { dependentRequired: { a: ["b"] } }, { a: 2 }, []],
    ["2019-09", { dependentRequired: { a: ["b"] } }, { a: 2 }, ["/b"]],
    ["2020-12", { dependentSchemas: { a: { required: ["b"] } } }, { a: 2 }, ["/b"]],
    ["draft-07", { unevaluatedProperties: false }, { a: 2 }, []],
    ["2020-12", { unevaluatedProperties: false }, { a: 2 }, ["/a"]],
    ["2019-09", { properties: { a: { type: "array", prefixItems: [text] } } }, { a: [1] }, []],
    ["2020-12", { properties: { a: { type: "array", prefixItems: [text], items: { type: "number" } } } }, { a: ["x", "y"] }, ["/a/1"]],
    ["draft-04", { properties: { a: { type: "number", minimum: 0, exclusiveMinimum: true } } }, { a: 0 }, ["/a"]],
    ["draft-04", { properties: { a: { type: "number", minimum: 0, exclusiveMinimum: true } } }, { a: 0.5 }, []],
  ] as [Dialect, object, Answers, string[]][])("in %s: %j takes %j as the server does", (dialect, part, answers, expected) => {
    expect(places({ type: "object", ...part }, dialect, answers)).toEqual(expected);
  });

  it("is shown where two of its parts have one address, and none of them moves a reference", () => {
    const schema = { $id: "http://example.org/root.json", type: "object", properties: { a: { $id: "/name", ...text }, b: { $id: "/name", ...text }, c: { $ref: "#/properties/a" } } };
    expect(places(schema, "draft-07", { a: 1, b: "y", c: 2 })).toEqual(["/a", "/c"]);
  });

  it("may refer to itself, and to parts that stand where no keyword is", () => {
    const schema = { type: "object", properties: { again: { $ref: "#" }, n: { $ref: "#/components/n" } }, components: { n: { type: "number" } } };
    expect(places(schema, "draft-07", { again: { again: { n: "x" } } })).toEqual(["/again/again/n"]);
  });

  it("loses annotations of a wrong kind, and nothing else", () => {
    const odd = { ...text, title: "Line", examples: "HeLa, U2OS", enumNames: "x", readOnly: "yes", description: ["a"] };
    const form = inPageDialect({ type: "object", properties: { line: odd } } as unknown as RJSFSchema, "draft-04");
    expect(form.properties?.["line"]).toEqual({ ...text, title: "Line" });
  });

  it("stays as it is stored", () => {
    const schema = { $id: "http://example.org/x", type: "object", properties: { a: { $ref: "#/$defs/t" } }, $defs: { t: text } };
    const before = JSON.stringify(schema);
    normalise(inPageDialect(schema as RJSFSchema, "2020-12"), {});
    expect(JSON.stringify(schema)).toBe(before);
  });

  it("asks for an answer as soon as another makes it required", () => {
    const schema = { type: "object", properties: { temperature: { type: "number" }, unit: text }, dependentRequired: { temperature: ["unit"] }, dependentSchemas: { temperature: { properties: { by: text } } } };
    expect(inPageDialect(schema as RJSFSchema, "2019-09").dependencies).toEqual({ temperature: { allOf: [{ properties: { by: text } }], required: ["unit"] } });
  });
});

describe("kinds that are closed to other answers", () => {
  const kind = (name: string, more: string) => ({
    type: "object",
    properties: { [name]: text, [more]: text },
    required: [name],
    additionalProperties: false,
  });
  const schema = { type: "object", properties: { source: { oneOf: [kind("vendor", "lot"), kind("breeder", "cage")] } } };

  it("do not object to the answers of the kind that was meant", () => {
    expect(places(schema, "draft-07", { source: { lot: "1" } })).toEqual(["/source/vendor"]);
    expect(places(schema, "2020-12", { source: { cage: "1" } })).toEqual(["/source/breeder"]);
    expect(places(schema, "draft-07", { source: { vendor: "v", lot: "1" } })).toEqual([]);
  });
});
