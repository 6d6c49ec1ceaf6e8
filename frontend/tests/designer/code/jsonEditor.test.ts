// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is changed elsewhere comes to the text a frame later; whoever comes to it before finds it there, and nothing is lost. */
import { diagnosticCount } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { JsonEditor, type Shown } from "../../../src/designer/code/jsonEditor";
import { afterFrame } from "../../../src/shared/afterFrame";

const BEFORE = '{\n  "title": "Stain"\n}';
const AFTER = '{\n  "title": "Dye"\n}';

let parent: HTMLElement;
let editor: JsonEditor;
let edits: string[];

const view = (): EditorView => EditorView.findFromDOM(parent.querySelector(".cm-editor") as HTMLElement) as EditorView;
const text = (): string => view().state.doc.toString();
const drawn = (): Promise<void> => new Promise((resolve) => afterFrame(resolve));
const shown = (changed: string, more: Partial<Shown> = {}): Shown => ({ text: changed, marks: [], here: () => null, ...more });

beforeEach(() => {
  parent = document.body.appendChild(document.createElement("div"));
  edits = [];
  const ignore = (): void => undefined;
  editor = new JsonEditor(parent, { text: BEFORE, label: "Schema", describedBy: "", isReadOnly: false, onEdit: (edit) => edits.push(edit), onPlace: ignore, onUndo: ignore, onRedo: ignore });
});
afterEach(() => {
  editor.close();
  parent.remove();
});

it("keeps nobody waiting who types elsewhere: of all that was changed until the next frame the last is shown, once", async () => {
  const here = vi.fn<Shown["here"]>(() => ({ offset: 4, length: 14 }));
  editor.show(shown(BEFORE.replace("Stain", "D"), { here }));
  editor.show(shown(BEFORE.replace("Stain", "Dy"), { here }));
  editor.show(shown(AFTER, { here, marks: [{ offset: 4, length: 7, severity: "error", message: "No." }] }));
  expect(text()).toBe(BEFORE);
  await drawn();
  expect(text()).toBe(AFTER);
  expect(here).toHaveBeenCalledTimes(1);
  expect(view().contentDOM.querySelector(".of-code-here")?.textContent).toContain("Dye");
  expect(diagnosticCount(view().state)).toBe(1);
  expect(edits).toEqual([]);
});

it.each(["focusin", "pointerdown"])("has the newest text for who comes to it by %s", (event) => {
  editor.show(shown(AFTER));
  view().contentDOM.dispatchEvent(new Event(event, { bubbles: true }));
  expect(text()).toBe(AFTER);
});

it("is changed at once below the hands of who is in it, as undo does", () => {
  view().focus();
  editor.show(shown(AFTER));
  expect(text()).toBe(AFTER);
});

it("goes to a place of the newest text", () => {
  editor.show(shown(AFTER));
  editor.goTo(AFTER.length);
  expect(text()).toBe(AFTER);
  expect(view().state.selection.main.head).toBe(AFTER.length);
});

it("loses neither what was typed here nor what was changed elsewhere, where both meet within a frame", async () => {
  editor.show(shown(AFTER));
  view().dispatch({ changes: { from: BEFORE.length - 2, insert: ', "type": "string"' }, userEvent: "input.type" });
  const both = AFTER.replace('"\n}', '", "type": "string"\n}');
  expect(text()).toBe(both);
  expect(edits).toEqual([both]);
  editor.show(shown(both));
  await drawn();
  expect(text()).toBe(both);
});

it("keeps what was typed here when something else is told with the text as it was told before", async () => {
  const here = vi.fn<Shown["here"]>(() => null);
  editor.show(shown(BEFORE));
  view().focus();
  view().dispatch({ changes: { from: BEFORE.length - 2, insert: " " }, userEvent: "input.type" });
  const typed = text();
  editor.show(shown(BEFORE, { here }));
  await drawn();
  expect(text()).toBe(typed);
  // A place of the older text is none of this one.
  expect(here).not.toHaveBeenCalled();
});

it("keeps nobody waiting who types here either: the lines of what is chosen are lit a frame later", async () => {
  const here = vi.fn<Shown["here"]>(() => null);
  view().focus();
  view().dispatch({ changes: { from: BEFORE.length - 2, insert: " " }, userEvent: "input.type" });
  editor.show(shown(text(), { here }));
  expect(here).not.toHaveBeenCalled();
  await drawn();
  expect(here).toHaveBeenCalledTimes(1);
});

it("shows nothing any more once it is closed", async () => {
  const here = vi.fn<Shown["here"]>(() => null);
  editor.show(shown(AFTER, { here }));
  editor.close();
  await drawn();
  expect(here).not.toHaveBeenCalled();
});
