// SPDX-License-Identifier: AGPL-3.0-or-later
import { EditorView } from "@codemirror/view";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EditorScreen } from "../src/designer/editor/EditorScreen";
import { storeNowAll } from "../src/shared/keptInBrowser";
import type { CheckedForm, FormDraft, FormRow } from "../src/shared/types";
import { annasSession } from "./support/formRows";
import { axeFindings } from "./support/render";
import { FORM, refusal, Routes, showScreen, type Reply } from "./support/routes";
import { anna, ben } from "./support/server";

const SCHEMA = `{
  "type": "object",
  "properties": {
    "stain": {
      "title": "Stain",
      "type": "string"
    },
    "depth": {
      "title": "Depth",
      "type": "number"
    }
  }
}`;

const sound: CheckedForm = { schema_problems: [], ui_schema_problems: [], warnings: [], not_asked: [], dialect: "draft-07" };

let routes: Routes;
let base: string;
let draft: FormDraft;
/** Who is said to have saved meanwhile. */
let savedBy = ben;
let row: FormRow;

const put = (body: Record<string, unknown>): Reply => {
  if (body["base"] !== draft.number) {
    return refusal(409, "stale_draft", "Somebody has saved this draft since you opened it.", {
      number: draft.number,
      base_version: draft.base_version,
      saved_at: draft.saved_at,
      saved_by: savedBy,
      changes: ["“Stain” is the new title of “Dye”."],
    });
  }
  const { base: _base, ...said } = body;
  draft = { ...draft, ...(said as Partial<FormDraft>), number: draft.number + 1, saved_at: new Date().toISOString(), saved_by: anna };
  return [200, draft];
};

beforeEach(async () => {
  // What the test before left to be stored.
  storeNowAll();
  window.localStorage.clear();
  savedBy = ben;
  draft = { form: FORM, number: 3, base_version: 1, name: "Slides", description: "", schema: SCHEMA, ui_schema: "{}", saved_at: "2026-11-27T13:20:00Z", saved_by: ben };
  row = {
    form: FORM, name: "Slides", description: "", state: "published", version: 1, published_at: "2026-11-01T08:00:00Z", owners: [anna, ben], offered: [],
    submissions: 2, policies: [], draft: { number: 3, saved_at: draft.saved_at, saved_by: ben }, may_edit: true, library: null, legacy_id: null,
  } as FormRow;
  routes = new Routes();
  routes
    .on(`GET forms/${FORM}`, () => [200, row])
    .on(`GET forms/${FORM}/draft`, () => [200, draft])
    .on(`PUT forms/${FORM}/draft`, ({ body }) => put(body))
    .on(`GET forms/${FORM}/versions/1`, { number: 1, published_at: "2026-11-01T08:00:00Z", author: ben, message: "", schema: SCHEMA, ui_schema: "{}" })
    .on("POST forms/check", sound);
  base = await routes.start();
});
afterEach(() => routes.stop());

const show = () => showScreen(base, EditorScreen, FORM, annasSession);
const preview = async () => within(await screen.findByRole("region", { name: "Preview" }));
const text = (name = "Schema, JSON"): EditorView => EditorView.findFromDOM(screen.getByRole("textbox", { name })) as EditorView;
const saved = (): Record<string, unknown>[] => routes.sent(`PUT forms/${FORM}/draft`);

/** As somebody types it there. */
function write(find: string, replacement: string, name?: string): void {
  const view = text(name);
  const from = view.state.doc.toString().indexOf(find);
  act(() => view.dispatch({ changes: { from, to: from + find.length, insert: replacement }, selection: { anchor: from + replacement.length }, userEvent: "input.type" }));
}

async function opened() {
  const shown = show();
  await (await preview()).findByLabelText("Stain");
  return shown;
}

it("shows an edit of the JSON in the preview at once, saves it when nobody types any more, and says so", async () => {
  const { container } = await opened();
  expect(screen.getByText(/Draft saved at/).parentElement?.textContent).toContain("Version 1 stays in use until you publish. Owners: Anna Keller, Ben Okafor.");
  write('"Stain"', '"Dye"');
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
  await waitFor(() => expect(saved()).toHaveLength(1));
  expect(saved()[0]).toEqual({ name: "Slides", description: "", schema: SCHEMA.replace("Stain", "Dye"), ui_schema: "{}", base: 3 });
  expect(await screen.findByText(/Draft saved at/)).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

/** As somebody types it in the JSON; no task runs between a key and the next frame, and what waits for one shows a frame later. */
async function typeKey(find: string, replacement: string): Promise<void> {
  const view = text();
  const from = view.state.doc.toString().indexOf(find);
  act(() => view.focus());
  view.dispatch({ changes: { from, to: from + find.length, insert: replacement }, userEvent: "input.type" });
  await Promise.resolve();
}

/** Its row among the fields. To look for it takes longer than a frame: before the key. */
const rowOf = (question: string): HTMLElement => screen.getByRole("treeitem", { name: new RegExp(`^${question}`) });

it("shows what is typed in the JSON in the preview before the browser draws again, and among the fields afterwards", async () => {
  await opened();
  const label = (await preview()).getByText("Stain");
  const field = rowOf("Stain");
  await typeKey("Stain", "Dye");
  expect(label.textContent).toBe("Dye");
  expect(field.textContent).toContain("Stain");
  await waitFor(() => expect(field.textContent).toContain("Dye"));
});

/** A name, what it is done to, and what is done. */
const ACTS: [string, () => HTMLElement, (at: HTMLElement) => void][] = [
  ["a click", () => screen.getByRole("button", { name: "Move Depth up" }), (at) => fireEvent.click(at)],
  ["a key", () => rowOf("Stain"), (at) => fireEvent.keyDown(at, { key: "ArrowDown", altKey: true })],
  ["pasting", () => rowOf("Depth"), (at) => fireEvent.paste(at, { clipboardData: { getData: () => '{"omero-forms question":1,"name":"more","schema":{"type":"boolean"},"uiSchema":{},"definitions":{}}' } })],
  [
    "typing",
    () => screen.getByLabelText("What it is for"),
    (at) => {
      act(() => at.focus());
      fireEvent.change(at, { target: { value: "Slides of all kinds" } });
    },
  ],
];

it.each(ACTS)("loses neither a key in the JSON nor %s among the fields right after it, and takes each back by itself", async (_, find, does) => {
  const { user } = await opened();
  const at = find();
  const typed = SCHEMA.replace("Stain", "Dye");
  await typeKey("Stain", "Dye");
  does(at);
  const isBoth = ({ schema, description }: Record<string, unknown>): boolean => String(schema).includes("Dye") && (schema !== typed || description !== "");
  await waitFor(() => expect(saved().filter(isBoth)).toHaveLength(1));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(text().state.doc.toString()).toBe(typed));
  expect(screen.getByLabelText<HTMLTextAreaElement>("What it is for").value).toBe("");
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(text().state.doc.toString()).toBe(SCHEMA));
  expect(screen.getByRole("button", { name: "Undo" }).hasAttribute("disabled")).toBe(true);
});

it("takes back a key in the JSON before the fields have followed", async () => {
  await opened();
  const field = rowOf("Stain");
  await typeKey("Stain", "Dye");
  fireEvent.keyDown(text().contentDOM, { key: "z", keyCode: 90, ctrlKey: true });
  expect(text().state.doc.toString()).toBe(SCHEMA);
  expect(field.textContent).toContain("Stain");
  expect((await preview()).getByLabelText("Stain")).toBeTruthy();
});

/** As somebody types it among the fields, of the question that is called so. */
async function retitle(question: string, title: string): Promise<void> {
  fireEvent.click(await screen.findByRole("treeitem", { name: new RegExp(question) }));
  fireEvent.change(screen.getByLabelText("Question"), { target: { value: title } });
}

it("lets nobody who types among the fields wait for the JSON, which follows when the browser has drawn", async () => {
  await opened();
  await retitle("Stain", "Dye");
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
  expect(text().state.doc.toString()).toBe(SCHEMA);
  await waitFor(() => expect(text().state.doc.toString()).toBe(SCHEMA.replace("Stain", "Dye")));
});

it("has in the JSON what was typed among the fields for who goes there at once, types on, and takes it back", async () => {
  const { user } = await opened();
  await retitle("Stain", "Dye");
  act(() => text().focus());
  expect(text().state.doc.toString()).toBe(SCHEMA.replace("Stain", "Dye"));
  await retitle("Dye", "Dyes");
  write('"Depth"', '"Depth of the cut"');
  const both = SCHEMA.replace("Stain", "Dyes").replace("Depth", "Depth of the cut");
  expect(text().state.doc.toString()).toBe(both);
  expect((await preview()).getByLabelText("Dyes")).toBeTruthy();
  expect((await preview()).getByLabelText("Depth of the cut")).toBeTruthy();
  await waitFor(() => expect(saved().at(-1)?.["schema"]).toBe(both));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect((await preview()).getByLabelText("Depth")).toBeTruthy();
  expect((await preview()).getByLabelText("Dyes")).toBeTruthy();
});

it("shows the other text whole to who changes from one to the other right after a key", async () => {
  await opened();
  await retitle("Stain", "Dye");
  fireEvent.click(screen.getByRole("button", { name: "Layout" }));
  fireEvent.click(screen.getByRole("button", { name: "Schema" }));
  await waitFor(() => expect(text().state.doc.toString()).toBe(SCHEMA.replace("Stain", "Dye")));
});

const WAYS = { "among the fields": () => retitle("Stain", "Dye"), "in the JSON": () => typeKey("Stain", "Dye") };
const LINKS = ["Publish version 2…", "Compare with version 1"];

it.each(Object.entries(WAYS).flatMap(([where, type]) => LINKS.map((name) => [where, name, type] as const)))("saves the last key %s before it leaves by “%s”, and stays where that cannot be", async (_, name, type) => {
  await opened();
  routes.on(`PUT forms/${FORM}/draft`, () => refusal(503, "maintenance"));
  const link = screen.getByRole("link", { name });
  await type();
  expect(fireEvent.click(link)).toBe(false);
  await waitFor(() => expect(saved().at(-1)?.["schema"]).toBe(SCHEMA.replace("Stain", "Dye")));
  expect(await screen.findByText("The draft was not saved")).toBeTruthy();
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
});

it.each(Object.entries(WAYS))("tests what was typed last %s", async (_, type) => {
  await opened();
  routes.on(`POST forms/${FORM}/draft/test`, () => [200, { number: draft.number, valid: true, problems: [] }]);
  const test = screen.getByRole("button", { name: "Test" });
  await type();
  fireEvent.click(test);
  expect(screen.getByLabelText("Dye")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Check the answers" }));
  expect(await screen.findByText("A submission would take these answers")).toBeTruthy();
  expect(draft.schema).toBe(SCHEMA.replace("Stain", "Dye"));
});

it("has one history over all panes, by buttons and by keys", async () => {
  const { user } = await opened();
  write('"Stain"', '"Dye"');
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect((await preview()).getByLabelText("Stain")).toBeTruthy();
  await waitFor(() => expect(text().state.doc.toString()).toBe(SCHEMA));
  fireEvent.keyDown(text().contentDOM, { key: "y", keyCode: 89, ctrlKey: true });
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
  fireEvent.keyDown(text().contentDOM, { key: "z", keyCode: 90, ctrlKey: true });
  expect((await preview()).getByLabelText("Stain")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Undo" }).hasAttribute("disabled")).toBe(true);
  // What is typed into the preview is no part of the form.
  await user.type((await preview()).getByLabelText("Stain"), "H&E");
  expect(screen.getByRole("button", { name: "Undo" }).hasAttribute("disabled")).toBe(true);
});

it("leaves fields and preview as they were while a text cannot be read, says at which line, and saves it all the same", async () => {
  await opened();
  write('"title": "Stain",', '"title": "Dye" oops');
  expect((await preview()).getByText(/Line 5 of the schema cannot be read/)).toBeTruthy();
  expect((await preview()).getByLabelText("Stain")).toBeTruthy();
  // The fields follow a frame later.
  expect(await screen.findByText("It is not JSON: line 5, column 22 cannot be read.", { exact: false })).toBeTruthy();
  await waitFor(() => expect(saved()).toHaveLength(1));
  write("oops", ",");
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
  expect((await preview()).queryByText(/cannot be read/)).toBeNull();
  await waitFor(() => expect(screen.queryByText(/cannot be read/)).toBeNull());
});

it("lists what the server says with pointer and line, and goes there", async () => {
  routes.on("POST forms/check", {
    ...sound,
    schema_problems: [{ pointer: "/properties/depth/type", message: "There is no such type." }],
    warnings: [{ pointer: "/properties/stain", message: "Free text is hard to compare." }],
  });
  const { user } = await opened();
  expect(await screen.findByText("1 must be solved before publishing, 1 is advice")).toBeTruthy();
  const list = screen.getByRole("region", { name: "2 problems" });
  expect(list.textContent).toContain("/properties/depth/type, line 10");
  // It stands at its question in each pane; advice is none of the preview's.
  expect((await preview()).getByLabelText("Depth").getAttribute("aria-invalid")).toBe("true");
  expect((await preview()).getByText("There is no such type.")).toBeTruthy();
  expect((await preview()).queryByText("Free text is hard to compare.")).toBeNull();
  await user.click(within(list).getByRole("button", { name: "Go to field of problem 1" }));
  expect(text().hasFocus).toBe(true);
  expect(text().state.doc.lineAt(text().state.selection.main.head).number).toBe(10);
  expect(text().dom.querySelectorAll(".cm-lint-marker-error")).toHaveLength(1);
});

it("drops what the server says of an older text once a newer one is answered", async () => {
  let letOlderGo: () => void = () => undefined;
  routes.on("POST forms/check", async ({ body }): Promise<Reply> => {
    if (String(body["schema"]).includes("Dye")) return [200, { ...sound, warnings: [{ pointer: "", message: "Of the newer one." }] }];
    await new Promise<void>((resolve) => {
      letOlderGo = resolve;
    });
    return [200, { ...sound, warnings: [{ pointer: "", message: "Of the older one." }] }];
  });
  await opened();
  await waitFor(() => expect(routes.sent("POST forms/check")).toHaveLength(1));
  write('"Stain"', '"Dye"');
  expect(await screen.findByText("Of the newer one.", { exact: false })).toBeTruthy();
  letOlderGo();
  write('"Dye"', '"Dyes"');
  await waitFor(() => expect(routes.sent("POST forms/check")).toHaveLength(3));
  expect(screen.queryByText("Of the older one.", { exact: false })).toBeNull();
});

async function meanwhile(): Promise<ReturnType<typeof show>> {
  const shown = await opened();
  draft = { ...draft, number: 4, schema: SCHEMA.replace("Stain", "Colour"), saved_by: ben };
  routes.on(`GET forms/${FORM}/draft/states/4`, () => [200, draft]);
  write('"Stain"', '"Dye"');
  await screen.findByText("Ben Okafor saved this draft while you were changing it");
  // What the other saved is asked for by itself.
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>("button", { name: "Take theirs" }).disabled).toBe(false));
  return shown;
}

it("says that it was oneself who saved the draft in another window", async () => {
  await opened();
  draft = { ...draft, number: 4, schema: SCHEMA.replace("Stain", "Colour"), saved_by: anna };
  savedBy = anna;
  routes.on(`GET forms/${FORM}/draft/states/4`, () => [200, draft]);
  write('"Stain"', '"Dye"');
  await screen.findByText("You saved this draft in another window while you were changing it here");
  expect(await screen.findByRole("button", { name: "Take the other" })).toBeTruthy();
});

it("overwrites nothing that somebody else saved: it says who and what differs, and theirs can be taken", async () => {
  const { user } = await meanwhile();
  expect(screen.getByText("“Stain” is the new title of “Dye”.")).toBeTruthy();
  await user.click(await screen.findByRole("button", { name: "Compare" }));
  expect((await screen.findByRole("textbox", { name: "Theirs" })).textContent).toContain("Colour");
  await user.click(screen.getByRole("button", { name: "Take theirs" }));
  expect((await preview()).getByLabelText("Colour")).toBeTruthy();
  expect(screen.queryByText(/while you were changing it/)).toBeNull();
  expect(draft.schema).toContain("Colour");
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
});

it("saves over what somebody else saved only when told so, from the number that was shown", async () => {
  const { user } = await meanwhile();
  await user.click(screen.getByRole("button", { name: "Keep mine" }));
  await waitFor(() => expect(draft.number).toBe(5));
  expect(saved().at(-1)?.["base"]).toBe(4);
  expect(draft.schema).toContain("Dye");
});

it("tries again by itself what could not be saved, and keeps it in the browser meanwhile", async () => {
  let isDown = true;
  routes.on(`PUT forms/${FORM}/draft`, ({ body }) => (isDown ? refusal(503, "omero_unavailable", "OMERO does not answer.") : put(body)));
  const { user } = await opened();
  write('"Stain"', '"Dye"');
  expect(await screen.findByText("Not saved yet; it is tried again by itself")).toBeTruthy();
  window.dispatchEvent(new Event("pagehide"));
  expect(Object.values({ ...window.localStorage }).join()).toContain("Dye");
  isDown = false;
  await user.click(screen.getByRole("button", { name: "Save now" }));
  await waitFor(() => expect(draft.schema).toContain("Dye"));
  await waitFor(() => expect(Object.keys({ ...window.localStorage }).filter((key) => key.includes(FORM))).toEqual([]));
});

it("goes on where it was when somebody has logged in again", async () => {
  await opened();
  routes.on("GET session", () => refusal(401, "login_required", "Your session has ended."));
  write('"Stain"', '"Dye"');
  expect(await screen.findByText("Your session has ended")).toBeTruthy();
  expect(saved()).toEqual([]);
  routes.on("GET session", annasSession);
  fireEvent.focus(window);
  await waitFor(() => expect(draft.schema).toContain("Dye"));
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
});

const keep = (number: number): void =>
  window.localStorage.setItem(
    ["omero-forms:form", annasSession.server, anna.id, FORM].map((part) => encodeURIComponent(String(part))).join(":"),
    JSON.stringify({ base: number, document: { name: "Slides", description: "", schema: SCHEMA.replace("Stain", "Dye"), uiSchema: "{}" } }),
  );

it("opens with what this browser kept, which can be undone", async () => {
  keep(3);
  const { user } = show();
  expect(await (await preview()).findByLabelText("Dye")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect((await preview()).getByLabelText("Stain")).toBeTruthy();
});

it("asks before it takes what this browser kept of an older state", async () => {
  keep(2);
  const { user } = await opened();
  await user.click(screen.getByRole("button", { name: "Take them" }));
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
});

it("keeps the text on the page when the draft is discarded or published elsewhere, and begins a draft with it", async () => {
  const { user } = await opened();
  routes.on(`PUT forms/${FORM}/draft`, () => refusal(404, "not_found", "This form has no draft."));
  row = { ...row, version: 2, draft: null };
  write('"Stain"', '"Dye"');
  expect(await screen.findByText("This draft is not there any more")).toBeTruthy();
  expect(await screen.findByText(/Version 2 was published/)).toBeTruthy();
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
  routes
    .on(`POST forms/${FORM}/draft`, () => {
      draft = { ...draft, number: 1, base_version: 2 };
      return [201, draft];
    })
    .on(`PUT forms/${FORM}/draft`, ({ body }) => put(body));
  await user.click(screen.getByRole("button", { name: "Begin a draft with this text" }));
  expect(await screen.findByText("draft of version 3")).toBeTruthy();
  expect((await preview()).getByLabelText("Dye")).toBeTruthy();
  expect(draft.schema).toContain("Dye");
});

it("goes on from a version that was published meanwhile when told so", async () => {
  row = { ...row, version: 2 };
  const { user } = await opened();
  await user.click(screen.getByRole("button", { name: "Go on from version 2" }));
  await waitFor(() => expect(saved().at(-1)?.["base_version"]).toBe(2));
  expect(await screen.findByText("draft of version 3")).toBeTruthy();
});

it("shows earlier states beside the draft, and takes one back as an edit", async () => {
  const { user } = await opened();
  routes
    .on(`GET forms/${FORM}/draft/states`, { states: [{ number: 3, saved_at: draft.saved_at, saved_by: ben }, { number: 2, saved_at: "2026-11-27T13:10:00Z", saved_by: anna }] })
    .on(`GET forms/${FORM}/draft/states/2`, { ...draft, number: 2, schema: SCHEMA.replace("Stain", "Colour") });
  await user.click(screen.getByRole("button", { name: "Earlier states" }));
  await user.click(await screen.findByRole("button", { name: "Compare with now: state 2" }));
  expect((await screen.findByRole("textbox", { name: "State 2" })).textContent).toContain("Colour");
  expect(await axeFindings(screen.getByRole("region", { name: "Earlier states of this draft" }))).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Take back state 2" }));
  expect((await preview()).getByLabelText("Colour")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect((await preview()).getByLabelText("Stain")).toBeTruthy();
});

it("discards the draft after it has said what stays, and shows the version in use", async () => {
  const { user } = await opened();
  routes.on(`DELETE forms/${FORM}/draft`, () => {
    row = { ...row, draft: null };
    return [200, { form: FORM, number: 3 }];
  });
  await user.click(screen.getByRole("button", { name: "Discard the draft…" }));
  expect(screen.getByText(/Version 1 and all answers stay as they are/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Discard the draft" }));
  expect(await screen.findByRole("button", { name: "Begin version 2" })).toBeTruthy();
  expect(saved()).toEqual([]);
});

it("shows a form without a draft to read, and says whom to ask where one may not begin it", async () => {
  row = { ...row, draft: null, may_edit: false };
  const { container } = await opened();
  expect(screen.getByText(/its owners can change it\. Owners: Anna Keller, Ben Okafor/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Begin/ })).toBeNull();
  const read = screen.getByRole("textbox", { name: "Schema, JSON" });
  expect(read.getAttribute("aria-readonly")).toBe("true");
  // Keys that would change something are no help here.
  expect(document.getElementById(read.getAttribute("aria-describedby") ?? "")?.textContent).toBe("To be read, searched (Ctrl+F) and copied. Tab leaves the text, F8 goes to the next problem.");
  expect(await axeFindings(container)).toEqual([]);
});

it("begins the next version of a form that has no draft", async () => {
  row = { ...row, draft: null };
  const { user } = await opened();
  routes.on(`POST forms/${FORM}/draft`, () => [201, { ...draft, number: 1 }]);
  await user.click(screen.getByRole("button", { name: "Begin version 2" }));
  expect(await screen.findByText("draft of version 2")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Undo" })).toBeTruthy();
});

it("tests the draft as a submission would be told, for a real object, and says that nothing is recorded", async () => {
  const { user, container } = await opened();
  write('"Stain"', '"Dye"');
  routes
    .on("GET objects/dataset/20417", { object: { type: "Dataset", id: 20417, name: "HeLa_mitosis", server: annasSession.server, creation_event: 1, group: { id: 3, name: "Chromatin" }, owner: anna, images: 2 }, user: anna, may_submit: true, why_not: null, forms: [], evaluated_at: null, problems: [] })
    .on(`POST forms/${FORM}/draft/test`, ({ body }) =>
      (body["answers"] as { stain?: string }).stain === "H&E"
        ? [200, { number: 4, valid: true, problems: [] }]
        : [200, { number: 4, valid: false, problems: [{ pointer: "/stain", path: "Dye", message: "Only H&E is taken.", keyword: "pattern" }] }],
    );
  await user.click(screen.getByRole("button", { name: "Test" }));
  expect(screen.getByText("This is a test: nothing is recorded")).toBeTruthy();
  await user.click(screen.getByText("Show a real object in the heading"));
  await user.type(screen.getByLabelText("Number in OMERO"), "20417");
  await user.click(screen.getByRole("button", { name: "Show it in the heading" }));
  expect(await screen.findByText("Dataset 20417")).toBeTruthy();
  await user.type(screen.getByLabelText("Dye"), "PAS");
  await user.click(screen.getByRole("button", { name: "Check the answers" }));
  expect((await screen.findAllByText(/Only H&E is taken/)).length).toBeGreaterThan(0);
  // What is tested is what is shown.
  expect(draft.schema).toContain("Dye");
  expect(await axeFindings(container)).toEqual([]);
  await user.clear(screen.getByLabelText("Dye"));
  await user.type(screen.getByLabelText("Dye"), "H&E");
  await user.click(screen.getByRole("button", { name: "Check the answers" }));
  expect(await screen.findByText("A submission would take these answers")).toBeTruthy();
});

it("goes from one pane to the next by F6, and back", async () => {
  await opened();
  text().focus();
  fireEvent.keyDown(text().contentDOM, { key: "F6", keyCode: 117 });
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Preview"));
  fireEvent.keyDown(document.activeElement as Element, { key: "F6", shiftKey: true });
  await waitFor(() => expect(document.activeElement?.textContent).toBe("JSON"));
});

it("shows no form that would unfold to more questions than a browser can show", async () => {
  await opened();
  const part = (next: number) => ({ type: "object", properties: Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { $ref: `#/definitions/d${next}` }])) });
  const definitions = { ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`d${index}`, part(index + 1)])), d12: { type: "string" } };
  const bomb = JSON.stringify({ type: "object", definitions, properties: { x: { $ref: "#/definitions/d0" } } });
  write(SCHEMA, bomb);
  expect((await preview()).getByText(/cannot show the form as it is now/)).toBeTruthy();
  expect((await preview()).getByLabelText("Stain")).toBeTruthy();
});

it("chooses one question in all panes", async () => {
  const { user, container } = await opened();
  await user.click((await preview()).getByLabelText("Depth"));
  const lit = () => [...container.querySelectorAll(".of-code-here")].map((line) => line.textContent?.trim());
  await waitFor(() => expect(lit()).toEqual(['"depth": {', '"title": "Depth",', '"type": "number"', "}"]));
  act(() => text().dispatch({ selection: { anchor: SCHEMA.indexOf("Stain") }, userEvent: "select" }));
  await waitFor(() => expect(container.querySelector("[data-here]")?.textContent).toContain("Stain"));
});

it("opens the JSON at the place that its address names, as the page that publishes leads there", async () => {
  window.history.replaceState(null, "", "?in=schema&at=%2Fproperties%2Fdepth");
  await opened();
  const at = SCHEMA.indexOf('"depth"');
  await waitFor(() => expect(text().state.selection.main.head).toBeGreaterThanOrEqual(at));
  window.history.replaceState(null, "", "/");
});
