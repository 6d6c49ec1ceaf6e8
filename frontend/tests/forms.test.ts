// SPDX-License-Identifier: AGPL-3.0-or-later
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RJSFSchema } from "@rjsf/utils";
import { describe, expect, it } from "vitest";
import { inPageDialect } from "../src/form/dialects";
import { withoutHidden } from "../src/form/hidden";
import { normalise } from "../src/form/normalise";
import { humanPath } from "../src/form/paths";
import { prepare } from "../src/form/prepare";
import { findProblems } from "../src/form/problems";
import { requiredAnswers } from "../src/form/progress";
import { sectionsOf } from "../src/form/sections";
import { validator } from "../src/form/validator";
import { complete, imaging, imagingUi } from "./support/forms";

const problems = (schema: RJSFSchema, answers: Record<string, unknown>) => findProblems(schema, {}, prepare(answers));

describe("problems", () => {
  it("name the field by the titles a person sees", () => {
    const found = problems(imaging, { ...complete, channels: [{ name: "a", emission: 500 }, { name: "b", emission: 4610 }] });
    expect(found).toEqual([
      { pointer: "/channels/1/emission", path: "Channels > 2 > Emission", message: "4610 is above 1000. At most 1000.", keyword: "maximum" },
    ]);
  });

  it("point a missing answer at its own place", () => {
    const found = problems(imaging, { ...complete, sample: { organism: "x", line: "y", alive: true } });
    expect(found.map((problem) => [problem.pointer, problem.path])).toEqual([["/sample/temperature", "Sample > Temperature"]]);
  });

  it("are none for complete answers", () => {
    expect(problems(imaging, complete)).toEqual([]);
  });

  it("of a choice are those of the kind that fits best, not of all kinds", () => {
    const schema: RJSFSchema = {
      type: "object",
      properties: {
        who: {
          title: "Who",
          oneOf: [
            { type: "object", title: "Person", required: ["given"], properties: { kind: { const: "p" }, given: { type: "string", title: "Given name" } } },
            { type: "object", title: "Place", required: ["city", "country"], properties: { kind: { const: "o" }, city: { type: "string" }, country: { type: "string" } } },
          ],
        },
      },
    };
    expect(problems(schema, { who: { kind: "p" } }).map((problem) => problem.path)).toEqual(["Who > Given name"]);
  });

  it.each(["additionalProperties", "unevaluatedProperties"])("of a form without %s do not call a question of its own unknown when its answer is wrong", (keyword) => {
    const schema: RJSFSchema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      [keyword]: false,
      properties: {
        size: { type: "number", title: "Size" },
        names: { type: "array", title: "Names", items: { type: "object", additionalProperties: false, required: ["given"], properties: { given: { type: "string", title: "Given name" } } } },
      },
    };
    const found = problems(schema, { size: "big", names: [{}], other: 1 });
    expect(found.map(({ path, message }) => [path, message])).toEqual([
      ["Size", "“big” is text. What is needed is a number."],
      ["Names > 1 > Given name", "An answer is needed here."],
      ["other", "This form has no such question. Leave the answer out."],
    ]);
  });

  it("show how to write an answer by the form's own words, and its pattern only apart", () => {
    const pattern = "^[A-Z]{2}\\d{4}$";
    const schema: RJSFSchema = {
      type: "object",
      properties: {
        lot: { type: "string", pattern, examples: ["AB1234"], description: "On the label" },
        plate: { type: "string", pattern, description: "As on the label, two letters and four digits" },
        slot: { type: "string", pattern },
      },
    };
    const found = problems(schema, { lot: "x", plate: "x", slot: "x" });
    expect(found.map((problem) => problem.message)).toEqual([
      "“x” is not written as the form asks. Write it like AB1234.",
      "“x” is not written as the form asks: As on the label, two letters and four digits.",
      "“x” is not written as the form asks. Its owner can say how.",
    ]);
    expect(found.map((problem) => problem.rule)).toEqual([pattern, pattern, pattern]);
  });

  it("of a group without required questions stand at the group", () => {
    const schema: RJSFSchema = {
      type: "object",
      required: ["program"],
      properties: { program: { type: "object", title: "Program", properties: { name: { type: "string" }, version: { type: "string" } } } },
    };
    expect(problems(schema, {}).map(({ pointer, message }) => [pointer, message])).toEqual([["/program", "An answer is needed here."]]);
  });

  it("say that a number is too long before it is sent changed", () => {
    const schema: RJSFSchema = { type: "object", properties: { id: { type: "integer", title: "Id" } } };
    expect(problems(schema, { id: 2 ** 60 })[0]?.message).toMatch(/too long/);
  });

  it("say what is needed where text stands for a number", () => {
    const schema: RJSFSchema = { type: "object", properties: { size: { type: "number", title: "Size" } } };
    expect(problems(schema, { size: "4,5 µm" })[0]?.message).toBe("“4,5 µm” is text. What is needed is a number.");
  });

  it("understand limits of draft-04", () => {
    const stored: RJSFSchema = { type: "object", properties: { size: { type: "number", minimum: 0, exclusiveMinimum: true as never } } };
    const schema = inPageDialect(stored, "draft-04");
    expect(problems(schema, { size: 0 })[0]?.message).toBe("0 is not above 0. It has to be above 0.");
    expect(problems(schema, { size: 0.1 })).toEqual([]);
  });
});

describe("the validator for rjsf", () => {
  it("resolves references of a part against the whole form", () => {
    const root: RJSFSchema = { definitions: { n: { type: "number" } }, type: "object", properties: {} };
    expect(validator.isValid({ $ref: "#/definitions/n" }, 3, root)).toBe(true);
    expect(validator.isValid({ $ref: "#/definitions/n" }, "3", root)).toBe(false);
  });
});

describe("progress", () => {
  it("counts required answers, also those that another answer asks for", () => {
    const open = requiredAnswers(imaging, prepare({ sample: { alive: true } }));
    expect(open.map((answer) => answer.pointer)).toContain("/sample/temperature");
    expect(open.filter((answer) => answer.answered).map((answer) => answer.pointer)).toEqual(["/sample/alive"]);
    expect(requiredAnswers(imaging, complete).every((answer) => answer.answered)).toBe(true);
  });
});

describe("what has to be answered", () => {
  it("is said once beside the title of a section", () => {
    const list = { type: "array", items: { type: "object", properties: { a: { type: "string" } } } } as const;
    const words = { type: "array", title: "Keywords", items: { type: "string" } } as const;
    const schema: RJSFSchema = {
      type: "object",
      required: ["channels", "words"],
      properties: { channels: { ...list, minItems: 2 }, words, lasers: { ...list, minItems: 2 }, notes: { type: "string" }, stage: list },
    };
    expect(sectionsOf(schema, {}, {}).map(({ names, need }) => [names[0], need])).toEqual([
      ["channels", "at least 2 required"],
      ["words", "at least 1 required"],
      ["lasers", "none, or at least 2"],
      ["notes", ""],
      ["stage", ""],
    ]);
  });
});

describe("a list that may be left out", () => {
  const list = { type: "array", minItems: 1, items: { type: "string" } } as const;

  it("is left out when its last entry is taken out again", () => {
    expect(withoutHidden(normalise({ type: "object", properties: { used: list, free: { type: "array" } } }, {}), { used: [], free: [] })).toEqual({ free: [] });
    expect(withoutHidden(normalise({ type: "object", required: ["used"], properties: { used: list } }, {}), { used: [] })).toEqual({ used: [] });
  });
});

describe("forms that a generator wrote", () => {
  const generated: RJSFSchema = {
    type: "object",
    required: ["id", "kind"],
    properties: {
      id: { type: "string", readOnly: true },
      kind: { type: "string", readOnly: true, default: "Dataset" },
      target: { type: "array", items: { type: "string" }, default: null } as never,
      award: { title: "Award", anyOf: [{ type: "string" }, { type: "null" }], default: null } as never,
      note: { type: ["string", "null"], default: null } as never,
    },
  };

  it("preset nothing where the schema does not take nothing", () => {
    const properties = normalise(generated, {}).schema.properties;
    expect(properties?.["target"]).toEqual({ type: "array", items: { type: "string" } });
    expect(properties?.["note"]).not.toHaveProperty("default");
  });

  it("ask for an optional value without offering a choice between it and nothing", () => {
    expect(normalise(generated, {}).schema.properties?.["award"]).toEqual({ title: "Award", type: "string" });
  });

  it("let people answer what is required of them, though it is marked as read-only", () => {
    const properties = normalise(generated, {}).schema.properties;
    expect(properties?.["id"]).toEqual({ type: "string" });
    expect(properties?.["kind"]).toHaveProperty("readOnly", true);
  });
});

describe("forms of the field", () => {
  it("keep the names of choices, order what is listed, and ignore unknown widgets", () => {
    const schema: RJSFSchema = {
      type: "object",
      properties: { a: { type: "string", enum: ["x", "y"], ...{ enumNames: ["Ex", "Why"] } }, b: { type: "string" }, c: { type: "number" } },
    };
    const ui = { "ui:order": ["b"], b: { "ui:widget": "fancy", classNames: "col-md-6" }, c: { "ui:widget": "updown" } };
    const shown = normalise(schema, ui);
    expect(shown.schema.properties?.["a"]).toEqual({
      type: "string",
      oneOf: [
        { const: "x", title: "Ex" },
        { const: "y", title: "Why" },
      ],
    });
    expect(shown.uiSchema["ui:order"]).toEqual(["b", "*"]);
    expect(shown.uiSchema["b"]).toEqual({ "ui:classNames": "col-md-6" });
    expect(shown.uiSchema["c"]).toEqual({ "ui:widget": "updown" });
    expect(schema.properties?.["a"]).toHaveProperty("enumNames");
  });

  it("never are one endless column", () => {
    const properties = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`q${index}`, { type: "string" as const }]));
    const sections = sectionsOf({ type: "object", properties }, {}, {});
    expect(sections).toHaveLength(20);
    expect(sections[1]?.title).toBe("Questions 16 to 30");
    expect(sections.flatMap((section) => section.names)).toEqual(Object.keys(properties));
  });

  it("that are one group are shown in the sections of that group", () => {
    const group = { type: "object", properties: { a: { type: "string", title: "A" }, b: { type: "object", title: "B", properties: { c: { type: "string" } } } } } as const;
    const sections = sectionsOf({ type: "object", properties: { entry: group } }, { entry: { "ui:order": ["b", "a"] } }, {});
    expect(sections.map(({ title, within, names }) => [title, within, names])).toEqual([
      ["B", ["entry"], ["b"]],
      ["A", ["entry"], ["a"]],
    ]);
  });

  it("that are one map stay as they are when somebody adds its first entry", () => {
    const schema = { type: "object", properties: { m: { type: "object", title: "Map", additionalProperties: { type: "string" } } } } as const;
    expect(sectionsOf(schema, {}, { m: { first: "a" } })).toEqual(sectionsOf(schema, {}, {}));
  });

  it("show a group or list as a section of its own", () => {
    const { schema, uiSchema } = normalise(imaging, imagingUi);
    expect(sectionsOf(schema, uiSchema, {}).map((section) => section.title)).toEqual(["Sample", "Instrument", "Channels", "General"]);
  });

  it("keep a choice between groups in its own section, chosen or not", () => {
    const kinds = ["a", "b"].map((name) => ({ type: "object" as const, required: ["kind"], properties: { kind: { const: name } } }));
    const { schema, uiSchema } = normalise({ type: "object", properties: { x: { type: "string" }, who: { title: "Who", oneOf: kinds }, y: { type: "string" } } }, {});
    const titles = (answers: object): string[] => sectionsOf(schema, uiSchema, answers as Record<string, unknown>).map((section) => section.title);
    expect(titles({})).toEqual(["x", "Who", "y"]);
    expect(titles({ who: { kind: "b" } })).toEqual(["x", "Who", "y"]);
  });

  it("give a question between two groups its own title as the section's", () => {
    const text = (title: string) => ({ type: "string" as const, title });
    const group = { type: "object" as const, title: "Group", properties: { x: text("X") } };
    const schema: RJSFSchema = {
      type: "object",
      required: ["b"],
      properties: { a: text("Alpha"), g: group, b: text("Beta"), h: group, c: text("Gamma"), d: text("Delta") },
    };
    const sections = sectionsOf(schema, {}, {});
    expect(sections.map((section) => section.title)).toEqual(["Alpha", "Group", "Beta", "Group", "General"]);
    expect(sections.filter((section) => section.single && section.need === "required").map((section) => section.title)).toEqual(["Beta"]);
  });

  it("lead by titles through lists", () => {
    expect(humanPath(imaging, {}, complete, ["channels", 0, "name"])).toBe("Channels > 1 > Name");
  });

  const schemas = join(process.cwd(), "../../shared/data/schemas");
  const real = ["dandi-dandiset-0.6.9.json", "kit-sem.json", "yoda-default-3.json"];
  for (const name of real) {
    it.skipIf(!existsSync(join(schemas, name)))(`can be judged: ${name}`, () => {
      const schema = JSON.parse(readFileSync(join(schemas, name), "utf8")) as RJSFSchema;
      const shown = normalise(schema, {});
      expect(sectionsOf(shown.schema, shown.uiSchema, {}).length).toBeGreaterThan(0);
      const open = requiredAnswers(schema, {});
      const missing = findProblems(schema, {}, {}).filter((problem) => problem.keyword === "required");
      expect(missing.length > 0).toBe((schema.required?.length ?? 0) > 0);
      expect(open.length >= missing.length).toBe(true);
    });
  }
});
