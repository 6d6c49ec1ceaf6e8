// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FormsScreen } from "../src/designer/forms/FormsScreen";
import { LibraryScreen } from "../src/designer/library/LibraryScreen";
import type { LibraryEntry } from "../src/shared/types";
import { annasSession, formRow } from "./support/formRows";
import { axeFindings } from "./support/render";
import { refusal, Routes, showScreen } from "./support/routes";
import { anna } from "./support/server";

let routes: Routes;
let base: string;

const specimen: LibraryEntry = {
  entry: "rembi-specimen",
  edition: 2,
  name: "Specimen (REMBI)",
  description: "What was imaged and how it was prepared.",
  source: "REMBI, Recommended Metadata for Biological Images",
  source_url: "https://doi.org/10.1038/s41592-021-01166-8",
  licence: "CC BY 4.0",
  purpose: "Studies that are to be deposited in the BioImage Archive.",
  questions: 12,
};
const quality: LibraryEntry = { ...specimen, entry: "quarep-quality", name: "Quality control", questions: 1 };
const schema = { type: "object", required: ["growth"], properties: { growth: { type: "string", title: "Growth protocol" }, kind: { type: "string", title: "Kind", enum: ["Cells", "Tissue"] } } };

const change = (sentence: string) => ({ kind: "added", path: ["growth"], sentence });

beforeEach(async () => {
  window.history.replaceState(null, "", "/omero_forms/designer/library/");
  routes = new Routes()
    .on("GET groups", { groups: [] })
    .on("GET library", { entries: [specimen, quality] })
    .on("GET library/rembi-specimen", { ...specimen, schema: JSON.stringify(schema), ui_schema: "{}" });
  base = await routes.start();
});
afterEach(() => routes.stop());

it("says of each form where it is from, under which licence, what it is for and how long it is", async () => {
  const { container } = showScreen(base, LibraryScreen, "", annasSession);
  const entry = within(await screen.findByRole("article", { name: "Specimen (REMBI)" }));
  expect(entry.getByRole("link", { name: specimen.source }).getAttribute("href")).toBe(specimen.source_url);
  for (const words of ["CC BY 4.0", "12 questions, edition 2", specimen.purpose, specimen.description]) expect(entry.getByText(words)).toBeTruthy();
  expect(within(screen.getByRole("article", { name: "Quality control" })).getByText("1 question, edition 2")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("begins a draft of one's own, and says why when it may not", async () => {
  routes.on("POST library/rembi-specimen/use", () => refusal(403, "forbidden", "You may not make forms."));
  const { user } = showScreen(base, LibraryScreen, "", annasSession);
  await user.click(await screen.findByRole("button", { name: "Use it: Specimen (REMBI)" }));
  expect((await screen.findByRole("alert")).textContent).toContain("You may not make forms.");
  expect(routes.sent("POST library/rembi-specimen/use")).toEqual([{ form: null }]);
});

it("offers nobody a form that they may not make, and says where they learn whom to ask", async () => {
  const { container } = showScreen(base, LibraryScreen, "", { ...annasSession, may_create_forms: false });
  expect(await screen.findByRole("link", { name: "Preview: Specimen (REMBI)" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Use it/ })).toBeNull();
  expect(screen.getByRole("link", { name: "the list of forms" })).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("shows a form as those who fill it in would see it, and takes what they type nowhere", async () => {
  window.history.replaceState(null, "", "/omero_forms/designer/library/?entry=rembi-specimen");
  const { user, container } = showScreen(base, LibraryScreen, "", annasSession);
  await user.type(await screen.findByLabelText("Growth protocol"), "on ice");
  await user.selectOptions(screen.getByLabelText("Kind"), "Tissue");
  expect((screen.getByLabelText("Growth protocol") as HTMLInputElement).value).toBe("on ice");
  expect(screen.queryByRole("button", { name: /Submit/ })).toBeNull();
  expect(routes.requests.filter(({ route }) => route.startsWith("P"))).toEqual([]);
  expect(await axeFindings(container)).toEqual([]);
});

it("says that the library has no form of a name that somebody made up", async () => {
  window.history.replaceState(null, "", "/omero_forms/designer/library/?entry=nothing");
  showScreen(base, LibraryScreen, "", annasSession);
  expect(await screen.findByText("The library has no such form")).toBeTruthy();
});

it("says that it loads, what went wrong, and tries again", async () => {
  let fails = true;
  routes.on("GET library", () => (fails ? null : [200, { entries: [specimen] }]));
  const { user } = showScreen(base, LibraryScreen, "", annasSession);
  expect(screen.getByRole("status").textContent).toBe("Loading the library…");
  expect((await screen.findByRole("alert")).textContent).toContain("The library could not be loaded");
  fails = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("article", { name: "Specimen (REMBI)" })).toBeTruthy();
});

const EDITIONS = {
  before: { number: 1, schema: '{"type":"object","properties":{"cell":{"title":"Cell line"}}}', ui_schema: "{}" },
  after: { number: 2, schema: '{"type":"object","properties":{"cell":{"title":"Cell line"},"growth":{"title":"Growth protocol"}}}', ui_schema: "{}" },
};

it("tells in the list which form the library has a newer edition of, shows what changed, and takes it over in a draft", async () => {
  const older = formRow("Specimens here", { library: { entry: "rembi-specimen", edition: 1, newer: 2 } });
  routes
    .on("GET forms", { forms: [older, formRow("Own")], may_create: true, creators: [] })
    .on(`GET forms/${older.form}/library`, { entry: "rembi-specimen", edition: 1, newer: 2, changes: [change("“Growth protocol” is new and has to be answered.")], editions: EDITIONS })
    .on("POST library/rembi-specimen/use", () => refusal(409, "draft_exists", "This form has a draft already."));
  const { user, container } = showScreen(base, FormsScreen, "", annasSession);
  await user.click(await screen.findByRole("button", { name: "Edition 2 in the library… of Specimens here" }));
  const dialog = within(screen.getByRole("dialog"));
  expect(await dialog.findByText("“Growth protocol” is new and has to be answered.")).toBeTruthy();
  await user.click(dialog.getByText("Compare the JSON side by side"));
  expect((await dialog.findByRole("textbox", { name: "Edition 2" })).textContent).toContain('"Growth protocol"');
  expect(dialog.getByRole("textbox", { name: "Edition 1" }).textContent).not.toContain("Growth protocol");
  expect(await axeFindings(container)).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Take it over in a draft" }));
  expect((await dialog.findByRole("alert")).textContent).toContain("This form has a draft already.");
  expect(routes.sent("POST library/rembi-specimen/use")).toEqual([{ form: older.form }]);
});

it("sends to the draft that a form has already, where a newer edition waits", async () => {
  const draft = { number: 2, saved_at: "2026-11-20T10:00:00Z", saved_by: anna };
  const older = formRow("Specimens here", { draft, library: { entry: "rembi-specimen", edition: 1, newer: 2 } });
  routes
    .on("GET forms", { forms: [older], may_create: true, creators: [] })
    .on(`GET forms/${older.form}/library`, { entry: "rembi-specimen", edition: 1, newer: 2, changes: [], editions: null });
  const { user } = showScreen(base, FormsScreen, "", annasSession);
  await user.click(await screen.findByRole("button", { name: /Edition 2 in the library/ }));
  expect(await screen.findByText("It asks the same, in other words or another order.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Open the draft" })).toBeTruthy();
});
