// SPDX-License-Identifier: AGPL-3.0-or-later
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { useEffect, useState, type ReactElement } from "react";
import { expect, test, vi } from "vitest";
import { Builder, type BuilderProblem } from "../../../src/designer/builder/Builder";
import { dropOn } from "../../../src/designer/builder/acts";
import type { FormDocument } from "../../../src/designer/document/document";
import { KINDS } from "../../../src/designer/document/edits/kinds";
import { added } from "../../../src/designer/document/edits/questions";
import { begun, edited, undone, type History } from "../../../src/designer/document/history";
import { axeFindings } from "../../support/render";
import { documentOf } from "../document/samples";

const FORM = documentOf({
  title: "Form",
  type: "object",
  properties: {
    stain: { title: "Stain", type: "string", enum: ["H&E", "PAS", "other"] },
    size: { title: "Size", type: "number" },
    sample: { title: "Sample", type: "object", properties: { id: { title: "Id", type: "string" } } },
    note: { title: "Note", type: "string" },
    odd: { title: "Odd", type: ["string", "number"] },
  },
});

/** What the page has of the form at last. */
const page: { history: History; selected: string | null } = { history: begun(FORM), selected: null };

interface HostProps {
  start?: FormDocument;
  problems?: readonly BuilderProblem[];
  isReadOnly?: boolean;
}

function Host({ start = FORM, problems = [], isReadOnly = false }: HostProps): ReactElement {
  const [now, setNow] = useState(() => begun(start));
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    page.history = now;
    page.selected = chosen;
  }, [now, chosen]);
  return (
    <main className="of">
      <h1>Form</h1>
      <h2>Fields</h2>
      <button type="button" onClick={() => setNow(undone)}>
        Undo
      </button>
      <button type="button" onClick={() => setChosen("/properties/sample/properties/id")}>
        Choose the inner question
      </button>
      <Builder
        document={now.present}
        onEdit={(next, label, mergeKey) => setNow((before) => edited(before, next, { label, mergeKey, at: 0 }))}
        selected={chosen}
        onSelect={setChosen}
        problems={problems}
        isReadOnly={isReadOnly}
      />
    </main>
  );
}

function show(props: HostProps = {}): UserEvent {
  render(<Host {...props} />);
  return userEvent.setup();
}

const schema = (): { required?: string[]; properties: Record<string, Record<string, unknown>>; allOf?: unknown } =>
  JSON.parse(page.history.present.schema) as ReturnType<typeof schema>;
const ui = (): Record<string, unknown> => JSON.parse(page.history.present.uiSchema) as Record<string, unknown>;
/** By what it says: to compute the name of every row by its role takes most of a test. */
function row(title: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>("[role=treeitem]")].find((each) => each.querySelector(".of-strong")?.textContent === title);
  if (!found) throw new Error(`no row ${title}`);
  return found;
}
const nameOf = (title: string): string => document.getElementById(row(title).getAttribute("aria-labelledby") ?? "")?.textContent?.trim() ?? "";
const said = (): string[] => screen.getAllByRole("status").map((each) => each.textContent?.trim() ?? "");

test("the questions are a tree that arrow keys go through, with what each is", async () => {
  const user = show();
  expect(screen.getAllByRole("treeitem").map((each) => each.getAttribute("aria-level"))).toEqual(["1", "1", "1", "2", "1", "1"]);
  expect(nameOf("Stain")).toBe("Stain choice of 3");
  expect(nameOf("Odd")).toBe("Odd advanced: edit as JSON");
  await user.click(row("Stain"));
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowRight}");
  expect(document.activeElement).toBe(row("Id"));
  expect(page.selected).toBe("/properties/sample/properties/id");
  await user.keyboard("{ArrowLeft}{ArrowLeft}");
  expect(row("Sample").getAttribute("aria-expanded")).toBe("false");
  expect(screen.queryByRole("treeitem", { name: /^Id/ })).toBeNull();
  await user.keyboard("{End}");
  expect(document.activeElement).toBe(row("Odd"));
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Odd" }));
});

test("a question is added by keyboard, and its name follows its title as long as that is typed", async () => {
  const user = show();
  await user.click(row("Stain"));
  screen.getByRole("button", { name: "Add a question" }).focus();
  await user.keyboard("{Enter}w");
  expect(document.activeElement).toBe(screen.getByRole("menuitem", { name: /^Whole number/ }));
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getByLabelText("Question"));
  await user.keyboard("Number of cells");
  expect(Object.keys(schema().properties)).toEqual(["stain", "number_of_cells", "size", "sample", "note", "odd"]);
  expect(schema().properties["number_of_cells"]).toEqual({ title: "Number of cells", type: "integer" });
  expect(page.history.past.map(({ label }) => label)).toEqual(["Add a question: whole number", "Change the title of New whole number"]);
  await user.click(row("Size"));
  await user.click(row("Number of cells"));
  await user.type(screen.getByLabelText("Question"), "!");
  expect(schema().properties["number_of_cells"]).toMatchObject({ title: "Number of cells!" });
});

test("keys move a question, which keeps the focus, and what they did is said", async () => {
  const user = show();
  await user.click(row("Stain"));
  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(Object.keys(schema().properties).slice(0, 2)).toEqual(["size", "stain"]);
  expect(document.activeElement).toBe(row("Stain"));
  expect(said()).toContain("Stain is question 2 of 5 now.");
  await user.click(row("Note"));
  await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
  expect(schema().properties["sample"]?.["properties"]).toHaveProperty("note");
  expect(document.activeElement).toBe(row("Note"));
  await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
  expect(said()).toContain("There is no section right above it.");
  await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  expect(schema().properties).toHaveProperty("note");
});

test("buttons move a question, and the button keeps the focus", async () => {
  const user = show();
  await user.click(screen.getByRole("button", { name: "Move Size up" }));
  expect(Object.keys(schema().properties)[0]).toBe("size");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Move Size up" }));
  await user.keyboard("{Enter}");
  expect(said()).toContain("Size is the first question here.");
});

test("after a question is removed the next one has the focus, and undo brings the very text back", async () => {
  const user = show();
  await user.click(row("Size"));
  await user.keyboard("{Delete}");
  expect(said()).toContain("Size was removed. Undo brings it back.");
  expect(document.activeElement).toBe(row("Sample"));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect(page.history.present).toBe(FORM);
});

test("the menu of a question duplicates it, adds inside it, and closes by Escape to its button", async () => {
  const user = show();
  await user.click(screen.getByRole("button", { name: "More for Sample" }));
  await user.keyboard("{Escape}");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "More for Sample" }));
  await user.keyboard("{Enter}");
  await user.click(screen.getByRole("menuitem", { name: "Add a question inside…" }));
  await user.click(screen.getByRole("menuitem", { name: "Date" }));
  expect(schema().properties["sample"]?.["properties"]).toMatchObject({ id: {}, question: { type: "string", format: "date" } });
  await user.click(screen.getByRole("button", { name: "More for Stain" }));
  expect(screen.queryByRole("menuitem", { name: "Move up" })).toBeNull();
  await user.click(screen.getByRole("menuitem", { name: "Duplicate" }));
  expect(schema().properties["stain_2"]).toMatchObject({ title: "Stain (copy)" });
});

test("a question is copied from one form and pasted into another", async () => {
  const user = show();
  await user.click(row("Stain"));
  const kept = new Map<string, string>();
  const clipboard = { setData: (type: string, text: string) => kept.set(type, text), getData: (type: string) => kept.get(type) ?? "" };
  fireEvent.copy(row("Stain"), { clipboardData: clipboard });
  expect(said()).toContain("Stain was copied.");
  cleanup();
  const other = show({ start: documentOf({ type: "object", properties: { stain: { title: "Mine", type: "string" } } }) });
  await other.click(row("Mine"));
  fireEvent.paste(row("Mine"), { clipboardData: clipboard });
  expect(Object.keys(schema().properties)).toEqual(["stain", "stain_2"]);
  expect(document.activeElement).toBe(row("Stain"));
  kept.set("text/plain", "something else");
  fireEvent.paste(row("Stain"), { clipboardData: clipboard });
  expect(said()).toContain("There is no copied question to paste. Copy one here or in another form first.");
});

test("the settings of a number: title, unit, bounds, requirement, help, default", async () => {
  const user = show();
  await user.click(row("Size"));
  await user.type(screen.getByLabelText("Unit"), "µm");
  await user.type(screen.getByLabelText("At least"), "-0.5");
  await user.click(screen.getByLabelText("The bound itself is too little"));
  await user.type(screen.getByLabelText("At most"), "1e3x");
  expect(screen.getByText("Write a number.")).toBeDefined();
  await user.click(screen.getByLabelText("An answer is required"));
  await user.click(screen.getByLabelText("Read-only"));
  await user.type(screen.getByLabelText("Help"), "Of a pixel");
  await user.type(screen.getByLabelText("Answer to begin with"), "2");
  expect(schema()).toMatchObject({
    required: ["size"],
    properties: { size: { title: "Size", description: "Of a pixel", exclusiveMinimum: -0.5, maximum: 1000, readOnly: true, default: 2 } },
  });
  expect(ui()).toEqual({ size: { "ui:unit": "µm" } });
  expect(nameOf("Size")).toBe("Size number, µm · required");
});

test("a name counts once the field is left, and one that is taken is told", async () => {
  const user = show();
  await user.click(row("Size"));
  const name = screen.getByLabelText("Name in the answers");
  await user.clear(name);
  await user.type(name, "stain");
  expect(screen.getByText("Another question of this section has this name.")).toBeDefined();
  await user.type(name, "_size{Enter}");
  expect(Object.keys(schema().properties)[1]).toBe("stain_size");
  expect(document.activeElement).toBe(name);
});

test("choices are typed, ordered and pasted as lines; one that is there twice is told and not written", async () => {
  const user = show();
  await user.click(row("Stain"));
  await user.type(screen.getByLabelText("Label of choice 2"), "Periodic acid");
  expect(schema().properties["stain"]).toMatchObject({ oneOf: [{ const: "H&E" }, { const: "PAS", title: "Periodic acid" }, { const: "other" }] });
  await user.click(screen.getByRole("button", { name: "Move choice 3 up" }));
  await user.click(screen.getByRole("button", { name: "Remove choice 3" }));
  await user.click(screen.getByRole("button", { name: "Add a choice" }));
  await user.type(await screen.findByLabelText("Value of choice 3"), "other");
  expect(screen.getAllByText("This value is there already.")).toHaveLength(2);
  await user.type(screen.getByLabelText("Value of choice 3"), "s");
  await user.click(screen.getByRole("button", { name: "Paste many lines…" }));
  await user.type(screen.getByLabelText("One choice on each line"), "Nissl{Enter}other");
  await user.click(screen.getByRole("button", { name: "Add these choices" }));
  expect(said()).toContain("1 choice was added; 1 line was passed over.");
  expect(schema().properties["stain"]).toMatchObject({ oneOf: [{ const: "H&E" }, { const: "other" }, { const: "others" }, { const: "Nissl" }] });
});

test("a pattern is tried against its examples while it is typed", async () => {
  const user = show({ start: added(FORM, { section: null, at: 0 }, "pattern").document });
  await user.click(row("New text with a pattern"));
  expect(screen.getByText("fits.", { exact: false })).toBeDefined();
  await user.clear(screen.getByLabelText("Pattern"));
  await user.type(screen.getByLabelText("Pattern"), "^a+$");
  expect(screen.getByText("does not fit the pattern.", { exact: false })).toBeDefined();
  await user.clear(screen.getByLabelText("Examples, one on each line"));
  await user.type(screen.getByLabelText("Examples, one on each line"), "a{Enter}aa");
  expect(schema().properties["question"]).toMatchObject({ pattern: "^a+$", examples: ["a", "aa"] });
  await user.type(screen.getByLabelText("Pattern"), "(");
  expect(screen.getByText("This is no pattern that browsers and the server read alike.")).toBeDefined();
});

test("a question is shown under a condition, which is changed and taken away again in its settings", async () => {
  const user = show();
  await user.click(row("Note"));
  await user.click(screen.getByLabelText("Only under a condition"));
  expect(nameOf("Note")).toBe("Note short text · shown if Stain is H&E");
  await user.selectOptions(screen.getByLabelText("Answer of condition 1"), "other");
  await user.click(screen.getByRole("button", { name: "Add a condition" }));
  await user.selectOptions(screen.getByLabelText("Question of condition 2"), "Size");
  const unfinished = "Choose a question and an answer for each condition.";
  expect(screen.getByText(unfinished).className).toBe("of-help");
  await user.click(screen.getByLabelText("Help"));
  expect(screen.getByText(unfinished).className).toBe("of-error");
  await user.selectOptions(screen.getByLabelText("Comparison of condition 2"), "is at least");
  await user.type(screen.getByLabelText("Answer of condition 2"), "3");
  await user.selectOptions(screen.getByLabelText("How many conditions hold"), "any of these holds");
  expect(nameOf("Note")).toBe("Note short text · shown if Stain is other or Size is at least 3");
  expect(screen.getAllByRole("treeitem").at(-2)).toBe(row("Note"));
  await user.type(screen.getByLabelText("Question"), "s");
  await user.click(screen.getByLabelText("Only under a condition"));
  expect(schema().properties["note"]).toMatchObject({ title: "Notes" });
  expect(schema()).not.toHaveProperty("allOf");
});

test("a question that is chosen elsewhere is seen, also in a section that was closed", async () => {
  const user = show();
  await user.click(row("Sample"));
  await user.keyboard("{ArrowLeft}");
  expect(() => row("Id")).toThrow("no row");
  await user.click(screen.getByRole("button", { name: "Choose the inner question" }));
  expect(row("Id").getAttribute("aria-selected")).toBe("true");
});

test("what stands in a definition that is shown elsewhere is said, and nothing is added there", async () => {
  const part = { type: "object", properties: { a: { type: "string" } } };
  const user = show({ start: documentOf({ type: "object", properties: { one: { $ref: "#/definitions/part" }, two: { $ref: "#/definitions/part" } }, definitions: { part } }) });
  expect(nameOf("two")).toBe("two section, with the questions shown above");
  await user.click(screen.getByRole("button", { name: "More for two" }));
  expect(screen.queryByRole("menuitem", { name: "Add a question inside…" })).toBeNull();
});

test("problems are marked at their questions, and told with them", async () => {
  const user = show({
    problems: [
      { pane: "schema", pointer: "/properties/stain/enum", message: "No choices." },
      { pane: "uiSchema", pointer: "/sample/id/ui:widget", message: "No such control." },
    ],
  });
  expect(nameOf("Stain")).toBe("Stain choice of 3 Has a problem: No choices.");
  await user.click(row("Id"));
  expect(within(screen.getByRole("list", { name: "1 problem" })).getByText("No such control.")).toBeDefined();
});

test("who may only read finds nothing to change", async () => {
  const user = show({ isReadOnly: true });
  await user.click(row("Size"));
  await user.keyboard("{Delete}{Alt>}{ArrowUp}{/Alt}");
  expect(page.history.present).toBe(FORM);
  expect(screen.queryByRole("button", { name: "Add a question" })).toBeNull();
  expect(screen.getByLabelText("Question").hasAttribute("readonly")).toBe(true);
});

test("name and purpose of the form are set here", async () => {
  const user = show();
  await user.type(screen.getByLabelText("Name of the form"), "s");
  await user.type(screen.getByLabelText("What it is for"), "To try");
  expect(page.history.present).toMatchObject({ name: "Forms", description: "To try" });
  expect(schema()).toMatchObject({ title: "Forms", description: "To try" });
  expect(page.history.past).toHaveLength(2);
});

test("a question is dragged by its handle to the place below the mouse, whatever is drawn above that", async () => {
  show();
  const over = row("Stain");
  const above = document.createElement("div");
  Object.assign(document, { elementsFromPoint: () => [above, over.querySelector("span"), over] });
  const mouse = { isPrimary: true, button: 0, clientX: 5 };
  fireEvent.pointerDown(row("Note").querySelector("[data-grip]") as Element, { ...mouse, clientY: 100 });
  let clientY = 80;
  await waitFor(() => {
    clientY -= 1;
    fireEvent.pointerMove(document, { ...mouse, clientY });
    expect(over.getAttribute("data-drop")).toBe("before");
  });
  fireEvent.pointerUp(document, { ...mouse, clientY });
  await waitFor(() => expect(Object.keys(schema().properties)[0]).toBe("note"));
  expect(document.activeElement).toBe(row("Note"));
  expect(said()).toContain("Note is question 1 of 5 now.");
  // For a moment dnd-kit keeps the click that ends a drag from what lies below it: the next test would lose its own.
  const clicked = vi.fn<() => void>();
  document.body.addEventListener("click", clicked, { once: true });
  await waitFor(() => {
    document.body.click();
    expect(clicked).toHaveBeenCalled();
  });
});

test("what is dragged goes before, behind or into the question below the mouse", () => {
  const on = (over: string, share: number, isOpen = false) => dropOn(FORM, "/properties/stain", `/properties/${over}`, share, isOpen);
  expect(on("size", 0.2)).toEqual({ where: { section: null, at: 0 }, side: "before" });
  expect(on("size", 0.8)).toEqual({ where: { section: null, at: 1 }, side: "after" });
  expect(on("sample", 0.5)).toEqual({ where: { section: "/properties/sample", at: 1 }, side: "inside" });
  expect(on("sample", 0.9)).toEqual({ where: { section: null, at: 2 }, side: "after" });
  expect(on("sample", 0.9, true)).toEqual({ where: { section: "/properties/sample", at: 0 }, side: "inside" });
  expect(on("stain", 0.5)).toBeNull();
  expect(dropOn(FORM, "/properties/sample", "/properties/sample/properties/id", 0.5, false)).toBeNull();
});

test.each([["pattern"], ["number"], ["oneOf"], ["table"]] as const)("axe finds nothing where a question of kind %s is chosen", async (kind) => {
  const { document: start, selected: pointer } = added(documentOf({ type: "object", properties: { a: { title: "A", type: "boolean" } } }), { section: null, at: 0 }, kind);
  const user = show({ start });
  await user.click(document.querySelector(`[data-pointer="${pointer}"]`) as Element);
  await user.click(screen.getByLabelText("Only under a condition"));
  expect(await axeFindings()).toEqual([]);
});

test("axe finds nothing in the menu of kinds, each with its explanation", async () => {
  const user = show();
  await user.click(screen.getByRole("button", { name: "Add a question" }));
  expect(screen.getAllByRole("menuitem")).toHaveLength(Object.keys(KINDS).length);
  expect(await axeFindings()).toEqual([]);
});
