// SPDX-License-Identifier: AGPL-3.0-or-later
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VersionsScreen } from "../src/designer/versions/VersionsScreen";
import { annasSession, chromatin } from "./support/formRows";
import { axeFindings } from "./support/render";
import { FORM, refusal, Routes, showScreen, type Reply } from "./support/routes";
import { anna, ben } from "./support/server";

const clara = { id: 9, name: "clara", full_name: "Clara Diaz" };
const imaging = { id: 4, name: "Imaging Core" };
const row = {
  form: FORM,
  name: "Imaging acquisition",
  description: "What was imaged, and how.",
  state: "published",
  version: 3,
  published_at: "2026-11-03T08:00:00Z",
  owners: [anna, ben],
  offered: [
    { group: chromatin, object_type: "Dataset" },
    { group: imaging, object_type: "Image" },
  ],
  submissions: 1204,
  policies: [] as object[],
  draft: null as object | null,
  may_edit: true,
};
const listed = (number: number) => ({ number, published_at: `2026-11-0${number}T08:00:00Z`, author: ben, message: number === 1 ? "" : `Change ${number}` });
const textOf = (number: number) => ({
  ...listed(number),
  schema: `{"type":"object","properties":{"px":{"type":"number","title":"Pixel size","maximum":${number}}}}`,
  ui_schema: "{}",
});
const change = { kind: "loosened", path: ["px"], sentence: "“Pixel size” may be at most 3 now (was 1)." };

let routes: Routes;
let base: string;

beforeEach(async () => {
  routes = new Routes()
    .on(`GET forms/${FORM}`, row)
    .on(`GET forms/${FORM}/versions`, { versions: [3, 2, 1].map(listed) })
    .on("GET groups", { groups: [chromatin] });
  for (const number of [1, 2, 3]) {
    routes.on(`GET forms/${FORM}/versions/${number}`, textOf(number));
    routes.on(`GET forms/${FORM}/versions/${number}/changes`, ({ query }) => [200, { number, to: Number(query.get("to")), changes: [{ ...change, sentence: `From ${number} to ${query.get("to")}.` }] }]);
  }
  base = await routes.start();
});
afterEach(() => routes.stop());

const show = (more: object = {}) => {
  routes.on(`GET forms/${FORM}`, { ...row, ...more });
  return showScreen(base, VersionsScreen, FORM, annasSession);
};
const part = async (name: string) => within(await screen.findByRole("region", { name }));
const inUse = (names: string[]): Reply => refusal(409, "form_in_use", "Policies require this form.", { policies: names });

describe("the history", () => {
  it("says when, by whom and why each version was published, newest first", async () => {
    const { container } = show();
    const history = await part("Versions");
    expect(history.getAllByRole("listitem").map((entry) => entry.querySelector("b")?.textContent)).toEqual(["Version 3, in use", "Version 2", "Version 1"]);
    expect(history.getAllByText(/Ben Okafor/)).toHaveLength(3);
    expect(history.getByText("Change 2")).toBeTruthy();
    expect(await screen.findByText("From 2 to 3.")).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
  });

  it("compares any two, in sentences and as JSON", async () => {
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Compare with version 3: version 1" }));
    expect(await screen.findByText("From 1 to 3.")).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("To"), "Version 2");
    expect(await screen.findByText("From 1 to 2.")).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("From"), "Version 2");
    expect(await screen.findByText("Choose two different versions.")).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("To"), "Version 3");
    await user.click(await screen.findByText("Compare the JSON side by side"));
    expect((await screen.findByRole("textbox", { name: "Version 2" })).textContent).toContain('"maximum": 2');
  });

  it("shows a version as people have it, not to be filled in, and its JSON", async () => {
    const { user, container } = show();
    await user.click(await screen.findByRole("button", { name: "View version 2" }));
    const question = await screen.findByLabelText("Pixel size");
    expect(question.closest("fieldset[disabled]")).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
    await user.click(screen.getByRole("button", { name: "JSON" }));
    expect(screen.getByRole("group", { name: "Schema" }).textContent).toContain('"maximum": 2');
    expect(await axeFindings(container)).toEqual([]);
  });

  it("goes on from an older version, unless there is a draft, which it names", async () => {
    routes.on(`POST forms/${FORM}/draft`, () => refusal(409, "draft_exists", "This form has a draft already."));
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Continue from version 2" }));
    expect((await screen.findByRole("alert")).textContent).toContain("This form has a draft already.");
    expect(routes.sent(`POST forms/${FORM}/draft`)).toEqual([{ version: 2 }]);
  });

  it("writes over no draft that is known", async () => {
    const { user, container } = show({ draft: { number: 4, saved_at: "2026-11-20T10:00:00Z", saved_by: ben } });
    await user.click(await screen.findByRole("button", { name: "Continue from version 2…" }));
    expect(within(screen.getByRole("dialog")).getByText(/Ben Okafor saved it/)).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
    expect(routes.sent(`POST forms/${FORM}/draft`)).toEqual([]);
    expect(screen.getByRole("link", { name: "Publish version 4…" }).getAttribute("href")).toBe(`${base}designer/${FORM}/publish/`);
  });

  it("says that a draft has none yet", async () => {
    const { container } = show({ state: "draft", version: 0, offered: [], submissions: 0, owners: [anna], draft: { number: 1, saved_at: "2026-11-20T10:00:00Z", saved_by: anna } });
    expect(await screen.findByText(/None yet: the form is a draft/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Search" })).toBeTruthy();
    expect(screen.queryByRole("region", { name: "Compare two versions" })).toBeNull();
    expect(await axeFindings(container)).toEqual([]);
  });
});

describe("where it is offered", () => {
  it("is changed for groups of one's own, and says who decides about the others", async () => {
    routes.on(`PUT forms/${FORM}/offers/3/image`, { ...row, offered: [...row.offered, { group: chromatin, object_type: "Image" }] });
    const { user, container } = show();
    const offers = await part("Where it is offered");
    expect(within(offers.getByRole("row", { name: /Imaging Core/ })).getByText("decided by its owners")).toBeTruthy();
    expect(await offers.findByText("It is offered there already.")).toBeTruthy();
    await user.selectOptions(await offers.findByLabelText("For"), "images");
    await user.click(offers.getByRole("button", { name: "Offer it" }));
    await waitFor(() => expect(offers.getAllByRole("row", { name: /Chromatin Dynamics/ })).toHaveLength(2));
    expect(await axeFindings(container)).toEqual([]);
  });

  it("asks before it stops, and names the policies that require it", async () => {
    routes.on(`DELETE forms/${FORM}/offers/3/dataset`, () => inUse(["Acquisition (Chromatin Dynamics)"]));
    const { user, container } = show();
    await user.click(await screen.findByRole("button", { name: "Stop offering it… to Chromatin Dynamics for datasets" }));
    const dialog = within(screen.getByRole("dialog", { name: "Stop offering “Imaging acquisition” for datasets?" }));
    expect(dialog.getByText(/What was submitted stays/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Stop offering it for datasets" }));
    expect(await dialog.findByText("Required by Acquisition (Chromatin Dynamics).")).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
    routes.on(`DELETE forms/${FORM}/offers/3/dataset`, { ...row, offered: [] });
    await user.click(dialog.getByRole("button", { name: "Stop offering it for datasets" }));
    expect(await screen.findByText(/Nowhere yet, so nobody can fill it in/)).toBeTruthy();
  });

  it("is gone to by its address", async () => {
    window.location.hash = "#offers";
    show();
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Where it is offered"));
    window.location.hash = "";
  });

  it("says whom to ask where somebody owns no group", async () => {
    routes.on("GET groups", { groups: [] });
    show();
    expect(await screen.findByText(/decided by the owners of that group: ask one of them/)).toBeTruthy();
  });

  it("says that a change is being recorded where the form does not show it yet", async () => {
    routes.on(`PUT forms/${FORM}/offers/3/image`, () => [202, row]);
    const { user } = show();
    const offers = await part("Where it is offered");
    await user.selectOptions(await offers.findByLabelText("For"), "images");
    await user.click(offers.getByRole("button", { name: "Offer it" }));
    expect(await screen.findByText("Accepted, and being recorded in OMERO")).toBeTruthy();
  });
});

describe("owners", () => {
  it("are added after a search, by the owners that were shown", async () => {
    routes.on("GET people", { people: [ben, clara] }).on(`PUT forms/${FORM}/owners`, { ...row, owners: [anna, ben, clara] });
    const { user, container } = show();
    const owners = await part("Owners");
    await user.type(owners.getByLabelText("Find a new owner by name"), "a{Enter}");
    await user.click(await owners.findByRole("button", { name: "Add Clara Diaz" }));
    expect(owners.queryByRole("button", { name: "Add Ben Okafor" })).toBeNull();
    await waitFor(() => expect(within(owners.getByRole("list", { name: "Owners" })).getAllByRole("listitem")).toHaveLength(3));
    expect(routes.sent(`PUT forms/${FORM}/owners`)).toEqual([{ owners: [7, 8, 9], base: [7, 8] }]);
    expect(await axeFindings(container)).toEqual([]);
  });

  it("are told what they lose before they leave or hand over", async () => {
    routes.on("GET people", { people: [clara] }).on(`PUT forms/${FORM}/owners`, () => refusal(409, "stale_owners", "Somebody changed them.", { owners: [{ id: 8, name: "ben" }] }));
    const { user, container } = show();
    await user.click(await screen.findByRole("button", { name: "Stop owning it… Anna Keller" }));
    const leaving = within(screen.getByRole("dialog", { name: "Stop owning this form?" }));
    expect(leaving.getByText(/You can no longer edit, publish or retire it/)).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
    await user.click(leaving.getByRole("button", { name: "Stay an owner" }));
    await user.type(screen.getByLabelText("Find a new owner by name"), "clara{Enter}");
    await user.click(await screen.findByRole("button", { name: "Hand over… to Clara Diaz" }));
    const handing = within(screen.getByRole("dialog", { name: "Hand this form over to Clara Diaz?" }));
    await user.click(handing.getByRole("button", { name: "Hand it over" }));
    expect(await handing.findByText("Somebody changed the owners meanwhile")).toBeTruthy();
    expect(routes.sent(`PUT forms/${FORM}/owners`)).toEqual([{ owners: [8, 9], base: [7, 8] }]);
    expect(handing.getByText(/Now it is owned by ben/)).toBeTruthy();
  });

  it("cannot leave as the last one", async () => {
    show({ owners: [anna] });
    expect(await screen.findByText(/The last owner cannot leave/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Stop owning it/ })).toBeNull();
  });

  it("are named to who is none, who may change nothing", async () => {
    const { container } = show({ may_edit: false, owners: [ben] });
    expect(await screen.findByText("You can read this form. To have it changed, ask its owner, Ben Okafor.")).toBeTruthy();
    for (const name of [/Continue/, /Remove/, /Retire/, /Search/]) expect(screen.queryByRole("button", { name })).toBeNull();
    expect(await axeFindings(container)).toEqual([]);
  });
});

describe("the end of its use", () => {
  it("is asked for, says what stays, and can be taken back", async () => {
    routes.on(`POST forms/${FORM}/retire`, { ...row, state: "retired" }).on(`POST forms/${FORM}/restore`, row);
    const { user, container } = show();
    await user.click(await screen.findByRole("button", { name: "Retire…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Retire Imaging acquisition?" }));
    expect(dialog.getByText(/1,204 submissions and where it was offered stay/)).toBeTruthy();
    await user.type(dialog.getByLabelText("Why"), "Microscope sold");
    expect(await axeFindings(container)).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Retire it" }));
    expect(await screen.findByText(/It is retired: nobody can fill it in/)).toBeTruthy();
    expect(routes.sent(`POST forms/${FORM}/retire`)).toEqual([{ message: "Microscope sold" }]);
    expect(screen.queryByRole("button", { name: /Continue/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Restore it" }));
    expect(await screen.findByRole("button", { name: "Retire…" })).toBeTruthy();
  });

  it("is not offered while policies require it, which are named", async () => {
    show({ policies: [{ id: 1, name: "Acquisition", group: chromatin }] });
    expect(await screen.findByText(/cannot be retired while policies require it: Acquisition \(Chromatin Dynamics\)/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Retire…" })).toBeNull();
  });

  it("has files to take along", async () => {
    show();
    expect((await screen.findByRole("link", { name: "Answers as CSV" })).getAttribute("href")).toBe(`${base}api/v1/forms/${FORM}/answers.csv`);
    expect(screen.getByRole("link", { name: "Export the form" }).getAttribute("href")).toBe(`${base}api/v1/forms/${FORM}/export`);
  });

  it("is no reason to copy it unasked: a refusal is said", async () => {
    routes.on(`POST forms/${FORM}/duplicate`, () => refusal(403, "forbidden", "Only group owners make forms here."));
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Duplicate" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Only group owners make forms here.");
  });
});

it("tells who may not know of a form no more than that", async () => {
  routes.on(`GET forms/${FORM}`, () => refusal(404, "not_found"));
  const { container } = showScreen(base, VersionsScreen, FORM, annasSession);
  expect(await screen.findByText("There is no such form that you can see")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("is asked for once more when somebody has logged in, not again and again where that session ends at once", async () => {
  const ended = () => refusal(401, "login_required", "Your session has ended.");
  const looks = () => routes.sent("GET session").length;
  routes.on(`GET forms/${FORM}`, ended).on("GET session", () => (looks() === 1 ? [200, annasSession] : ended()));
  showScreen(base, VersionsScreen, FORM, annasSession);
  const asked = () => routes.sent(`GET forms/${FORM}`).length;
  for (const times of [1, 2, 3, 4]) {
    expect(await screen.findByText("Your session has ended")).toBeTruthy();
    fireEvent.focus(window);
    await waitFor(() => expect(looks()).toBeGreaterThanOrEqual(times));
    await waitFor(() => expect(asked()).toBeGreaterThanOrEqual(2));
  }
  expect(asked()).toBe(2);
});
