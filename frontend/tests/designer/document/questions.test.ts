// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from "vitest";
import type { FormDocument } from "../../../src/designer/document/document";
import { choicesPasted, withChoices } from "../../../src/designer/document/edits/choices";
import { copied, pasted } from "../../../src/designer/document/edits/clipboard";
import { ADDABLE, kindsFor, ofKind, type AddableKind } from "../../../src/designer/document/edits/kinds";
import { moved, movedIn, movedOut, movedUp } from "../../../src/designer/document/edits/moving";
import { nameFrom, nameProblem, renamed } from "../../../src/designer/document/edits/names";
import { added, behind, duplicated, removed } from "../../../src/designer/document/edits/questions";
import { described, named, readOnly, required, titled, withBound, withDefault, withUnit } from "../../../src/designer/document/edits/settings";
import { listed, outlineOf, type Question } from "../../../src/designer/document/outline";
import { settingsOf } from "../../../src/designer/document/settings";
import { asked } from "./asked";
import { documentOf } from "./samples";

const BASE = {
  title: "Form",
  type: "object",
  required: ["stain"],
  properties: {
    stain: { title: "Stain", type: "string", enum: ["H&E", "PAS"] },
    size: { title: "Size", type: "number", minimum: 0 },
    sample: { title: "Sample", type: "object", properties: { id: { title: "Id", type: "string" }, stain: { title: "Other stain", type: "string" } } },
    note: { title: "Note", type: "string" },
  },
};
const UI = { "ui:order": ["note", "stain", "*"], stain: { "ui:widget": "radio" }, sample: { id: { "ui:placeholder": "S-1" } } };

/** Read to be looked into, whatever it holds. */
type Json = { properties: Record<string, Json>; items: Json } & Record<"title" | "enum" | "required" | "definitions" | "$defs" | "ui:widget" | "ui:order", unknown>;

const ofForm = (document: FormDocument): Json => JSON.parse(document.schema) as Json;
const uiOf = (document: FormDocument): Record<string, Record<string, unknown>> => JSON.parse(document.uiSchema) as Record<string, Record<string, unknown>>;
const names = (document: FormDocument): string[] => (outlineOf(document)?.questions ?? []).map(({ name }) => name);
const at = (document: FormDocument, pointer: string): Question => outlineOf(document)?.byPointer.get(pointer) as Question;

test("the tree has the order of the page", () => {
  const document = documentOf(BASE, UI);
  expect(names(document)).toEqual(["note", "stain", "size", "sample"]);
  expect(asked(document, {})).toEqual(names(document));
});

test.each(ADDABLE)("a question of kind %s is added behind another, is of that kind, and can be asked", (kind) => {
  for (const dialect of ["http://json-schema.org/draft-04/schema#", "https://json-schema.org/draft/2020-12/schema"]) {
    const document = documentOf({ $schema: dialect, ...BASE });
    const { document: next, selected } = added(document, behind(document, "/properties/stain"), kind);
    expect(names(next)).toEqual(["stain", "question", "size", "sample", "note"]);
    expect(at(next, selected ?? "").kind).toBe(kind);
    expect(asked(next, {})).toContain("question");
  }
});

test("a question is added into a section, and into a form that has none yet", () => {
  const document = documentOf(BASE, UI);
  const inside = added(document, { section: "/properties/sample", at: 1 }, "date");
  expect(inside.selected).toBe("/properties/sample/properties/question");
  expect(Object.keys(ofForm(inside.document).properties["sample"]?.properties ?? {})).toEqual(["id", "question", "stain"]);
  expect(added(documentOf("{}", ""), { section: null, at: 0 }, "longText").document).toMatchObject({
    schema: '{\n  "properties": {\n    "question": {\n      "title": "New long text",\n      "type": "string"\n    }\n  }\n}',
    uiSchema: '{\n  "question": {\n    "ui:widget": "textarea"\n  }\n}',
  });
});

test("a question that is removed takes its requirement, its order and its part of the UI schema along", () => {
  const next = removed(documentOf(BASE, UI), "/properties/stain");
  expect(next.said).toBe("Stain was removed.");
  expect(next.selected).toBe("/properties/size");
  expect(ofForm(next.document)).not.toHaveProperty("required");
  expect(uiOf(next.document)).toEqual({ "ui:order": ["note", "*"], sample: UI.sample });
});

test("a name is followed everywhere where the section says it", () => {
  const document = documentOf(
    {
      ...BASE,
      default: { stain: "PAS" },
      dependencies: { stain: ["note"], note: ["stain"] },
      allOf: [{ if: { properties: { stain: { const: "PAS" } }, required: ["stain"] }, then: { required: ["size"] } }],
      definitions: { other: { $ref: "#/properties/stain" } },
    },
    UI,
  );
  const next = renamed(document, "/properties/stain", "dye").document;
  expect(ofForm(next)).toMatchObject({
    required: ["dye"],
    default: { dye: "PAS" },
    dependencies: { dye: ["note"], note: ["dye"] },
    allOf: [{ if: { properties: { dye: { const: "PAS" } }, required: ["dye"] } }],
    definitions: { other: { $ref: "#/properties/dye" } },
  });
  expect(ofForm(next).properties["sample"]?.properties).toHaveProperty("stain");
  expect(uiOf(next)).toMatchObject({ "ui:order": ["note", "dye", "*"], dye: { "ui:widget": "radio" } });
});

test("a name is told that is taken, blank or cannot be kept", () => {
  const document = documentOf(BASE);
  expect(nameProblem(document, "/properties/stain", "size")).toBe("Another question of this section has this name.");
  expect(nameProblem(document, "/properties/stain", " ")).toBe("Write a name. Answers are kept under it.");
  expect(nameProblem(document, "/properties/stain", "a\u001fb")).toBe("The name holds a character that cannot be kept.");
  expect(nameProblem(document, "/properties/stain", "a/b ~ µ")).toBeNull();
  expect(renamed(document, "/properties/stain", "size").document).toBe(document);
  expect(nameFrom("Größe der Zelle (µm)")).toBe("große_der_zelle_μm");
});

test("a question goes into the section before it and out again, with all that belongs to it", () => {
  const document = documentOf({ ...BASE, required: ["note"] }, { note: { "ui:widget": "textarea" } });
  const inside = movedIn(document, "/properties/note");
  expect(inside).toMatchObject({ selected: "/properties/sample/properties/note", said: "Note is question 3 of 3 in Sample now." });
  expect(ofForm(inside.document).properties["sample"]?.required).toEqual(["note"]);
  expect(ofForm(inside.document)).not.toHaveProperty("required");
  expect(uiOf(inside.document)).toEqual({ sample: { note: { "ui:widget": "textarea" } } });
  const outside = movedOut(inside.document, inside.selected ?? "");
  expect(ofForm(outside.document)).toEqual(ofForm(document));
  expect(uiOf(outside.document)).toEqual(uiOf(document));
});

test("a name that is taken where a question goes gets a number", () => {
  const next = movedOut(documentOf(BASE), "/properties/sample/properties/stain");
  expect(names(next.document)).toEqual(["stain", "size", "sample", "stain_2", "note"]);
});

test("no section goes into itself", () => {
  const document = documentOf({ ...BASE, properties: { ...BASE.properties, inner: { type: "object", properties: { a: { type: "string" } } } } });
  expect(moved(document, "/properties/sample", { section: "/properties/sample", at: 0 }).document).toBe(document);
});

test("an order of the UI schema is kept in step, and made where only that can say it", () => {
  const next = movedUp(documentOf(BASE, UI), "/properties/size").document;
  expect(names(next)).toEqual(["note", "size", "stain", "sample"]);
  expect(uiOf(next)["ui:order"]).toEqual(["note", "size", "stain", "sample", "*"]);
});

test("a copy stands behind the question, under the same condition and with its part of the UI schema", () => {
  const next = duplicated(documentOf(BASE, UI), "/properties/stain");
  expect(names(next.document)).toEqual(["note", "stain", "stain_2", "size", "sample"]);
  expect(at(next.document, next.selected ?? "")).toMatchObject({ title: "Stain (copy)", required: true });
  expect(uiOf(next.document)["stain_2"]).toEqual(UI.stain);
});

describe("between forms", () => {
  const SOURCE = documentOf(
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { dose: { title: "Dose", type: "object", properties: { value: { type: "number", exclusiveMinimum: 0 }, unit: { $ref: "#/$defs/unit" } } } },
      required: ["dose"],
      $defs: { unit: { title: "Unit", $ref: "#/$defs/text" }, text: { type: "string" }, unused: {} },
    },
    { dose: { value: { "ui:unit": "mg" } } },
  );

  test("a question comes with what it refers to, and with what its form says of it", () => {
    const clipboard = copied(SOURCE, "/properties/dose") ?? "";
    const next = pasted(documentOf(BASE), { section: null, at: 0 }, clipboard);
    expect(next.said).toBe("Dose was pasted.");
    expect(names(next.document)[0]).toBe("dose");
    expect(ofForm(next.document)).toMatchObject({
      required: ["stain", "dose"],
      properties: { dose: { properties: { unit: { $ref: "#/definitions/unit" } } } },
      definitions: { unit: { $ref: "#/definitions/text" }, text: { type: "string" } },
    });
    expect(ofForm(next.document).definitions).not.toHaveProperty("unused");
    expect(uiOf(next.document)).toEqual({ dose: { value: { "ui:unit": "mg" } } });
  });

  test("definitions of other forms with the same name stay apart, those of the same form are used again", () => {
    const clipboard = copied(SOURCE, "/properties/dose") ?? "";
    const other = pasted(documentOf({ ...BASE, definitions: { unit: { type: "number" } } }), { section: null, at: 0 }, clipboard).document;
    expect(ofForm(other)).toMatchObject({
      properties: { dose: { properties: { unit: { $ref: "#/definitions/unit_2" } } } },
      definitions: { unit: { type: "number" }, unit_2: { $ref: "#/definitions/text" } },
    });
    const again = pasted(SOURCE, behind(SOURCE, "/properties/dose"), clipboard).document;
    expect(ofForm(again).$defs).toEqual(ofForm(SOURCE).$defs);
    expect(names(again)).toEqual(["dose", "dose_2"]);
  });

  test("limits are written as the draft of the form has them", () => {
    const clipboard = copied(SOURCE, "/properties/dose") ?? "";
    const old = documentOf({ $schema: "http://json-schema.org/draft-04/schema#", ...BASE });
    const next = pasted(old, { section: null, at: 0 }, clipboard).document;
    expect(ofForm(next).properties["dose"]?.properties["value"]).toEqual({ type: "number", exclusiveMinimum: true, minimum: 0 });
  });

  test("a clipboard without a question changes nothing and says so", () => {
    const document = documentOf(BASE);
    for (const text of ["", "Stain", "{}", '{"omero-forms question": 1}']) {
      expect(pasted(document, { section: null, at: 0 }, text)).toMatchObject({ document, selected: null });
    }
  });
});

describe("settings", () => {
  test("bounds are written in the draft's way", () => {
    const old = documentOf({ $schema: "http://json-schema.org/draft-04/schema#", ...BASE });
    const beyond = withBound(old, "/properties/size", "minimum", { value: 1, isExclusive: true });
    expect(ofForm(beyond).properties["size"]).toMatchObject({ minimum: 1, exclusiveMinimum: true });
    expect(settingsOf(beyond, at(beyond, "/properties/size")).least).toEqual({ value: 1, isExclusive: true });
    const now = withBound(documentOf(BASE), "/properties/size", "minimum", { value: 1, isExclusive: true });
    expect(ofForm(now).properties["size"]).toEqual({ title: "Size", type: "number", exclusiveMinimum: 1 });
    expect(ofForm(withBound(now, "/properties/size", "minimum", null)).properties["size"]).toEqual({ title: "Size", type: "number" });
  });

  test("what the UI schema says already is changed there", () => {
    const ui = { stain: { "ui:title": "Dye", "ui:options": { unit: "mg" } }, size: { "ui:readonly": true } };
    const document = documentOf(BASE, ui);
    expect(uiOf(withUnit(titled(document, "/properties/stain", "Colour"), "/properties/stain", "g"))["stain"]).toEqual({
      "ui:title": "Colour",
      "ui:options": { unit: "g" },
    });
    expect(uiOf(withUnit(document, "/properties/stain", ""))["stain"]).toEqual({ "ui:title": "Dye" });
    expect(settingsOf(document, at(document, "/properties/size")).isReadOnly).toBe(true);
    expect(uiOf(readOnly(document, "/properties/size", false))).not.toHaveProperty("size");
  });

  test("defaults and requirements come and go without a trace", () => {
    const document = documentOf(BASE);
    const next = withDefault(required(document, "/properties/size", true), "/properties/size", 3);
    expect(ofForm(next)).toMatchObject({ required: ["stain", "size"], properties: { size: { default: 3 } } });
    expect(withDefault(required(next, "/properties/size", false), "/properties/size", undefined)).toEqual(document);
  });

  test("the name of the form is its title too, where it was before", () => {
    expect(ofForm(named(documentOf(BASE), "Stains"))["title"]).toBe("Stains");
    expect(ofForm(named({ ...documentOf(BASE), name: "Mine" }, "Stains"))["title"]).toBe("Form");
    expect(ofForm(described(documentOf(BASE), "All of them"))).toMatchObject({ description: "All of them" });
    expect(named(documentOf("{ broken"), "Stains")).toMatchObject({ name: "Stains", schema: "{ broken" });
  });
});

describe("kinds", () => {
  test("a question becomes one of every other kind that it can, and keeps what means the same", () => {
    for (const kind of kindsFor({ kind: "number", isShared: false })) {
      const next = ofKind(documentOf(BASE), "/properties/size", kind).document;
      expect(at(next, "/properties/size").kind).toBe(kind);
      expect(ofForm(next).properties["size"]?.title).toBe("Size");
    }
    expect(ofForm(ofKind(documentOf(BASE), "/properties/size", "integer").document).properties["size"]).toEqual({ title: "Size", type: "integer", minimum: 0 });
    expect(ofForm(ofKind(documentOf(BASE), "/properties/size", "text").document).properties["size"]).toEqual({ title: "Size", type: "string" });
  });

  test("choices stay when one of a list becomes several", () => {
    const several = ofKind(documentOf(BASE), "/properties/stain", "severalOf").document;
    expect(ofForm(several).properties["stain"]?.items).toEqual({ type: "string", enum: ["H&E", "PAS"] });
    expect(ofForm(ofKind(several, "/properties/stain", "oneOf").document).properties["stain"]?.enum).toEqual(["H&E", "PAS"]);
  });

  test("a section becomes a repeated one and one again", () => {
    const repeat = ofKind(documentOf(BASE, UI), "/properties/sample", "repeat");
    expect(ofForm(repeat.document).properties["sample"]).toMatchObject({ title: "Sample", type: "array", minItems: 1, items: { type: "object", properties: { id: {} } } });
    expect(uiOf(repeat.document)["sample"]).toEqual({ items: UI.sample });
    const back = ofKind(repeat.document, "/properties/sample", "section").document;
    expect(ofForm(back).properties["sample"]).toEqual(BASE.properties.sample);
    expect(uiOf(back)).toEqual(UI);
  });

  test("a section that leads to a definition, or to the form itself, is repeated where it is asked and nowhere else", () => {
    const document = documentOf({ ...BASE, properties: { ...BASE.properties, inner: { title: "Inner", $ref: "#" } } });
    const next = ofKind(document, "/properties/inner", "repeat").document;
    expect(ofForm(next)).toEqual({ ...BASE, properties: { ...BASE.properties, inner: { title: "Inner", type: "array", minItems: 1, items: { $ref: "#" } } } });
    const shared = documentOf({ type: "object", properties: { rows: { $ref: "#/definitions/rows" } }, definitions: { rows: { type: "array", items: BASE } } });
    expect(kindsFor(at(shared, "/properties/rows"))).not.toContain("section");
  });

  test.each<[AddableKind, string]>([["longText", "textarea"]])("%s is what the page shows so", (kind, widget) => {
    const next = ofKind(documentOf(BASE), "/properties/note", kind).document;
    expect(uiOf(next)["note"]?.["ui:widget"]).toBe(widget);
    expect(ofKind(next, "/properties/note", "text").document).toEqual(documentOf(BASE));
  });
});

describe("choices", () => {
  const change = (schema: unknown, choices: Parameters<typeof withChoices>[2]): unknown =>
    ofForm(withChoices(documentOf({ type: "object", properties: { q: schema } }), "/properties/q", choices)).properties["q"];

  test("plain values stay a list of values, a label makes titled alternatives of them", () => {
    expect(change({ type: "string", enum: ["a"] }, [{ value: "a", label: "a" }, { value: "b", label: "" }])).toEqual({ type: "string", enum: ["a", "b"] });
    expect(change({ type: "string", enum: ["a"] }, [{ value: "a", label: "First" }, { value: "b", label: "b" }])).toEqual({
      type: "string",
      oneOf: [{ const: "a", title: "First" }, { const: "b" }],
    });
  });

  test("each form keeps its own way of naming choices, and what it says of them", () => {
    expect(change({ enum: [1, 2], enumNames: ["One", "Two"] }, [{ value: 2, label: "Zwei" }])).toEqual({ enum: [2], enumNames: ["Zwei"] });
    expect(change({ anyOf: [{ const: "a", title: "A", description: "kept" }] }, [{ value: "b", label: "B" }, { value: "a", label: "A!" }])).toEqual({
      anyOf: [{ const: "b", title: "B" }, { const: "a", description: "kept", title: "A!" }],
    });
  });

  test("lines are pasted as choices, with labels behind a tab, each value once", () => {
    expect(choicesPasted("a\tFirst\n\n b \na\nx", "string", [{ value: "x", label: "x" }])).toEqual({
      choices: [{ value: "a", label: "First" }, { value: "b", label: "b" }],
      passedOver: 2,
    });
    expect(choicesPasted("1\n2,5\nthree", "number", [])).toEqual({ choices: [{ value: 1, label: "1" }, { value: 2.5, label: "2.5" }], passedOver: 1 });
  });
});

test("what has not changed in the tree is the same object as before", () => {
  const document = documentOf(BASE, UI);
  const before = outlineOf(document)?.questions ?? [];
  const after = outlineOf(titled(document, "/properties/size", "Length"))?.questions ?? [];
  expect(after.map((question, index) => question === before[index])).toEqual([true, true, false, true]);
  expect([...listed(after)].find(({ name }) => name === "size")?.title).toBe("Length");
});
