// SPDX-License-Identifier: AGPL-3.0-or-later
/** Forms of all drafts, in the page: what publishing accepts can be asked, and what goes wrong takes nothing else with it. */
import type { FieldProps, RJSFSchema, UiSchema } from "@rjsf/utils";
import { render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Question } from "../src/form/Question";
import { draftKey, loadDraft, saveDraft } from "../src/fill/drafts";
import type { Dialect, NotAsked } from "../src/shared/types";
import { axeFindings, showPanel } from "./support/render";
import { anna, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

function use(dialect: Dialect, schema: object, not_asked: NotAsked[] = [], ui_schema: UiSchema = {}): void {
  server.versions = [
    { number: 1, schema: schema as RJSFSchema, dialect, not_asked, opens: true, ui_schema, message: "", published_at: "2026-11-01T08:00:00Z", author: anna },
  ];
}
const submit = (): HTMLElement => screen.getByRole("button", { name: "Submit answers" });
const key = (): string => draftKey(server.object, anna.id, "f1");
const text = (title: string) => ({ type: "string", title });

describe("questions of newer drafts", () => {
  it("appear with the answer that brings them in, conditions inside too", async () => {
    use("2019-09", {
      type: "object",
      properties: { fixative: { type: "string", title: "Fixative", enum: ["none", "PFA"] }, temperature: { type: "number", title: "Temperature" }, unit: text("Unit") },
      dependentRequired: { temperature: ["unit"] },
      dependentSchemas: { fixative: { if: { properties: { fixative: { const: "PFA" } } }, then: { properties: { minutes: { type: "integer", title: "Minutes" } }, required: ["minutes"] } } },
    });
    const user = showPanel(server, base, "f1");
    await user.selectOptions(await screen.findByLabelText("Fixative"), "PFA");
    expect((await screen.findByLabelText("Minutes")).getAttribute("aria-required")).toBe("true");
    expect(screen.getByLabelText("Unit").getAttribute("aria-required")).toBeNull();
    await user.type(screen.getByLabelText("Temperature"), "4");
    await waitFor(() => expect(screen.getByLabelText("Unit").getAttribute("aria-required")).toBe("true"));
    await user.selectOptions(screen.getByLabelText("Fixative"), "none");
    await waitFor(() => expect(screen.queryByLabelText("Minutes")).toBeNull());
  });

  it("have a list to choose from where choices of any kind are named and no type is", async () => {
    const choices = [{ const: "", title: "Not set" }, { const: 2, title: "Two" }, { const: true }, { const: null, title: "Nothing" }];
    use("draft-07", { type: "object", properties: { one: { title: "One", oneOf: choices }, any: { title: "Any", anyOf: choices } } });
    const user = showPanel(server, base, "f1");
    await user.selectOptions(await screen.findByLabelText("One"), "Two");
    await user.selectOptions(screen.getByLabelText("Any"), "Nothing");
    expect(loadDraft(key())?.answers).toEqual({ one: 2, any: null });
    expect(screen.queryByText(/cannot show/)).toBeNull();
  });

  it("have a field each where a list has entries by their place", async () => {
    use("2020-12", {
      type: "object",
      required: ["position"],
      properties: { position: { type: "array", title: "Position", prefixItems: [{ type: "number", title: "x" }, { type: "number", title: "y" }], items: false, minItems: 2 } },
    });
    const user = showPanel(server, base, "f1");
    await waitFor(() => expect(screen.getAllByRole("textbox")).toHaveLength(3));
    const [x, y] = screen.getAllByRole("textbox");
    await user.type(x as HTMLElement, "1.5");
    await user.type(y as HTMLElement, "2");
    expect(screen.queryByRole("button", { name: /Add/ })).toBeNull();
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
    expect(server.posted()[0]?.answers).toEqual({ position: [1.5, 2] });
  });

  it("are not asked where the draft does not know the keyword", async () => {
    use("2020-12", { type: "object", properties: { credit: text("Grant number") }, dependencies: { credit: { properties: { address: text("Funder") }, required: ["address"] } }, additionalProperties: false });
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("Grant number"), "5");
    expect(screen.queryByLabelText("Funder")).toBeNull();
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
  });

  it("in a box say beside it, not above, that they are required, and not in its name", async () => {
    use("draft-07", { type: "object", required: ["agree"], properties: { agree: { type: "boolean", const: true, title: "I agree" } } }, [], { agree: { "ui:widget": "checkbox" } });
    showPanel(server, base, "f1");
    const box = await screen.findByRole("checkbox", { name: "I agree" });
    expect(box.closest(".of-field")?.textContent).toMatch(/^\s*I agree\s*required/);
    expect(await axeFindings()).toEqual([]);
  });

  it("without a type are text, and of several types take what people write", async () => {
    use("draft-07", {
      type: "object",
      required: ["anything"],
      properties: {
        anything: { title: "Anything" },
        dose: { title: "Dose", type: ["number", "string"] },
        size: { title: "Size", minimum: 3 },
        things: { type: "array", title: "Things" },
        open: true,
      },
    });
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("Anything"), "x");
    await user.type(screen.getByLabelText("Dose"), "1 mg");
    await user.type(screen.getByLabelText("Size"), "4");
    await user.type(screen.getByLabelText("open"), "y");
    await user.click(screen.getByRole("button", { name: /Add.*thing/i }));
    await user.type(screen.getByLabelText(/Thing.* 1/), "z");
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
    expect(server.posted()[0]?.answers).toEqual({ anything: "x", dose: "1 mg", size: 4, things: ["z"], open: "y" });
  });

  it("that stand inside themselves, however deep, are not opened without end", async () => {
    const node = { type: "object", properties: { name: text("Name"), inside: { type: "object", title: "Inside", properties: { again: { $ref: "#/definitions/node" } } } } };
    use("draft-07", { type: "object", properties: { tree: { $ref: "#/definitions/node", title: "Tree" } }, definitions: { node } });
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "root");
    expect(screen.getAllByRole("textbox", { name: "Name" })).toHaveLength(1);
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
    expect(server.posted()[0]?.answers).toEqual({ tree: { name: "root" } });
  });

  it("stay when an answer to one of them forbids them all", async () => {
    use("2020-12", { type: "object", properties: { a: text("A"), b: text("B") }, dependentSchemas: { b: false }, if: { properties: { a: { const: "stop" } }, required: ["a"] }, then: false });
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("B"), "two");
    await user.type(screen.getByLabelText("A"), "stop");
    expect(loadDraft(key())?.answers).toEqual({ a: "stop", b: "two" });
    await user.clear(screen.getByLabelText("B"));
    expect(screen.getByLabelText("A")).toHaveProperty("value", "stop");
  });

  it("that only condition others away are gone then", async () => {
    use("draft-07", { type: "object", properties: { a: text("First"), b: text("Second") }, if: { required: ["a"] }, then: { properties: { b: false } } });
    const user = showPanel(server, base, "f1");
    await screen.findByLabelText("Second");
    await user.type(screen.getByLabelText("First"), "x");
    await waitFor(() => expect(screen.queryByLabelText("Second")).toBeNull());
  });

  it("that the page cannot ask are folded with title, place and reason, and nowhere else", async () => {
    use("draft-07", { type: "object", properties: { a: text("First"), odd: { title: "Odd", type: "object" } } }, [
      { pointer: "/properties/odd", title: "Odd", reason: "It is a group without questions." },
    ]);
    showPanel(server, base, "f1");
    const fold = await screen.findByText("Not asked here: 1 question");
    const box = within(fold.closest("details") as HTMLElement);
    expect(box.getByText("/properties/odd")).toBeTruthy();
    expect(box.getByText("It is a group without questions.")).toBeTruthy();
    expect(screen.getAllByText("Odd")).toHaveLength(1);
    expect(await axeFindings()).toEqual([]);
  });
});

describe("choices", () => {
  it("of yes and no have the titles that stand beside them, however they are written", async () => {
    use("draft-07", {
      type: "object",
      properties: {
        odd: { type: "boolean", title: "Odd", enum: [true, false], oneOf: [{ title: "Yep" }, { title: "Nope" }] },
        zoom: { type: "number", title: "Zoom", oneOf: [{ const: 0, title: "None" }, { const: 1.5, title: "One and a half" }] },
        some: { title: "Some", enum: [1, "two", true, null] },
      },
    });
    const user = showPanel(server, base, "f1");
    expect(await screen.findByLabelText("Yep")).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("Zoom"), "None");
    await user.selectOptions(screen.getByLabelText("Some"), "true");
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
    expect(server.posted()[0]?.answers).toEqual({ zoom: 0, some: true });
  });
});

describe("a form that cannot be shown", () => {
  // React tells the console of what a boundary has caught.
  beforeEach(() => vi.spyOn(console, "error").mockImplementation(() => undefined));
  afterEach(() => vi.restoreAllMocks());

  it("says so at the question alone where only one cannot", () => {
    const retrieveSchema = (): never => {
      throw new Error("a fault that nobody foresaw");
    };
    const props = { name: "bad", schema: { title: "Bad", allOf: [] }, registry: { schemaUtils: { retrieveSchema } } } as unknown as FieldProps;
    render(
      <>
        <Question {...props} />
        <p>The next question</p>
      </>,
    );
    expect(screen.getByText(/cannot show the question “Bad”/)).toBeTruthy();
    expect(screen.getByText("The next question")).toBeTruthy();
  });

  it("offers to discard its draft, after asking, and the way back", async () => {
    // An answer of a server that this page does not understand, and a draft.
    use("draft-07", { type: "object", properties: { a: text("First") } }, null as never);
    saveDraft(key(), { answers: { a: "x" }, version: 1, base: 0, message: "", saved_at: "2026-11-23T10:00:00Z" });
    const user = showPanel(server, base, "f1");
    await screen.findByText("This form could not be shown");
    await user.click(screen.getByRole("button", { name: "All forms of this dataset" }));
    await user.click(await screen.findByRole("button", { name: /Fill in|Continue|draft/i }));
    await user.click(await screen.findByRole("button", { name: "Discard the draft" }));
    expect(loadDraft(key())).not.toBeNull();
    use("draft-07", { type: "object", properties: { a: text("First") } });
    await user.click(within(screen.getByRole("dialog", { hidden: true })).getByText("Discard the draft"));
    expect(await screen.findByLabelText("First")).toBeTruthy();
    expect(loadDraft(key())).toBeNull();
  });
});

describe("the server's verdict", () => {
  it("is the only one that is shown, until another answer is changed", async () => {
    use("draft-07", { type: "object", required: ["a", "b", "c"], properties: { a: { ...text("First"), minLength: 3 }, b: { ...text("Second"), minLength: 3 }, c: text("Third") } });
    server.problems = [{ pointer: "/c", path: "Third", message: "Not this one.", keyword: "const" }];
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("First"), "x");
    await user.type(screen.getByLabelText("Second"), "y");
    await user.type(screen.getByLabelText("Third"), "z");
    await user.click(submit());
    await screen.findByRole("region", { name: /2 answers need a look/ });
    await user.click(submit());
    await screen.findByRole("region", { name: /1 answer needs a look/ });
    expect(screen.getByRole("link", { name: "Third" })).toBeTruthy();
    expect(document.querySelectorAll(".of-error")).toHaveLength(1);
    await user.type(screen.getByLabelText("Second"), "y");
    await screen.findByRole("region", { name: /2 answers need a look/ });
    expect(screen.queryByRole("link", { name: "First" })).toBeNull();
    await user.type(screen.getByLabelText("Second"), "y");
    await user.type(screen.getByLabelText("Third"), "z");
    await waitFor(() => expect(screen.queryByRole("region", { name: /look/ })).toBeNull());
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
  });
});

describe("a form that is older than the limits of what can be opened", () => {
  it("says so instead of stopping the browser, and shows what was submitted", async () => {
    const again = Array.from({ length: 4 }, (_, turn) => turn);
    const definitions = Object.fromEntries(
      Array.from({ length: 12 }, (_, step) => [`d${step}`, { type: "object", properties: Object.fromEntries(again.map((turn) => [`p${turn}`, { $ref: `#/definitions/d${step + 1}` }])) }]),
    );
    use("draft-07", { type: "object", properties: { r: { $ref: "#/definitions/d0" }, note: text("Note") }, definitions: { ...definitions, d12: text("End") } });
    server.versions = server.versions.map((version) => ({ ...version, opens: false }));
    server.submitAs(anna, { note: "kept" });
    const user = showPanel(server, base, "f1");
    await user.click(await screen.findByRole("button", { name: "Change the answers" }));
    await screen.findByText("This form is too large to fill in here");
    expect(screen.queryByRole("button", { name: "Submit answers" })).toBeNull();
    expect(await axeFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Show what was submitted" }));
    await screen.findByText("kept");
  });
});
