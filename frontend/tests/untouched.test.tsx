// SPDX-License-Identifier: AGPL-3.0-or-later
/** A form that nobody touched holds what it fills in by itself, shown, and nothing else. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inPageDialect } from "../src/form/dialects";
import { normalise } from "../src/form/normalise";
import { openedWith } from "../src/form/opening";
import { prepare } from "../src/form/prepare";
import { findProblems } from "../src/form/problems";
import { requiredAnswers } from "../src/form/progress";
import { draftKey, loadDraft } from "../src/fill/drafts";
import type { Answers, Dialect } from "../src/shared/types";
import { showPanel } from "./support/render";
import { anna, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

function use(schema: object, ui: UiSchema = {}): void {
  server.versions = [{ ...server.version, schema: schema as RJSFSchema, ui_schema: ui }];
}

function formOf(schema: RJSFSchema): RJSFSchema {
  const declared = /draft-0[467]|20\d\d-\d\d/.exec(schema.$schema ?? "")?.[0];
  return inPageDialect(schema, (declared ?? "draft-07") as Dialect);
}

const opened = (schema: object, ui: UiSchema, answers: Answers | null): Answers =>
  prepare(openedWith(normalise(formOf(schema as RJSFSchema), ui), answers));
const untouched = (schema: object, ui: UiSchema = {}): Answers => opened(schema, ui, null);
const reopened = (schema: object, answers: Answers): Answers => opened(schema, {}, answers);
const draft = () => loadDraft(draftKey(server.object, anna.id, "f1"));
const submit = (): HTMLElement => screen.getByRole("button", { name: "Submit answers" });

async function sent(): Promise<Answers | undefined> {
  await screen.findByText(/^Submission \d+ is recorded$/);
  return server.posted().at(-1)?.answers;
}

const person = { type: "object", title: "Person", required: ["kind", "name"], properties: { kind: { const: "p" }, name: { type: "string", title: "Name" } } };
const place = { type: "object", title: "Place", required: ["kind"], properties: { kind: { const: "o" }, city: { type: "string", title: "City", default: "Dresden" } } };

describe("an untouched form", () => {
  it.each<[string, object, UiSchema, Answers]>([
    ["consent", { properties: { agree: { type: "boolean", const: true } }, required: ["agree"] }, {}, {}],
    ["consent in a box", { properties: { agree: { type: "boolean", const: true } }, required: ["agree"] }, { agree: { "ui:widget": "checkbox" } }, {}],
    ["consent as a list of one", { properties: { agree: { type: "boolean", enum: [true] } }, required: ["agree"] }, {}, {}],
    ["consent without a type", { properties: { agree: { const: true } } }, {}, {}],
    ["consent in a referenced part", { properties: { agree: { $ref: "#/definitions/a" } }, definitions: { a: { type: "boolean", const: true } } }, {}, {}],
    ["consent in a group", { properties: { g: { type: "object", required: ["ok"], properties: { ok: { const: true } } } }, required: ["g"] }, {}, {}],
    ["consent that a condition brings up", { properties: { a: { type: "string", default: "x" } }, if: { properties: { a: { const: "x" } } }, then: { properties: { ok: { type: "boolean", const: true } } } }, {}, { a: "x" }],
    ["a fixed text", { properties: { v: { type: "string", const: "2.1" } }, required: ["v"] }, {}, {}],
    ["a fixed number", { properties: { v: { const: 7 } } }, {}, {}],
    ["hidden constant", { properties: { v: { type: "string", const: "2.1" } } }, { v: { "ui:widget": "hidden" } }, { v: "2.1" }],
    ["hidden constant in a referenced part", { properties: { v: { $ref: "#/definitions/v" }, w: { $ref: "#/definitions/v" } }, definitions: { v: { type: "string", const: "2.1" } } }, { v: { "ui:widget": "hidden" } }, { v: "2.1" }],
    ["hidden consent", { properties: { v: { type: "boolean", const: true } } }, { v: { "ui:options": { widget: "hidden" } } }, { v: true }],
    ["hidden default", { properties: { v: { type: "string", default: "7" } } }, { v: { "ui:widget": "hidden" } }, { v: "7" }],
    ["hidden choice of one", { properties: { v: { enum: ["2.1"] }, w: { type: "boolean", enum: [true] }, x: { enum: ["a", "b"] } }, required: ["v"] }, { v: { "ui:widget": "hidden" }, w: { "ui:widget": "hidden" }, x: { "ui:widget": "hidden" } }, { v: "2.1", w: true }],
    ["hidden constant in a combination", { properties: { v: { allOf: [{ const: 3 }] } } }, { v: { "ui:widget": "hidden" } }, { v: 3 }],
    ["hidden constant that is nothing", { properties: { v: { const: null }, w: { enum: [null] }, x: { const: null } }, required: ["v", "w"] }, { v: { "ui:widget": "hidden" }, w: { "ui:widget": "hidden" }, x: { "ui:widget": "hidden" } }, { v: null, w: null }],
    ["constants of a hidden group", { properties: { g: { $ref: "#/definitions/g" }, h: { $ref: "#/definitions/g" } }, required: ["g"], definitions: { g: { type: "object", required: ["v"], properties: { v: { const: "1" }, n: { type: "object", properties: { w: { const: 2 } } }, g: { $ref: "#/definitions/g" } } } } }, { g: { "ui:widget": "hidden" }, h: { "ui:widget": "hidden" } }, { g: { v: "1" } }],
    ["read-only constant", { properties: { v: { type: "string", const: "2.1", readOnly: true }, w: { const: 5 } } }, { w: { "ui:readonly": true } }, { v: "2.1", w: 5 }],
    ["constant of a group left out", { properties: { g: { type: "object", required: ["name"], properties: { v: { const: "1", readOnly: true }, name: { type: "string" } } } } }, {}, {}],
    ["constant of a required group", { properties: { g: { type: "object", required: ["name"], properties: { v: { const: "1", readOnly: true }, name: { type: "string" } } } }, required: ["g"] }, {}, { g: { v: "1" } }],
    ["nullable list with names", { properties: { k: { type: ["string", "null"], enum: ["a", "b", null], enumNames: ["A", "B", "None"] } } }, {}, {}],
    ["nullable list", { properties: { k: { enum: [null, "a"] } }, required: ["k"] }, {}, {}],
    ["titled constants", { properties: { k: { oneOf: [{ const: "a", title: "A" }, { const: "b", title: "B" }] }, l: { anyOf: [{ const: 1 }, { const: 2 }] } }, required: ["k"] }, {}, {}],
    ["nullable choice", { properties: { k: { anyOf: [{ type: "string", enum: ["a"], enumNames: ["A"] }, { type: "null" }] } } }, {}, {}],
    ["optional value or nothing", { properties: { k: { anyOf: [{ type: "string" }, { type: "null" }], default: null }, l: { type: ["string", "null"], default: null }, m: { oneOf: [{ type: "null" }, { type: "array", items: { type: "string" } }], default: null } } }, {}, {}],
    ["required value or nothing", { properties: { k: { anyOf: [{ type: "number" }, { type: "null" }] } }, required: ["k"] }, {}, {}],
    ["null as heading", { properties: { h: { type: "null" }, x: { type: "string" } } }, {}, {}],
    ["null that is required", { properties: { h: { type: "null" } }, required: ["h"] }, {}, { h: null }],
    ["kinds with constants", { properties: { who: { oneOf: [person, place] } }, required: ["who"] }, {}, {}],
    ["kinds with defaults", { properties: { who: { anyOf: [place, person] } } }, {}, {}],
    ["kinds that hold themselves", { properties: { part: { $ref: "#/definitions/part" } }, definitions: { part: { oneOf: [{ type: "object", required: ["kind"], properties: { kind: { const: "box" }, inside: { type: "array", items: { $ref: "#/definitions/part" } }, next: { $ref: "#/definitions/part" } } }, { type: "object", properties: { whole: { anyOf: [{ $ref: "#" }, { type: "null" }] } } }] } } }, {}, {}],
    ["kinds of the whole form", { type: "object", oneOf: [place, person] }, {}, {}],
    ["required lists", { properties: { a: { type: "array", items: { type: "string" } }, b: { type: "array", minItems: 1, items: { type: "object", properties: { x: { type: "string" } } } } }, required: ["a", "b"] }, {}, {}],
    ["yes or no", { properties: { a: { type: "boolean" } }, required: ["a"] }, {}, {}],
    ["examples", { properties: { a: { type: "string", examples: ["HeLa"] } }, required: ["a"] }, {}, {}],
    ["defaults", { properties: { a: { type: "string", default: "x" }, n: { type: "number", default: 0 }, b: { type: "boolean", default: false }, g: { type: "object", default: { p: "q" }, properties: { p: { type: "string" } } }, l: { type: "array", items: { type: "string" }, default: ["x"] } } }, {}, { a: "x", n: 0, b: false, g: { p: "q" }, l: ["x"] }],
    ["defaults that do not fit", { properties: { n: { type: "number", default: "5" }, e: { type: "string", enum: ["a", "b"], default: "c" }, d: { type: "string", format: "date", default: "today" }, p: { type: "string", pattern: "^[0-9]+$", default: "abc" }, l: { type: "array", items: { type: "number" }, default: ["x"] }, g: { type: "object", default: { a: "x", b: 1 }, properties: { a: { type: "number" }, b: { type: "number" } } }, z: { type: "string", default: null } } }, {}, { g: { b: 1 } }],
    ["defaults in conditions of groups", { properties: { g: { type: "object", properties: { s: { type: "string", default: "in" } }, if: { properties: { s: { const: "in" } }, required: ["s"] }, then: { properties: { room: { type: "string", default: "R 1" } } } } } }, {}, { g: { s: "in", room: "R 1" } }],
    ["defaults that bring up defaults", { properties: { a: { type: "string", default: "1" } }, allOf: [{ if: { properties: { a: { const: "1" } }, required: ["a"] }, then: { properties: { b: { type: "string", default: "2" } } } }, { if: { properties: { b: { const: "2" } }, required: ["b"] }, then: { properties: { c: { type: "string", default: "3" } } } }] }, {}, { a: "1", b: "2", c: "3" }],
    ["defaults of old dependencies", { properties: { a: { type: "boolean", default: true } }, dependencies: { a: { oneOf: [{ properties: { a: { enum: [false] } } }, { properties: { a: { enum: [true] }, t: { type: "number", default: 37 } } }] } } }, {}, { a: true, t: 37 }],
  ])("holds what it shows by itself, and nothing else: %s", (_name, schema, ui, expected) => {
    expect(untouched({ type: "object", ...schema }, ui)).toEqual(expected);
  });

  it("is ready at once where a part may hold itself in many ways", () => {
    const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
    const part = { type: "object", properties: Object.fromEntries(names.map((name) => [name, { $ref: "#/definitions/part" }])) };
    expect(untouched({ type: "object", properties: { k: { oneOf: [{ $ref: "#/definitions/part" }, { type: "string" }] } }, definitions: { part } })).toEqual({});
  });

  it("is no draft, and a heading is none either", async () => {
    use({ type: "object", properties: { h: { type: "null", title: "Only a heading" }, d: { type: "string", title: "D", default: "x" }, x: { type: "string", title: "X" } } });
    const user = showPanel(server, base, "f1");
    await screen.findByLabelText("X");
    await user.click(screen.getByRole("button", { name: "Close" }));
    await screen.findByRole("button", { name: /^Start/ });
    expect(draft()).toBeNull();
  });

  it("is submitted as it stands", async () => {
    use(
      {
        type: "object",
        properties: {
          version: { type: "string", const: "2.1" },
          agree: { type: "boolean", title: "I agree", const: true },
          kind: { type: ["string", "null"], title: "Kind", enum: ["a", null], enumNames: ["A", "None"] },
          site: { type: "string", title: "Site", default: "B12" },
          who: { title: "Who", oneOf: [place, person] },
        },
      },
      { version: { "ui:widget": "hidden" }, agree: { "ui:widget": "checkbox" } },
    );
    const user = showPanel(server, base, "f1");
    expect((await screen.findByRole<HTMLInputElement>("checkbox", { name: "I agree" })).checked).toBe(false);
    expect(screen.getByRole<HTMLSelectElement>("combobox", { name: "Kind" }).selectedOptions[0]?.text).toBe("Choose…");
    await user.click(submit());
    expect(await sent()).toEqual({ version: "2.1", site: "B12" });
  });

  it("is shown as recorded without answers, instead of as a table of none", async () => {
    use({ type: "object", properties: { who: { type: "string", title: "Who" } } });
    const user = showPanel(server, base, "f1");
    await screen.findByLabelText("Who");
    await user.click(submit());
    expect(await screen.findByText("All questions were left empty.")).toBeTruthy();
    expect(screen.queryByRole("group", { name: "Answers of submission 1" })).toBeNull();
  });
});

describe("an answer that somebody gives", () => {
  it("may be one of a list, whatever the values are and however the list is written", async () => {
    const values = ["a", 1, null];
    const titled = [{ const: "a", title: "A" }, { const: 1, title: "One" }, { const: null, title: "None" }];
    const properties = {
      plain: { title: "Plain", enum: values },
      named: { title: "Named", type: ["string", "number", "null"], enum: values, enumNames: ["A", "One", "None"] },
      nullFirst: { title: "Null first", type: ["null", "string", "number"], oneOf: titled },
      any: { title: "Any", anyOf: titled },
    };
    use({ type: "object", required: ["plain"], properties });
    const user = showPanel(server, base, "f1");
    const list = async (name: string): Promise<HTMLSelectElement> => await screen.findByRole<HTMLSelectElement>("combobox", { name });
    for (const name of ["Plain", "Named", "Null first", "Any"]) expect((await list(name)).selectedOptions[0]?.text).toBe("Choose…");
    await user.selectOptions(await list("Plain"), "Nothing");
    await user.selectOptions(await list("Named"), "One");
    await user.selectOptions(await list("Null first"), "None");
    await user.selectOptions(await list("Any"), "A");
    await screen.findByText("1 of 1 required");
    await user.click(submit());
    expect(await sent()).toEqual({ plain: null, named: 1, nullFirst: null, any: "a" });
  });

  it("may be a kind, which settles what that kind fixes", async () => {
    use({ type: "object", required: ["who"], properties: { who: { title: "Who", oneOf: [place, person] } } });
    const user = showPanel(server, base, "f1");
    const kinds = await screen.findByRole<HTMLSelectElement>("combobox", { name: /kind of answer/ });
    expect(kinds.selectedOptions[0]?.text).toBe("Choose…");
    expect(screen.queryByRole("textbox", { name: "City" })).toBeNull();
    await user.selectOptions(kinds, "Person");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Ann");
    await user.click(submit());
    expect(await sent()).toEqual({ who: { kind: "p", name: "Ann" } });
  });

  it("may be nothing where the form takes that for an answer, and is not by itself", async () => {
    use({ type: "object", required: ["conc"], properties: { conc: { title: "Concentration", anyOf: [{ type: "number", minimum: 0 }, { type: "null" }] } } });
    const user = showPanel(server, base, "f1");
    const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Concentration" });
    const nothing = screen.getByRole<HTMLInputElement>("checkbox", { name: /nothing to enter for Concentration/ });
    expect(nothing.checked).toBe(false);
    expect(screen.getByText("0 of 1 required")).toBeTruthy();
    await user.click(nothing);
    await screen.findByText("1 of 1 required");
    await user.type(field, "1.5");
    expect(nothing.checked).toBe(false);
    await user.clear(field);
    await screen.findByText("0 of 1 required");
    await user.click(nothing);
    await user.click(submit());
    expect(await sent()).toEqual({ conc: null });
  });

  it("may be to leave a default out: it does not come back", async () => {
    use({ type: "object", properties: { site: { type: "string", title: "Site", default: "B12" }, x: { type: "string", title: "X" }, l: { type: "array", title: "Words", items: { type: "string" }, default: ["w"] } } });
    const user = showPanel(server, base, "f1");
    const site = await screen.findByRole("textbox", { name: "Site" });
    // Opening a form moves the focus to its heading first.
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
    await user.clear(site);
    await user.type(screen.getByRole("textbox", { name: "X" }), "x");
    await user.click(screen.getByRole("link", { name: /All forms/ }));
    await user.click(await screen.findByRole("button", { name: /^Continue/ }));
    expect((await screen.findByRole<HTMLInputElement>("textbox", { name: "Site" })).value).toBe("");
    await user.type(screen.getByRole("textbox", { name: "X" }), "y");
    await user.click(submit());
    expect(await sent()).toEqual({ x: "xy", l: ["w"] });
  });

  it("brings up a question with its default", async () => {
    use({
      type: "object",
      properties: { animal: { type: "string", title: "Animal", enum: ["Fish", "Mouse"] } },
      allOf: [
        { if: { properties: { animal: { const: "Fish" } }, required: ["animal"] }, then: { properties: { water: { type: "string", title: "Water", default: "salt" } } } },
        { if: { properties: { water: { const: "salt" } }, required: ["water"] }, then: { properties: { salt: { type: "number", title: "Salt", default: 35 } } } },
      ],
    });
    const user = showPanel(server, base, "f1");
    await user.selectOptions(await screen.findByRole("combobox", { name: "Animal" }), "Fish");
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Salt" }).value).toBe("35"));
    await user.click(submit());
    expect(await sent()).toEqual({ animal: "Fish", water: "salt", salt: 35 });
  });
});

describe("answers that are opened again", () => {
  const schema = { type: "object", properties: { a: { type: "string", default: "x" }, g: { type: "object", properties: { p: { type: "string", default: "q" }, r: { type: "string" } } }, l: { type: "array", items: { type: "object", properties: { k: { type: "string", default: "K" }, n: { type: "string" } } } }, v: { const: "1", readOnly: true } } };

  it("get back no default that was left out, and every constant", () => {
    expect(reopened(schema, { g: { r: "1" }, l: [{ n: "2" }] })).toEqual({ g: { r: "1" }, l: [{ n: "2" }], v: "1" });
    expect(reopened(schema, {})).toEqual({ v: "1" });
  });
});

interface Case {
  schema: RJSFSchema;
  ui?: UiSchema;
  answers: { expect: "ok" | "refused"; answers: Answers }[];
}

const shared = join(process.cwd(), "../../shared");
const library = [join(process.cwd(), "../demo/forms"), join(shared, "data/schemas"), join(process.cwd(), "../tests/cases/own"), join(shared, "cases")].filter(existsSync);
const files = library.flatMap((folder) => readdirSync(folder).filter((name) => /(?<!\.ui)\.json$/.test(name)).map((name) => join(folder, name)));

function read(path: string): Case {
  const content = JSON.parse(readFileSync(path, "utf8")) as Case & RJSFSchema;
  if (content.answers && content.schema) return content;
  const ui = path.replace(/\.json$/, ".ui.json");
  return { schema: content, ui: existsSync(ui) ? (JSON.parse(readFileSync(ui, "utf8")) as UiSchema) : {}, answers: [] };
}

/** Every value that a form could fill in by itself: what stands in its text as a default, or as a constant. */
function offered(schema: unknown, into: Set<string> = new Set()): Set<string> {
  if (Array.isArray(schema)) schema.forEach((part) => offered(part, into));
  else if (typeof schema === "object" && schema !== null) {
    for (const [key, value] of Object.entries(schema)) {
      if (key === "default" || key === "const") leaves(value).forEach((leaf) => into.add(JSON.stringify(leaf)));
      offered(value, into);
    }
  }
  return into;
}

const leaves = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];

describe("forms of the field, untouched", () => {
  const usable = files.map((path) => ({ name: path.split("/").at(-1) ?? "", ...read(path) })).filter(({ schema }) => schema.type === "object" || schema.properties !== undefined);

  it.each(usable)("hold nothing but what they offer: $name", ({ schema, ui }) => {
    const values = offered(schema);
    expect(leaves(untouched(schema, ui)).filter((leaf) => !values.has(JSON.stringify(leaf)))).toEqual([]);
  });

  it.each(usable)("say of the required answers what holds of them: $name", ({ schema, answers }) => {
    for (const each of answers.filter((one) => one.expect === "ok")) {
      const [form, prepared] = [formOf(schema), prepare(each.answers)];
      if (findProblems(form, {}, prepared).length > 0) continue;
      expect(requiredAnswers(form, prepared).filter((answer) => !answer.answered)).toEqual([]);
    }
  });
});
