// SPDX-License-Identifier: AGPL-3.0-or-later
/** Whatever a question is called, its answer lands where it belongs. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shownName } from "../src/form/names";
import { normalise } from "../src/form/normalise";
import { domId, fieldId, isWithin, parsePointer, toPointer, valueAt, type Path } from "../src/form/pointers";
import { axeFindings, showPanel } from "./support/render";
import { FormsServer } from "./support/server";

describe("ids of fields", () => {
  const paths: Path[] = [
    ["sample", "prep_date"],
    ["sample_prep", "date"],
    ["a", "b"],
    ["a/b"],
    ["a~1b"],
    ["a~b"],
    ["a.b"],
    ["a b"],
    ["a-b"],
    ["a\u00a0b"],
    ["a\u200bb"],
    ["a", "help"],
    ["a-help"],
    ["a~-help"],
    ["a", 0, "b"],
    ["a", "0-b"],
    [""],
    ["", ""],
    ["__proto__"],
    ["constructor"],
    ["\u00b5m"],
    [],
  ];

  it("are alike for no two paths, and stand in lists of ids", () => {
    const ids = paths.map((path) => domId(fieldId(path)));
    expect(new Set(ids).size).toBe(paths.length);
    expect(ids.filter((id) => /\s/.test(id))).toEqual([]);
    const endings = ids.map((id) => `${id}-help`);
    expect(endings.filter((id) => ids.includes(id))).toEqual([]);
  });

  it("are the pointer", () => {
    expect(domId(fieldId(["sample", "prep_date"]))).toBe("root/sample/prep_date");
    expect(paths.map((path) => parsePointer(toPointer(path)))).toEqual(paths.map((path) => path.map(String)));
  });

  it("tell what lies within what", () => {
    expect(isWithin(fieldId(["sample", "prep_date"]), fieldId(["sample"]))).toBe(true);
    expect(isWithin(fieldId(["sample_prep", "date"]), fieldId(["sample"]))).toBe(false);
  });
});

describe("in the page", () => {
  let server: FormsServer;
  let base: string;

  beforeEach(async () => {
    server = new FormsServer();
    base = await server.start();
  });
  afterEach(() => server.stop());

  const text = (title: string): RJSFSchema => ({ type: "string", title });
  const group = (name: string, title: string): RJSFSchema => ({ type: "object", title: `Group of ${title}`, properties: { [name]: text(title) } });
  const properties = JSON.parse(
    JSON.stringify({
      sample: group("prep_date", "One"),
      sample_prep: group("date", "Two"),
      "a/b": text("Three"),
      a: group("b", "Four"),
      "a~1b": text("Five"),
      "a b": text("Six"),
      "a-b": text("Seven"),
      "21.T11148/dcd4": text("Eight"),
      "gr\u00f6\u00dfe \u00b5m": { type: "number", title: "Nine" },
      "": text("Ten"),
      "{proto}": text("Eleven"),
      constructor: text("Twelve"),
      toString: { type: "object", title: "Group", properties: { "": { type: "string" }, "{proto}": { type: "string" } } },
    }).replaceAll("{proto}", "__proto__"),
  ) as Record<string, RJSFSchema>;
  const names = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Ten", "Eleven", "Twelve"];

  function use(required: string[] = []): void {
    server.versions = [{ ...server.version, schema: { type: "object", required, properties }, ui_schema: {} }];
  }

  it("every question has a label and an id of its own, and keeps its own answer", async () => {
    use();
    const user = showPanel(server, base, "f1");
    for (const name of names) await user.type(await screen.findByRole("textbox", { name }), `answer ${name}`);
    await user.type(screen.getByRole("textbox", { name: "Nine" }), "1.5");
    await user.type(screen.getByRole("textbox", { name: "(no name)" }), "inner");
    await user.type(screen.getByRole("textbox", { name: "__proto__" }), "proto");
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(await axeFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Submit answers" }));
    await screen.findByText("Submission 1 is recorded");
    const expected = JSON.parse(
      JSON.stringify({
        sample: { prep_date: "answer One" },
        sample_prep: { date: "answer Two" },
        "a/b": "answer Three",
        a: { b: "answer Four" },
        "a~1b": "answer Five",
        "a b": "answer Six",
        "a-b": "answer Seven",
        "21.T11148/dcd4": "answer Eight",
        "gr\u00f6\u00dfe \u00b5m": 1.5,
        "": "answer Ten",
        "{proto}": "answer Eleven",
        constructor: "answer Twelve",
        toString: { "": "inner", "{proto}": "proto" },
      }).replaceAll("{proto}", "__proto__"),
    ) as object;
    const body = server.requests.find(({ method }) => method === "POST")?.body ?? "";
    expect(JSON.stringify((JSON.parse(body) as { answers: object }).answers)).toBe(JSON.stringify(expected));
    expect(({} as Record<string, unknown>)["prep_date"]).toBeUndefined();
  });

  it("the UI schema of such a question is found, also where a condition brings it up, or a choice gets an entry more", () => {
    const proto = (json: string): RJSFSchema => JSON.parse(json.replaceAll("{proto}", "__proto__")) as RJSFSchema;
    const question = `"{proto}": {"type": "object", "properties": {"a": {"oneOf": [{"properties": {"k": {"const": 1, "default": 1}}, "required": ["k"]}, {"properties": {"m": {"type": "string"}}}]}}}`;
    const ui: UiSchema = proto(`{"{proto}": {"ui:help": "Ask Ada", "a": {"oneOf": [{"ui:title": "First"}, {}]}}}`) as UiSchema;
    for (const form of [
      proto(`{"type": "object", "properties": {${question}}}`),
      proto(`{"type": "object", "properties": {"b": {"type": "boolean"}}, "if": {"required": ["b"]}, "then": {"properties": {${question}}}}`),
    ]) {
      const { uiSchema } = normalise(form, ui);
      const of = uiSchema[shownName("__proto__")] as UiSchema | undefined;
      expect(of?.["ui:help"]).toBe("Ask Ada");
      expect(valueAt(of, ["a", "oneOf"])).toEqual([{}, { "ui:title": "First" }, {}]);
    }
  });

  it("what is said of a question stands at that question, and leads to it", async () => {
    use(Object.keys(properties).filter((name) => properties[name]?.type === "string"));
    const user = showPanel(server, base, "f1");
    await screen.findByText("0 of 8 required");
    await user.click(screen.getByRole("button", { name: "Submit answers" }));
    const summary = await screen.findByRole("region", { name: /8 answers need a look/ });
    for (const name of ["Three", "Five", "Six", "Seven", "Eight", "Ten", "Eleven", "Twelve"]) {
      await user.click(within(summary).getByRole("link", { name }));
      const field = screen.getByRole("textbox", { name });
      await waitFor(() => expect(document.activeElement).toBe(field));
      expect(field.getAttribute("aria-invalid")).toBe("true");
      const message = field.getAttribute("aria-describedby")?.split(" ").at(-1) ?? "";
      expect(document.getElementById(message)?.textContent).toBe("An answer is needed here.");
    }
  });

  it("opens a draft under such names again", async () => {
    use();
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByRole("textbox", { name: "Eleven" }), "x");
    await user.type(await screen.findByRole("textbox", { name: "Ten" }), "y");
    await user.click(screen.getByRole("link", { name: /All forms/ }));
    await user.click(await screen.findByRole("button", { name: /^Continue/ }));
    expect((await screen.findByRole<HTMLInputElement>("textbox", { name: "Eleven" })).value).toBe("x");
    expect((await screen.findByRole<HTMLInputElement>("textbox", { name: "Ten" })).value).toBe("y");
  });
});
