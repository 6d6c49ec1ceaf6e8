// SPDX-License-Identifier: AGPL-3.0-or-later
/** Lists, tuples, maps, kinds and groups in groups, in the page. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { TranslatableString } from "@rjsf/utils";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withNamedAlternatives } from "../src/form/alternatives";
import { tupleOf } from "../src/form/lists";
import { findProblems } from "../src/form/problems";
import { translateString } from "../src/form/strings";
import { axeFindings, showPanel } from "./support/render";
import { FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

function open(question: RJSFSchema, more: RJSFSchema = {}, ui: UiSchema = {}): ReturnType<typeof showPanel> {
  const schema: RJSFSchema = { type: "object", ...more, properties: { q: question, last: { type: "string", title: "Last" } } };
  server.versions = [{ ...server.version, schema, ui_schema: { q: ui } }];
  return showPanel(server, base, "f1");
}

async function submitted(user: ReturnType<typeof showPanel>): Promise<Record<string, unknown>> {
  await user.click(screen.getByRole("button", { name: "Submit answers" }));
  await screen.findByText("Submission 1 is recorded");
  return server.posted()[0]?.answers ?? {};
}

const field = (name: string): Promise<HTMLInputElement> => screen.findByRole<HTMLInputElement>("textbox", { name });

describe("a list", () => {
  it.each([
    ["Channels", undefined, "Add a channel"],
    ["Antibodies", undefined, "Add an antibody"],
    ["My table of rows", undefined, "Add an entry to My table of rows"],
    ["Analysis", undefined, "Add an entry to Analysis"],
    ["Lasers in use", "MRI scan", "Add an MRI scan"],
    ["Rows", "My row", "Add an entry to Rows"],
  ])("called %s, of entries called %s, offers one more in words that people use: %s", async (title, entry, name) => {
    open({ type: "array", title, items: { type: "string", ...(entry === undefined ? {} : { title: entry }) } });
    expect(await screen.findByRole("button", { name })).toBeTruthy();
  });

  const words: RJSFSchema = { type: "array", title: "Words", items: { type: "string" } };

  it("gives a removed entry back", async () => {
    const user = open(words);
    for (const word of ["a", "b", "c"]) {
      await user.click(await screen.findByRole("button", { name: "Add a word" }));
      await user.type(await field(`Word ${["a", "b", "c"].indexOf(word) + 1}`), word);
    }
    await user.click(screen.getByRole("button", { name: "Remove word 2" }));
    expect(screen.getByText(/Word 2 was removed/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect((await submitted(user))["q"]).toEqual(["a", "b", "c"]);
  });

  it("has a card for each entry where an answer brings in a question, so that none stands below another one's heading", async () => {
    const kind: RJSFSchema = { type: "string", title: "Kind", enum: ["laser", "lamp"] };
    const laser: RJSFSchema = { if: { properties: { kind: { const: "laser" } }, required: ["kind"] }, then: { properties: { line: { type: "number", title: "Line" } } } };
    const items: RJSFSchema = { type: "object", properties: { kind }, allOf: [laser] };
    open({ type: "array", title: "Channels", default: [{ kind: "laser" }, { kind: "lamp" }], items });
    expect(await screen.findAllByLabelText("Line")).toHaveLength(1);
    expect(screen.getByRole("heading", { name: "Channel 2" })).toBeTruthy();
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("moves an entry with the focus on the button that moves it", async () => {
    const user = open({ ...words, default: ["a", "b", "c"] });
    await user.click(await screen.findByRole("button", { name: "Move word 3 up" }));
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("Move word 2 up"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("Move word 1 down"));
    expect((await submitted(user))["q"]).toEqual(["c", "a", "b"]);
  });

  it("copies an entry where the form says that it can be", async () => {
    const user = open({ ...words, default: ["a"] }, {}, { "ui:options": { copyable: true } });
    await user.click(await screen.findByRole("button", { name: "Copy word 1" }));
    expect((await submitted(user))["q"]).toEqual(["a", "a"]);
  });

  it("offers no more entries than the form takes", async () => {
    const user = open({ ...words, maxItems: 1 });
    await user.click(await screen.findByRole("button", { name: "Add a word" }));
    expect(screen.queryByRole("button", { name: "Add a word" })).toBeNull();
  });

  it.each<[string, RJSFSchema]>([
    ["choices", { type: "string", enum: ["x", "y"] }],
    ["titled choices", { type: "string", oneOf: [{ const: "x", title: "X" }, { const: "y", title: "Y" }] }],
    ["texts", { type: "string" }],
    ["groups", { type: "object", title: "Dye", required: ["name"], properties: { name: { type: "string", title: "Name" } } }],
  ])("that is required keeps its empty first entry while somebody types elsewhere: %s", async (_kind, items) => {
    const user = open({ type: "array", title: "Dyes", minItems: 1, items }, { required: ["q"] });
    const last = await field("Last");
    expect(screen.getAllByRole("button", { name: "Remove dye 1" })).toHaveLength(1);
    await user.type(last, "z");
    expect(screen.getAllByRole("button", { name: "Remove dye 1" })).toHaveLength(1);
  });
});

describe("a tuple", () => {
  const position: RJSFSchema = {
    type: "array",
    title: "Position",
    items: [
      { type: "number", title: "x" },
      { type: "number", title: "y" },
    ],
  };

  it("asks for each entry by its own title, and offers no further ones", async () => {
    const user = open({ ...position, minItems: 2, additionalItems: false }, { required: ["q"] });
    await user.type(await field("x"), "1.5");
    await user.type(await field("y"), "-2");
    expect(screen.queryByRole("button", { name: /Add an entry/ })).toBeNull();
    expect(await axeFindings()).toEqual([]);
    expect((await submitted(user))["q"]).toEqual([1.5, -2]);
  });

  it("that may be left out is not recorded when nobody answers it, nor when it is emptied", async () => {
    const user = open(position);
    await user.type(await field("y"), "3");
    await user.clear(await field("y"));
    await user.type(await field("Last"), "z");
    expect(await submitted(user)).toEqual({ last: "z" });
  });

  it("can go on with entries of another kind", async () => {
    const user = open({ ...position, additionalItems: { type: "string", title: "Remark" } });
    await user.type(await field("x"), "1");
    await user.type(await field("y"), "2");
    await user.click(screen.getByRole("button", { name: "Add an entry to Position" }));
    await user.type(await field("Last"), "z");
    await user.type(await field("Remark"), "r");
    expect((await submitted(user))["q"]).toEqual([1, 2, "r"]);
  });

  it("keeps its entries at their places", () => {
    expect(tupleOf([undefined, 2], 0)).toEqual([null, 2]);
    expect(tupleOf([1, undefined], 0)).toEqual([1]);
    expect(tupleOf([1, ""], 2)).toEqual([1, ""]);
    expect(tupleOf([undefined, {}], 2)).toBeUndefined();
  });
});

describe("a map", () => {
  const doses: RJSFSchema = { type: "object", title: "Doses", propertyNames: { enum: ["low", "high"] }, additionalProperties: { type: "number" } };
  const names: RJSFSchema = { type: "object", title: "Names", patternProperties: { "^[a-z]{2}(_[A-Z]{2})?$": { type: "string" } }, additionalProperties: false };
  const newName = (map: string): Promise<HTMLInputElement> => field(`Name of a new entry in ${map}`);
  const newDose = (): Promise<HTMLInputElement> => screen.findByRole<HTMLInputElement>("combobox", { name: "Name of a new entry in Doses" });

  it("takes entries under names that fit, renames and removes them", async () => {
    const user = open(names);
    await user.type(await newName("Names"), "en{Enter}");
    await waitFor(async () => expect(document.activeElement).toBe(await field("en")));
    await user.type(await field("en"), "zebrafish");
    await user.type(await newName("Names"), "de{Enter}");
    await user.type(await field("de"), "Zebrabärbling");
    await user.type(await field("Name of the entry de"), "_DE");
    await user.tab();
    expect((await field("de_DE")).value).toBe("Zebrabärbling");
    expect(await axeFindings()).toEqual([]);
    await user.type(await newName("Names"), "fr{Enter}");
    await user.click(screen.getByRole("button", { name: "Remove the entry fr" }));
    expect((await submitted(user))["q"]).toEqual({ en: "zebrafish", de_DE: "Zebrabärbling" });
  });

  it("says at the name that it does not fit or is there already, and never makes another of it", async () => {
    const user = open(doses);
    await user.type(await newDose(), "middle{Enter}");
    expect(screen.getByRole("alert").textContent).toBe("“middle” is not one of the choices. Choose “low” or “high”.");
    await user.clear(await newDose());
    await user.type(await newDose(), "low{Enter}");
    await user.type(await field("low"), "1");
    await user.type(await newDose(), "low{Enter}");
    expect(screen.getByRole("alert").textContent).toBe("“low” is there already. Each name can be there once.");
    await user.clear(await newDose());
    await user.type(await newDose(), "high");
    await user.tab();
    await user.tab();
    await user.type(await field("high"), "-0.5");
    expect((await submitted(user))["q"]).toEqual({ low: 1, high: -0.5 });
  });

  it("is not sent while the name of a new entry does not fit, so that the entry is not lost", async () => {
    const user = open(doses);
    await user.type(await newDose(), "low{Enter}");
    await user.type(await field("low"), "1");
    await user.type(await newDose(), "middle");
    // A second press asks the server about answers; of this entry it would know nothing.
    for (let press = 1; press <= 2; press += 1) {
      await user.click(screen.getByRole("button", { name: "Submit answers" }));
      expect(await screen.findByRole("region", { name: /1 answer needs a look/ })).toBeTruthy();
      expect(server.posted()).toEqual([]);
    }
    const summary = within(screen.getByRole("region", { name: /needs a look/ }));
    expect(summary.getByRole("listitem").textContent).toBe("Doses > Name of a new entry: “middle” is not one of the choices. Choose “low” or “high”.");
    await user.click(summary.getByRole("link"));
    expect(document.activeElement).toBe(await newDose());
    expect(await axeFindings()).toEqual([]);
    await user.clear(await newDose());
    await waitFor(() => expect(screen.queryByRole("region", { name: /needs a look/ })).toBeNull());
    expect((await submitted(user))["q"]).toEqual({ low: 1 });
  });

  it("keeps the name that an entry has where another does not fit, and says so", async () => {
    const user = open(names);
    await user.type(await newName("Names"), "en{Enter}");
    await user.type(await field("en"), "mouse");
    await user.type(await field("Name of the entry en"), "glish{Enter}");
    expect(screen.getByRole("alert").textContent).toBe("The form takes no entry called “english”. This entry is still called “en”.");
    expect((await field("Name of the entry en")).value).toBe("en");
    expect((await submitted(user))["q"]).toEqual({ en: "mouse" });
  });

  it("keeps an entry whose answer was emptied, and asks for it", async () => {
    const user = open(doses);
    await user.type(await newDose(), "low{Enter}");
    await user.type(await field("low"), "1");
    await user.clear(await field("low"));
    expect(screen.getByRole("button", { name: "Remove the entry low" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Submit answers" }));
    expect(await screen.findByRole("region", { name: /1 answer needs a look/ })).toBeTruthy();
  });

  it.each<[string, RJSFSchema, string]>([
    ["of anything", { type: "object", title: "Free" }, "text"],
    ["beside questions", { type: "object", title: "Free", properties: { a: { type: "string", title: "A" } }, additionalProperties: true }, "text"],
    ["of parts elsewhere", { type: "object", title: "Free", additionalProperties: { $ref: "#/definitions/t" } }, "text"],
  ])("can be %s", async (_kind, question, answer) => {
    const user = open(question, { definitions: { t: { type: "string" } } });
    await user.type(await newName("Free"), "my key / 1{Enter}");
    await user.type(await field("my key / 1"), answer);
    expect((await submitted(user))["q"]).toEqual({ "my key / 1": answer });
  });

  it("of groups asks for the questions of each", async () => {
    const user = open({ type: "object", title: "Mice", additionalProperties: { type: "object", properties: { age: { type: "integer", title: "Age" } } } });
    await user.type(await newName("Mice"), "M1{Enter}");
    await user.type(await field("Age"), "12");
    expect((await submitted(user))["q"]).toEqual({ M1: { age: 12 } });
  });

  it("ends at the most entries that the form takes, and refuses names of the form's own questions", async () => {
    const user = open({ type: "object", title: "Free", maxProperties: 1, properties: { a: { type: "string", title: "A" } }, additionalProperties: { type: "string" } });
    await user.type(await newName("Free"), "a{Enter}");
    expect(screen.getByRole("alert").textContent).toBe("“a” is a question of the form itself.");
    await user.clear(await newName("Free"));
    await user.type(await newName("Free"), "b{Enter}");
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Name of a new entry in Free" })).toBeNull());
  });
});

describe("a group that may hold its own kind", () => {
  const tree: RJSFSchema = {
    type: "object",
    title: "Part",
    properties: { name: { type: "string", title: "Part name" }, inner: { $ref: "#/definitions/part" }, list: { type: "array", title: "Pieces", items: { $ref: "#/definitions/part" } } },
  };

  it("opens the inner one for who wants it, not by itself, in our words", async () => {
    const user = open({ $ref: "#/definitions/part" }, { definitions: { part: tree } });
    await field("Part name");
    expect(document.body.textContent).not.toMatch(/[Cc]ircular|[Cc]ycle|\$ref/);
    const add = screen.getAllByRole("button", { name: "Add a part inside" });
    const before = screen.getAllByRole("textbox", { name: "Part name" }).length;
    await user.click(add[0] as HTMLElement);
    const after = screen.getAllByRole("textbox", { name: "Part name" });
    expect(after.length).toBe(before + 1);
    await user.type(after.at(-1) as HTMLElement, "core");
    await user.click(screen.getAllByRole("button", { name: "Add a part" }).at(-1) as HTMLElement);
    expect(screen.getAllByRole("button", { name: "Add a part inside" }).length).toBeGreaterThan(1);
    expect((await submitted(user))["q"]).toMatchObject({ inner: { name: "core" } });
  });
});

describe("kinds", () => {
  it("have names that people can choose by, also where the form gives none", () => {
    const { anyOf } = withNamedAlternatives({
      anyOf: [
        { type: "string" },
        { type: "number" },
        { type: "object", required: ["mail"], properties: { mail: { type: "string", title: "E-mail" }, more: { type: "string" } } },
        { type: "object", title: "Own name" },
        { type: "string", format: "date" },
        { $ref: "#/definitions/a" },
        { type: "string", pattern: "x" },
      ],
      definitions: { a: { title: "Animal", type: "object" } },
    });
    const titles = anyOf?.map((kind) => (typeof kind === "object" ? kind.title : ""));
    expect(titles).toEqual(["Text (1)", "Number", "With E-mail", "Own name", "Date", "Animal", "Text (2)"]);
  });

  it("are no kinds where only what is required differs: every question is on the page, without a choice above it", async () => {
    const schema: RJSFSchema = {
      title: "Contact",
      type: "object",
      properties: { mail: { type: "string", title: "Mail" }, phone: { type: "string", title: "Phone" } },
      anyOf: [{ required: ["mail"] }, { required: ["phone"] }],
    };
    server.versions = [{ ...server.version, schema, ui_schema: {} }];
    const user = showPanel(server, base, "f1");
    await user.type(await field("Phone"), "1");
    expect(screen.queryByRole("combobox")).toBeNull();
    expect(document.body.textContent).not.toMatch(/option 1/i);
    expect(await submitted(user)).toEqual({ phone: "1" });
  });
});

it("says of an answer that fits two kinds that it does, since there is nothing to complete", () => {
  const kind = (name: string): RJSFSchema => ({ type: "object", properties: { [name]: { type: "string" } } });
  const schema: RJSFSchema = { type: "object", properties: { rows: { type: "array", title: "Rows", items: { oneOf: [kind("a"), kind("b")] } } } };
  const [problem] = findProblems(schema, {}, { rows: [{ c: "x" }] });
  expect(problem?.pointer).toBe("/rows/0");
  expect(problem?.message).toMatch(/fits more than one of the possibilities/);
});

it("says nothing in words of the library", () => {
  for (const text of Object.values(TranslatableString)) {
    expect(translateString(text, ["a", "b", "c"])).not.toMatch(/cycle|\$ref|schema|option \d|clear input|%\d/i);
  }
});
