// SPDX-License-Identifier: AGPL-3.0-or-later
import { cleanup, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { GroupScreen } from "../src/designer/group/GroupScreen";
import type { FormRow, GroupCopies, GroupForms, Job, Remade } from "../src/shared/types";
import { chromatin, formRow, plants } from "./support/formRows";
import { axeFindings } from "./support/render";
import { refusal, Routes, showScreen } from "./support/routes";

let routes: Routes;
let base: string;

const imaging = formRow("Imaging acquisition", {
  offered: [
    { group: chromatin, object_type: "Image" },
    { group: chromatin, object_type: "Dataset" },
    { group: plants, object_type: "Screen" },
  ],
  submissions: 12,
  policies: [
    { id: 9, name: "Every dataset", group: chromatin },
    { id: 10, name: "Every screen", group: plants },
  ],
});
const staining = formRow("Section staining", { description: "How sections were stained." });
const old = formRow("Old", { state: "retired" });

const of = (forms: FormRow[], mayOffer = true): GroupForms => ({ group: chromatin, may_offer: mayOffer, forms });
const copies = (said: Partial<GroupCopies> = {}): GroupCopies => ({ layout: "legacy", forms: [imaging.form], jobs: [], ...said });
const show = (): ReturnType<typeof showScreen> => showScreen(base, GroupScreen, "3");

beforeEach(async () => {
  routes = new Routes().on("GET groups/3/forms", of([imaging, staining, old])).on("GET groups/3/copies", copies({ forms: [] }));
  base = await routes.start();
});
afterEach(() => routes.stop());

it("says what the group is offered, for which objects, and which of its own policies require it", async () => {
  const { container } = show();
  const row = within((await screen.findByRole("link", { name: "Imaging acquisition" })).closest("tr") as HTMLElement);
  expect(row.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["datasets", "images"]);
  expect(row.getByText("Every dataset")).toBeTruthy();
  expect(row.queryByText(/Every screen/)).toBeNull();
  expect(screen.getByRole("heading", { level: 1, name: "Forms of the group Chromatin Dynamics" })).toBeTruthy();
  expect(screen.getByText(/^1 form is offered to this group/)).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("asks before it stops offering a form, says what stays, and does it", async () => {
  const after = { ...imaging, offered: imaging.offered.filter(({ object_type }) => object_type !== "Image") };
  routes.on(`DELETE forms/${imaging.form}/offers/3/image`, after);
  const { user, container } = show();
  await user.click(await screen.findByRole("button", { name: "Stop offering Imaging acquisition for images…" }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText(/12 submissions with their history, and the key-value pairs on the objects/)).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Keep offering it" }));
  expect(routes.sent(`DELETE forms/${imaging.form}/offers/3/image`)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Stop offering Imaging acquisition for images…" }));
  await user.click(screen.getByRole("button", { name: "Stop offering it for images" }));
  expect(await screen.findByText("Imaging acquisition is no longer offered for images.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /for images…/ })).toBeNull();
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("names the policies that are in the way, and goes on offering it", async () => {
  routes.on(`DELETE forms/${imaging.form}/offers/3/dataset`, () =>
    refusal(409, "form_in_use", "Policies require this form.", { policies: ["Every dataset (Chromatin Dynamics)"] }),
  );
  const { user } = show();
  await user.click(await screen.findByRole("button", { name: "Stop offering Imaging acquisition for datasets…" }));
  await user.click(screen.getByRole("button", { name: "Stop offering it for datasets" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("It is still offered");
  expect(alert.textContent).toContain("Required by Every dataset (Chromatin Dynamics).");
});

it("says so where the change was accepted, and OMERO has no record of it yet", async () => {
  routes.on(`DELETE forms/${imaging.form}/offers/3/image`, () => [202, imaging]);
  const { user } = show();
  await user.click(await screen.findByRole("button", { name: "Stop offering Imaging acquisition for images…" }));
  await user.click(screen.getByRole("button", { name: "Stop offering it for images" }));
  expect(await screen.findByText(/accepted and is being recorded/)).toBeTruthy();
});

it("offers a published form for several types, one after the other, and tells what was done before one is refused", async () => {
  const datasets = { ...staining, offered: [{ group: chromatin, object_type: "Dataset" as const }] };
  routes
    .on(`PUT forms/${staining.form}/offers/3/dataset`, datasets)
    .on(`PUT forms/${staining.form}/offers/3/image`, () => refusal(503, "omero_unavailable", "OMERO does not answer."));
  const { user, container } = show();
  const form = await screen.findByLabelText("Form");
  // What is retired can be offered to nobody.
  expect(within(form).getAllByRole("option").map((option) => option.textContent)).toEqual(["Choose a form", "Imaging acquisition", "Section staining"]);
  await user.selectOptions(form, "Section staining");
  expect(screen.getByText("How sections were stained.")).toBeTruthy();
  await user.click(screen.getByLabelText("images"));
  await user.click(screen.getByLabelText("datasets"));
  expect(await axeFindings(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Offer it for datasets, images" }));
  expect((await screen.findByRole("alert")).textContent).toContain("OMERO does not answer.");
  expect(screen.getByText("Section staining is offered for datasets.")).toBeTruthy();
  const row = within((await screen.findByRole("link", { name: "Section staining" })).closest("tr") as HTMLElement);
  expect(row.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["datasets"]);
});

it("does not offer again what is offered already", async () => {
  const { user } = show();
  await user.selectOptions(await screen.findByLabelText("Form"), "Imaging acquisition");
  expect((screen.getByLabelText(/^datasets/) as HTMLInputElement).disabled).toBe(true);
  expect((screen.getByRole("button", { name: "Offer it" }) as HTMLButtonElement).disabled).toBe(true);
});

it("says how forms come to a group that has none", async () => {
  routes.on("GET groups/3/forms", of([staining]));
  const { container } = show();
  expect(await screen.findByText("Chromatin Dynamics has no forms yet")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("lets members see what is offered, and change nothing", async () => {
  routes.on("GET groups/3/forms", of([imaging], false));
  show();
  expect(await screen.findByRole("link", { name: "Imaging acquisition" })).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
  expect(screen.queryByText("Offer another form")).toBeNull();
});

it("says no more of a group of others than of one that there is not", async () => {
  routes.on("GET groups/3/forms", () => refusal(404, "not_found", "There is nothing here that you can see."));
  show();
  expect(await screen.findByText("There is no such group among yours")).toBeTruthy();
});

it("says that it loads, what went wrong, and tries again", async () => {
  let fails = true;
  routes.on("GET groups/3/forms", () => (fails ? null : [200, of([imaging])]));
  const { user } = show();
  expect(screen.getByRole("status").textContent).toBe("Loading the forms of the group…");
  expect((await screen.findByRole("alert")).textContent).toContain("could not be loaded");
  fails = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "Imaging acquisition" })).toBeTruthy();
});

const remaking = (said: Partial<Job> = {}): Job => ({
  id: 5,
  kind: "copies.remake",
  state: "running",
  done: 12,
  total: 340,
  result: null,
  error: null,
  asked_at: "2026-11-02T08:00:00Z",
  asked_by: null,
  ...said,
});

it("asks before copies of a form are remade, says how far it is, and why some could not be", async () => {
  const result: Remade = { layout: "legacy", of: 340, done: 338, could_not: [{ reason: "inactive", message: "The account that owns the copy is inactive.", count: 2 }] };
  routes
    .on("GET groups/3/copies", copies())
    .on(`POST forms/${imaging.form}/copies`, () => [202, { job: 5 }])
    .on("GET jobs/5", remaking());
  const { user, container } = show();
  await user.click(await screen.findByRole("button", { name: "Remake copies of Imaging acquisition…" }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText(/on objects of Chromatin Dynamics are written anew, by their names joined by underscores/)).toBeTruthy();
  await user.click(dialog.getByRole("button", { name: "Leave them as they are" }));
  expect(routes.sent(`POST forms/${imaging.form}/copies`)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Remake copies of Imaging acquisition…" }));
  expect(await axeFindings(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Remake them" }));
  expect(await screen.findByText("12 of 340 copies are done. You can leave this page; it goes on.")).toBeTruthy();
  expect(routes.sent(`POST forms/${imaging.form}/copies`)).toEqual([{ group: 3 }]);
  expect(await axeFindings(container)).toEqual([]);
  routes.on("GET jobs/5", remaking({ state: "done", done: 340, result }));
  expect(await screen.findByText("Remade: 338 of 340 copies.", {}, { timeout: 5000 })).toBeTruthy();
  expect(screen.getByText("2 were not remade: The account that owns the copy is inactive.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Remake copies of Imaging acquisition…" })).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("goes on telling of copies that are being remade when the page is opened again, and cancels it", async () => {
  routes
    .on("GET groups/3/copies", copies({ forms: [], jobs: [{ form: imaging.form, job: remaking({ state: "waiting", done: 0, total: null }) }] }))
    .on("DELETE jobs/5", remaking({ state: "cancelled" }));
  const { user } = show();
  expect(await screen.findByText(/^It begins as soon as a worker is free/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Cancel remaking the copies of Imaging acquisition" }));
  expect(await screen.findByText("It was cancelled. Copies that were remade by then stay so.")).toBeTruthy();
});

it("says nothing of copies where all are as they should be, or the reader may not have them remade", async () => {
  for (const answer of [copies({ forms: [] }), () => refusal(403, "forbidden")]) {
    routes.on("GET groups/3/copies", answer);
    show();
    await screen.findByRole("link", { name: "Imaging acquisition" });
    expect(screen.queryByRole("columnheader", { name: "Copies" })).toBeNull();
    cleanup();
  }
});

it("says that it is not known which copies can be remade, tries again, and asks anew once another form is offered", async () => {
  routes.on("GET groups/3/copies", () => null).on(`PUT forms/${staining.form}/offers/3/dataset`, { ...staining, offered: [{ group: chromatin, object_type: "Dataset" as const }] });
  const { user } = show();
  expect((await screen.findByRole("alert")).textContent).toContain("The layout of the copies could not be loaded");
  routes.on("GET groups/3/copies", copies());
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("button", { name: "Remake copies of Imaging acquisition…" })).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
  routes.on("GET groups/3/copies", copies({ forms: [imaging.form, staining.form] }));
  await user.selectOptions(screen.getByLabelText("Form"), "Section staining");
  await user.click(screen.getByLabelText("datasets"));
  await user.click(screen.getByRole("button", { name: "Offer it for datasets" }));
  expect(await screen.findByRole("button", { name: "Remake copies of Section staining…" })).toBeTruthy();
});
