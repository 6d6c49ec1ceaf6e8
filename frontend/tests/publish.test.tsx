// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PublishScreen } from "../src/designer/publish/PublishScreen";
import { axeFindings } from "./support/render";
import { FORM, refusal, Routes, showScreen } from "./support/routes";
import { anna, ben } from "./support/server";

const OLD = '{"type":"object","properties":{"px":{"type":"number","title":"Pixel size"}}}';
const NEW = '{"type":"object","required":["px"],"properties":{"px":{"type":"number","title":"Pixel size","maximum":10}}}';
const draft = { form: FORM, number: 5, base_version: 3, name: "Imaging acquisition", description: "", schema: NEW, ui_schema: "{}", saved_at: "2026-11-20T10:00:00Z", saved_by: ben };
const row = {
  form: FORM,
  name: "Imaging acquisition",
  description: "",
  state: "published",
  version: 3,
  published_at: "2026-11-01T08:00:00Z",
  owners: [anna],
  offered: [],
  submissions: 1204,
  policies: [],
  draft: { number: 5, saved_at: draft.saved_at, saved_by: ben },
  may_edit: true,
};
const sound = { schema_problems: [], ui_schema_problems: [], warnings: [], not_asked: [] };
const tightened = { kind: "tightened", path: ["px"], sentence: "“Pixel size” must be at most 10 now." };
const changes = { number: 5, version: 3, changes: [tightened, { kind: "tightened", path: ["px"], sentence: "“Pixel size” is required now." }], proved: false, lost: [
  { pointer: "/properties/px", schema: { type: "number", exclusiveMinimum: 10 } },
  { pointer: "", schema: null },
] };
const version = { number: 3, published_at: "2026-11-01T08:00:00Z", author: ben, message: "", schema: OLD, ui_schema: "{}" };
const broken = (id: number, keyword = "required") => ({ object_type: "Dataset", object_id: id, name: `2026_${id}`, submission: 2, problems: [{ pointer: "/px", path: "Pixel size", keyword }] });
const page = { number: 5, answers: 600, total: 1204, breaking: [broken(1), broken(2, "maximum")], elsewhere: 12, unread: 1, next: 77 };
const lastPage = { ...page, answers: 604, breaking: [broken(3)], elsewhere: 0, unread: 0, next: null };
const demand = { id: 1, name: "Acquisition", group: { id: 3, name: "Chromatin Dynamics" }, requirement: "all_of", objects: 41, evaluated_at: "2026-11-20T02:00:00Z", late_on: "2026-12-07" };
const done = { form: FORM, version: 4, recorded: true, warnings: [], not_asked: [] };

let routes: Routes;
let base: string;

beforeEach(async () => {
  routes = new Routes()
    .on(`GET forms/${FORM}/draft`, draft)
    .on(`GET forms/${FORM}`, row)
    .on("POST forms/check", sound)
    .on(`GET forms/${FORM}/draft/changes`, changes)
    .on(`GET forms/${FORM}/versions/3`, version)
    .on(`GET forms/${FORM}/draft/impact`, ({ query }) => [200, query.get("after") === "0" ? page : lastPage])
    .on(`GET forms/${FORM}/draft/demands`, { number: 5, version: 4, policies: [demand, { ...demand, id: 2, name: "Either", requirement: "one_of", objects: null, evaluated_at: null }] })
    .on(`POST forms/${FORM}/draft/publish`, () => [201, done]);
  base = await routes.start();
});
afterEach(() => routes.stop());

const show = () => showScreen(base, PublishScreen);
const region = async (name: string) => within(await screen.findByRole("region", { name }));

/** The button, once it can be pressed. */
async function publishing(): Promise<HTMLElement> {
  const button = await screen.findByRole("button", { name: "Publish version 4" });
  await waitFor(() => expect(button.hasAttribute("disabled")).toBe(false));
  return button;
}

const names = (rows: HTMLElement[]) => rows.slice(1).map((each) => each.textContent);

describe("a draft that may break answers", () => {
  it("tells what changes, what breaks by question and by object, and what policies will demand", async () => {
    const { container } = show();
    expect(within(await screen.findByRole("region", { name: "Tightened" })).getAllByRole("listitem")).toHaveLength(2);
    expect(await screen.findByText(/Judged all 1,204 answers/)).toBeTruthy();
    const effect = await region("What it does to the answers that there are");
    expect(effect.getByText(/Not proved from the schemas alone/)).toBeTruthy();
    const stats = [...container.querySelectorAll(".of-stat")].map((each) => each.textContent);
    expect(stats).toEqual([
      "1,188 fit version 4 as they are",
      "2 lack an answer that it requires",
      "1 have an answer that it does not take",
      "12 more would break, in groups that you cannot see",
      "1 cannot be judged: nothing proves them, or they were redacted",
    ]);
    expect(names(within(effect.getByRole("group", { name: "Questions that break" })).getAllByRole("row"))).toEqual([
      "Pixel sizenot answered, and required2",
      "Pixel sizetoo large1",
    ]);
    const link = within(effect.getByRole("group", { name: "Objects whose answers break" })).getByRole("link", { name: "2026_2" });
    expect(link.getAttribute("href")).toBe(`${base}?id=2&type=dataset&form=${FORM}`);
    expect(effect.getByText("Pixel size", { selector: "b" }).parentElement?.textContent).toBe("Pixel size: a number above 10");
    expect(effect.getByText("The form as a whole", { selector: "b" }).parentElement?.textContent).toBe(
      "The form as a whole: some answers that were taken before may now be refused. Which ones cannot be said in one sentence.",
    );
    const demands = await region("Which policies will demand it");
    expect(demands.getAllByRole("listitem").map((each) => each.textContent)).toEqual([
      "Acquisition of Chromatin Dynamics requires version 4 of 41 objects; the first of them can be late on Mon 7 Dec 2026.",
      "Either of Chromatin Dynamics requires version 4, or another form that counts instead, of objects that are counted by the next evaluation of the group; the first of them can be late on Mon 7 Dec 2026.",
    ]);
    expect(await axeFindings(container)).toEqual([]);
  });

  it("shows the JSON side by side when that is asked for", async () => {
    const { user } = show();
    await user.click(await screen.findByText("Compare the JSON side by side"));
    expect((await screen.findByRole("textbox", { name: "Draft" })).textContent).toContain('"maximum": 10');
  });

  it("says how far it has got, stops when told to, and goes on from there", async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    routes.on(`GET forms/${FORM}/draft/impact`, async ({ query }) => {
      if (query.get("after") === "0") return [200, page];
      await held;
      return [200, lastPage];
    });
    const { user, container } = show();
    expect(await screen.findByText("Judged 600 of 1,204 answers…")).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByText("Stopped: judged 600 of 1,204 answers")).toBeTruthy();
    answer();
    await user.click(screen.getByRole("button", { name: "Go on judging" }));
    expect(await screen.findByText(/Judged all 1,204 answers/)).toBeTruthy();
    expect(screen.getByRole("link", { name: "2026_3" })).toBeTruthy();
  });

  it("keeps what was found where judging fails, and goes on from there", async () => {
    let isDown = true;
    routes.on(`GET forms/${FORM}/draft/impact`, ({ query }) => {
      if (query.get("after") === "0") return [200, page];
      return isDown ? refusal(503, "omero_unavailable", "OMERO did not answer.") : [200, lastPage];
    });
    const { user } = show();
    expect(await screen.findByText("Judged 600 of 1,204 answers, then it failed")).toBeTruthy();
    expect(screen.getByRole("link", { name: "2026_1" })).toBeTruthy();
    isDown = false;
    await user.click(screen.getByRole("button", { name: "Go on judging" }));
    expect(await screen.findByText(/Judged all 1,204 answers/)).toBeTruthy();
  });

  it("mixes nothing in that another state of the draft would do", async () => {
    routes.on(`GET forms/${FORM}/draft/impact`, () => [200, { ...page, number: 6 }]);
    const { user } = show();
    expect(await screen.findByText("The draft was saved again while its answers were judged")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "2026_1" })).toBeNull();
    routes.on(`GET forms/${FORM}/draft`, { ...draft, number: 6 }).on(`GET forms/${FORM}/draft/changes`, { ...changes, number: 6 });
    await user.click(screen.getByRole("button", { name: "Look at it again" }));
    expect(await screen.findByRole("link", { name: "2026_1" })).toBeTruthy();
  });

  it("shows twenty objects before the rest is asked for, and says how many there are", async () => {
    const many = Array.from({ length: 31 }, (_, index) => broken(index + 1));
    routes.on(`GET forms/${FORM}/draft/impact`, () => [200, { ...lastPage, answers: 31, total: 31, breaking: many }]);
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Show all 31 objects; these are 20" }));
    expect(screen.getByRole("link", { name: "2026_31" })).toBeTruthy();
  });
});

describe("a draft that is being compared with the version in use", () => {
  const pressed = () => screen.getByRole("button", { name: "Publish version 4" });

  it("is not published before that is done, which is said, and then at a press", async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    routes.on(`GET forms/${FORM}/draft/changes`, async () => {
      await held;
      return [200, changes];
    });
    const { user, container } = show();
    await user.type(await screen.findByLabelText("What changed, and why"), "Objectives are known.");
    expect(pressed().hasAttribute("disabled")).toBe(true);
    expect(screen.getByText("You can publish once both versions have been compared.").id).toBe(pressed().getAttribute("aria-describedby"));
    expect(await axeFindings(container)).toEqual([]);
    answer();
    await waitFor(() => expect(pressed().hasAttribute("disabled")).toBe(false));
    expect(screen.queryByText("You can publish once both versions have been compared.")).toBeNull();
    await user.click(pressed());
    expect(await screen.findByText(/is published/)).toBeTruthy();
  });

  it("is not published where the comparison failed, until it is there", async () => {
    let fails = true;
    routes.on(`GET forms/${FORM}/draft/changes`, () => (fails ? refusal(503, "omero_unavailable", "OMERO did not answer.") : [200, changes]));
    const { user } = show();
    expect(await screen.findByText("The versions could not be compared. Try that again above, then publish.")).toBeTruthy();
    expect(pressed().hasAttribute("disabled")).toBe(true);
    fails = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(pressed().hasAttribute("disabled")).toBe(false));
  });

  it("is not published where it was saved again since the page was opened", async () => {
    routes.on(`GET forms/${FORM}/draft/changes`, { ...changes, number: 6 });
    show();
    expect(await screen.findByText("Look at the draft as it is now, above, before you publish it.")).toBeTruthy();
    expect(pressed().hasAttribute("disabled")).toBe(true);
  });
});

describe("a draft that can break nothing", () => {
  it("says that this was proved, and reads no answer", async () => {
    routes.on(`GET forms/${FORM}/draft/changes`, { ...changes, changes: [], proved: true, lost: [] });
    const { container } = show();
    expect(await screen.findByText("Proved, without reading an answer: none can break")).toBeTruthy();
    expect(screen.getByText(/No question changes/)).toBeTruthy();
    expect(routes.sent(`GET forms/${FORM}/draft/impact`)).toEqual([]);
    expect(await axeFindings(container)).toEqual([]);
  });

  it("is told by looking where it is not proved", async () => {
    routes.on(`GET forms/${FORM}/draft/impact`, () => [200, { ...lastPage, answers: 9, total: 9, breaking: [] }]);
    show();
    expect(await screen.findByText("Every answer fits the new version. This was found by looking, not proved.")).toBeTruthy();
  });
});

describe("a draft that says what the version before says", () => {
  beforeEach(() => {
    routes.on(`GET forms/${FORM}/draft`, { ...draft, schema: OLD }).on(`GET forms/${FORM}/draft/changes`, { ...changes, changes: [], proved: true, lost: [] });
  });

  it("is published only by who says that this is meant", async () => {
    const { user, container } = show();
    expect(await screen.findByText("Version 4 would be the same as version 3")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Publish version 4" })).toBeNull();
    expect(await axeFindings(container)).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Publish it all the same…" }));
    const field = screen.getByLabelText("What changed, and why");
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.type(field, "Asked anew");
    await user.click(await publishing());
    expect(await screen.findByRole("heading", { name: "Version 4 of Imaging acquisition is published" })).toBeTruthy();
  });

  it("is another one where the form has another name", async () => {
    routes.on(`GET forms/${FORM}`, { ...row, name: "Imaging" });
    show();
    expect(await screen.findByText(/The form is called “Imaging acquisition” now/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Publish version 4" })).toBeTruthy();
  });
});

describe("publishing", () => {
  it("asks for what changed only once it is pressed, then publishes the number that was shown", async () => {
    const { user, container } = show();
    const button = await publishing();
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(button);
    const field = screen.getByLabelText("What changed, and why");
    expect(screen.getByRole("alert").textContent).toContain("Say what this version changes");
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.type(field, " Limited to 10 ");
    await user.click(button);
    const heading = await screen.findByRole("heading", { name: "Version 4 of Imaging acquisition is published" });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(routes.sent(`POST forms/${FORM}/draft/publish`)).toEqual([{ base: 5, message: "Limited to 10" }]);
    expect(screen.getByText("Recorded in OMERO")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Offer it to groups" }).getAttribute("href")).toBe(`${base}designer/${FORM}/versions/#offers`);
    expect(await axeFindings(container)).toEqual([]);
  });

  it("says that the record is being written where OMERO has none yet", async () => {
    routes.on(`POST forms/${FORM}/draft/publish`, () => [201, { ...done, recorded: false }]);
    const { user } = show();
    await user.type(await screen.findByLabelText("What changed, and why"), "x");
    await user.click(await publishing());
    expect(await screen.findByText(/Pending: its record is being written/)).toBeTruthy();
  });

  it("says who saved meanwhile, keeps the draft, and offers to look again", async () => {
    const newest = { number: 6, base_version: 3, saved_at: "2026-11-21T10:00:00Z", saved_by: ben, changes: [] };
    routes.on(`POST forms/${FORM}/draft/publish`, () => refusal(409, "stale_draft", "Somebody saved.", newest));
    const { user, container } = show();
    await user.type(await screen.findByLabelText("What changed, and why"), "x");
    await user.click(await publishing());
    expect(await screen.findByText("Ben Okafor saved this draft meanwhile")).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
    routes.on(`GET forms/${FORM}/draft`, { ...draft, number: 6 }).on(`GET forms/${FORM}/draft/changes`, { ...changes, number: 6, changes: [] });
    await user.click(screen.getByRole("button", { name: "Look at it again" }));
    expect(await screen.findByText(/No question changes/)).toBeTruthy();
    expect((screen.getByLabelText("What changed, and why") as HTMLTextAreaElement).value).toBe("x");
  });

  it.each([null, [504, "Gateway timeout"]] as const)("does not say that nothing was published where nobody knows (%j)", async (reply) => {
    routes.on(`POST forms/${FORM}/draft/publish`, () => reply && [...reply]);
    const { user } = show();
    await user.type(await screen.findByLabelText("What changed, and why"), "x");
    await user.click(await publishing());
    expect(await screen.findByText("It is not known whether the version was published")).toBeTruthy();
    expect((screen.getByLabelText("What changed, and why") as HTMLTextAreaElement).value).toBe("x");
  });

  it("goes on from a version that was published since the draft was begun", async () => {
    routes.on(`GET forms/${FORM}`, { ...row, version: 4 }).on(`GET forms/${FORM}/draft/changes`, { ...changes, version: 4 }).on(`GET forms/${FORM}/versions/4`, { ...version, number: 4 });
    routes.on(`PUT forms/${FORM}/draft`, { ...draft, number: 6, base_version: 4 });
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Go on from version 4" }));
    await waitFor(() => expect(routes.sent(`PUT forms/${FORM}/draft`)).toMatchObject([{ base: 5, base_version: 4, schema: NEW }]));
  });
});

describe("what cannot be published", () => {
  it("is listed with the way to each place in the editor, and nothing is asked of answers", async () => {
    routes.on("POST forms/check", { ...sound, schema_problems: [{ pointer: "/properties/px/type", message: "“numbr” is no type." }] });
    const { container } = show();
    expect(await screen.findByText("1 problem to mend before this can be published")).toBeTruthy();
    const link = screen.getByRole("link", { name: /Schema at/ });
    expect(link.getAttribute("href")).toBe(`${base}designer/${FORM}/?in=schema&at=%2Fproperties%2Fpx%2Ftype`);
    expect(screen.queryByRole("button", { name: /^Publish/ })).toBeNull();
    expect(await axeFindings(container)).toEqual([]);
  });

  it("is led to in the text in which it stands", async () => {
    routes.on("POST forms/check", { ...sound, ui_schema_problems: [{ pointer: "", message: "It is no object." }] });
    show();
    expect((await screen.findByRole("link", { name: "Layout at its top" })).getAttribute("href")).toBe(`${base}designer/${FORM}/?in=uiSchema&at=`);
  });

  it("is a draft that is gone", async () => {
    routes.on(`GET forms/${FORM}/draft`, () => refusal(404, "not_found"));
    const { container } = show();
    expect(await screen.findByText("There is no draft to publish here")).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
  });

  it("is the draft of a form that is retired, which is kept", async () => {
    routes.on(`GET forms/${FORM}`, { ...row, state: "retired" });
    show();
    expect(await screen.findByText("This form is retired, so it gets no new version")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Publish/ })).toBeNull();
  });

  it("is what somebody does not own, who is told whom to ask", async () => {
    routes.on(`GET forms/${FORM}`, { ...row, may_edit: false, owners: [anna, ben] });
    show();
    expect(await screen.findByText("Its owners are Anna Keller, Ben Okafor.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Publish/ })).toBeNull();
  });
});

it("writes out what in a form's name would turn the direction of the words around it", async () => {
  routes.on(`GET forms/${FORM}/draft`, { ...draft, name: "Imaging\u202egnp" });
  show();
  const place = await screen.findByRole("navigation", { name: "Where you are" });
  expect(place.textContent).toContain("Imaging⟨U+202E⟩gnp");
});

it("compares a first version with nothing, and asks for no message", async () => {
  routes.on(`GET forms/${FORM}/draft`, { ...draft, base_version: 0 }).on(`GET forms/${FORM}`, { ...row, version: 0, state: "draft", submissions: 0 });
  routes.on(`POST forms/${FORM}/draft/publish`, () => [201, { ...done, version: 1 }]);
  const { user, container } = show();
  expect(await screen.findByText(/This is the first version/)).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Publish version 1" }));
  expect(await screen.findByRole("heading", { name: "Version 1 of Imaging acquisition is published" })).toBeTruthy();
});
