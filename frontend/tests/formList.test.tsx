// SPDX-License-Identifier: AGPL-3.0-or-later
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { arranged, fromAddress, NOTHING_ASKED } from "../src/designer/forms/asked";
import { FormsScreen } from "../src/designer/forms/FormsScreen";
import type { FormList, FormRow } from "../src/shared/types";
import { annasSession, chromatin, formRow, plants } from "./support/formRows";
import { axeFindings } from "./support/render";
import { refusal, Routes, showScreen } from "./support/routes";
import { anna, ben } from "./support/server";

let routes: Routes;
let base: string;

const imaging = formRow("Imaging acquisition", {
  description: "What was imaged, and how.",
  version: 3,
  owners: [anna, ben],
  offered: [
    { group: chromatin, object_type: "Dataset" },
    { group: chromatin, object_type: "Image" },
    { group: plants, object_type: "Dataset" },
  ],
  submissions: 1204,
  policies: [{ id: 9, name: "Every dataset", group: chromatin }],
  draft: { number: 4, saved_at: "2026-11-20T10:35:00Z", saved_by: ben },
});
const staining = formRow("Section staining", { owners: [ben], may_edit: false, published_at: "2026-11-10T08:00:00Z" });
const old = formRow("Antibodies, 2019", { state: "retired", submissions: 7 });
const begun = formRow("Light sheet", { state: "draft", version: 0, published_at: null, draft: { number: 1, saved_at: "2026-11-22T10:00:00Z", saved_by: anna } });

const listed = (forms: FormRow[], said: Partial<FormList> = {}): FormList => ({ forms, may_create: true, creators: [], ...said });
const show = (): ReturnType<typeof showScreen> => showScreen(base, FormsScreen, "", annasSession);
const names = async (): Promise<string[]> => {
  await screen.findByRole("table");
  return [...document.querySelectorAll("tbody th a")].map((link) => link.textContent ?? "");
};

beforeEach(async () => {
  window.history.replaceState(null, "", "/omero_forms/designer/");
  routes = new Routes().on("GET forms", listed([imaging, staining, old, begun])).on("GET groups", { groups: [chromatin] });
  base = await routes.start();
});
afterEach(() => routes.stop());

it("says of each form what it is, whose, where it is offered and required, how often answered, and whether it has a draft", async () => {
  const { container } = show();
  const row = (await screen.findByRole("link", { name: "Imaging acquisition" })).closest("tr");
  const cells = within(row as HTMLElement);
  expect(cells.getByRole("rowheader").textContent).toContain("What was imaged, and how.");
  const said = cells.getAllByRole("cell").map((cell) => cell.textContent);
  expect(said.slice(0, 5)).toEqual(["Version 3Mon 2 Nov 2026", "Anna KellerBen Okafor", "Chromatin Dynamics: datasets, imagesPlant Cell Biology: datasets", "Every dataset (Chromatin Dynamics)", "1,204"]);
  expect(said[5]).toContain("Fri 20 Nov 2026");
  expect(said[5]).toContain("by Ben Okafor");
  expect(screen.getByText("4 forms that you can see: 2 published, 1 not published yet, 1 retired.")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("leads those who may change a form to its editor, and others to its versions", async () => {
  show();
  expect((await screen.findByRole("link", { name: "Imaging acquisition" })).getAttribute("href")).toMatch(new RegExp(`/designer/${imaging.form}/$`));
  expect(screen.getByRole("link", { name: "Section staining" }).getAttribute("href")).toMatch(new RegExp(`/designer/${staining.form}/versions/$`));
});

it("keeps what is asked for in the address, and takes it from there", async () => {
  const { user } = show();
  expect(await names()).toEqual(["Antibodies, 2019", "Imaging acquisition", "Light sheet", "Section staining"]);
  await user.selectOptions(screen.getByLabelText("State"), "published");
  await user.click(screen.getByLabelText("Only those that I own"));
  await user.type(screen.getByLabelText("Search"), "okafor imag");
  expect(await names()).toEqual(["Imaging acquisition"]);
  expect(window.location.search).toBe("?q=okafor+imag&state=published&mine=1");
  expect(screen.getByText("1 of 1")).toBeTruthy();
});

it("opens with what the address asks for, and passes over what it does not know", () => {
  expect(fromAddress("?q=a&state=retired&mine=1&draft=1&group=4&type=dataset&sort=saved&page=3")).toEqual({
    text: "a",
    state: "retired",
    mine: true,
    draft: true,
    group: "4",
    type: "dataset",
    sort: "saved",
    page: 3,
  });
  expect(fromAddress("?state=lost&group=x&type=__proto__&sort=toString&page=-1")).toEqual(NOTHING_ASKED);
});

it("finds forms by state, owner, draft, and by group and type of one and the same offer", () => {
  const all = [imaging, staining, old, begun];
  const found = (asked: Partial<typeof NOTHING_ASKED>): string[] => arranged(all, { ...NOTHING_ASKED, ...asked }, anna.id).map(({ name }) => name);
  expect(found({ state: "retired" })).toEqual(["Antibodies, 2019"]);
  expect(found({ mine: true })).toEqual(["Antibodies, 2019", "Imaging acquisition", "Light sheet"]);
  expect(found({ draft: true })).toEqual(["Imaging acquisition", "Light sheet"]);
  expect(found({ group: "4" })).toEqual(["Imaging acquisition"]);
  // Offered to that group for datasets alone.
  expect(found({ group: "4", type: "image" })).toEqual([]);
  expect(found({ text: "every DATASET" })).toEqual(["Imaging acquisition"]);
  expect(found({ sort: "published" })).toEqual(["Section staining", "Antibodies, 2019", "Imaging acquisition", "Light sheet"]);
  expect(found({ sort: "saved" })).toEqual(["Light sheet", "Imaging acquisition", "Antibodies, 2019", "Section staining"]);
  expect(found({ sort: "submissions" })).toEqual(["Imaging acquisition", "Antibodies, 2019", "Light sheet", "Section staining"]);
});

it("says that nothing is like what was asked for, and shows all forms again", async () => {
  window.history.replaceState(null, "", "/omero_forms/designer/?q=nothing+like+it");
  const { user, container } = show();
  expect(await screen.findByText("No form is like this")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Show all 4 forms" }));
  expect(await names()).toHaveLength(4);
  expect(window.location.search).toBe("");
});

it("shows a thousand forms a page at a time, and says how many there are", async () => {
  routes.on("GET forms", listed(Array.from({ length: 1000 }, (_, index) => formRow(`Form ${index + 1}`))));
  const { user } = show();
  expect((await names())[49]).toBe("Form 50");
  expect(await names()).toHaveLength(50);
  expect(screen.getByText("50 of 1,000")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Next" }));
  expect((await names())[0]).toBe("Form 51");
  expect(screen.getByText("Forms 51 to 100 of 1,000")).toBeTruthy();
  expect(window.location.search).toBe("?page=2");
  // The next key goes into the page that came.
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { name: "All forms" })));
  await user.type(screen.getByLabelText("Search"), "form 77");
  expect(screen.getByText("19 of 19")).toBeTruthy();
});

it("folds a long list of groups and keeps the way to the rest", async () => {
  const offered = Array.from({ length: 9 }, (_, index) => ({ group: { id: 20 + index, name: `Group ${index}` }, object_type: "Image" as const }));
  routes.on("GET forms", listed([formRow("Everywhere", { offered })]));
  show();
  expect((await screen.findByText("6 more groups")).closest("details")?.textContent).toContain("Group 8: images");
});

it("leads owners to the pages of their groups, and asks nothing about groups for others", async () => {
  const groups = Array.from({ length: 30 }, (_, index) => ({ id: index + 3, name: `Lab ${index}` }));
  routes.on("GET groups", { groups });
  const { container } = show();
  const own = within(await screen.findByRole("navigation", { name: "Your groups" }));
  expect(own.getByRole("link", { name: "Lab 0" }).getAttribute("href")).toMatch(/\/designer\/group\/3\/$/);
  expect(own.getByText("24 more")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
  cleanup();
  routes.requests.length = 0;
  showScreen(base, FormsScreen, "", { ...annasSession, owned_groups: [] });
  await screen.findByRole("link", { name: "Imaging acquisition" });
  expect(routes.sent("GET groups")).toEqual([]);
});

it("gives the answers to a form as a table, where there are some", async () => {
  show();
  const link = await screen.findByRole("link", { name: "Answers as CSV of Imaging acquisition" });
  expect(link.getAttribute("href")).toBe(`${base}api/v1/forms/${imaging.form}/answers.csv`);
  expect(screen.queryByRole("link", { name: /Answers as CSV of Section staining/ })).toBeNull();
});

it("duplicates a form that the reader sees, and says why not", async () => {
  routes.on(`POST forms/${staining.form}/duplicate`, () => refusal(503, "omero_unavailable", "OMERO does not answer."));
  const { user } = show();
  await user.click(await screen.findByRole("button", { name: "Duplicate Section staining" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The form was not duplicated");
  expect(routes.sent(`POST forms/${staining.form}/duplicate`)).toHaveLength(1);
});

it("tells those who may make no forms whom to ask, and offers them no button", async () => {
  routes.on("GET forms", listed([staining], { may_create: false, creators: [anna, ben] }));
  const { container } = show();
  expect(await screen.findByText(/Ask Anna Keller or Ben Okafor to have a form made or changed/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: /New form|Duplicate/ })).toBeNull();
  // Nobody tells them of drafts, and they own no form.
  expect(screen.queryByRole("columnheader", { name: "Draft" })).toBeNull();
  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(await axeFindings(container)).toEqual([]);
});

it("says how forms come here where there is none", async () => {
  routes.on("GET forms", listed([]));
  const { container } = show();
  expect(await screen.findByText("There is no form yet")).toBeTruthy();
  expect(screen.getByRole("button", { name: "New form…" })).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("says whom to ask where nothing is offered", async () => {
  routes.on("GET forms", listed([], { may_create: false, creators: [ben] }));
  show();
  expect(await screen.findByText("No form is offered to your groups yet")).toBeTruthy();
  expect(screen.getByText(/Ask Ben Okafor to have/)).toBeTruthy();
});

it("says that it loads, what went wrong, and tries again", async () => {
  let fails = true;
  routes.on("GET forms", () => (fails ? refusal(503, "omero_unavailable", "OMERO does not answer.") : [200, listed([imaging])]));
  const { user } = show();
  expect(screen.getByText("Loading the forms…").getAttribute("role")).toBe("status");
  expect((await screen.findByRole("alert")).textContent).toContain("OMERO does not answer.");
  fails = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await names()).toEqual(["Imaging acquisition"]);
});

it("asks a new form's name and begins its draft with no question in it", async () => {
  routes.on("POST forms", () => refusal(403, "forbidden", "You may not make forms."));
  const { user, container } = show();
  await user.click(await screen.findByRole("button", { name: "New form…" }));
  const dialog = within(screen.getByRole("dialog", { name: "New form" }));
  await user.click(dialog.getByRole("button", { name: "Begin a draft" }));
  expect(dialog.getByText("Give the form a name.")).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText("Name")));
  expect(routes.sent("POST forms")).toEqual([]);
  await user.type(dialog.getByLabelText("Name"), "  Sample preparation{Enter}");
  expect((await dialog.findByRole("alert")).textContent).toContain("You may not make forms.");
  const [sent] = routes.sent("POST forms");
  expect(sent).toMatchObject({ name: "Sample preparation", description: "", ui_schema: "{}" });
  expect(JSON.parse(String(sent?.["schema"]))).toMatchObject({ title: "Sample preparation", type: "object", properties: {} });
  expect(await axeFindings(container)).toEqual([]);
});
