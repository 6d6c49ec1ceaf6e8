// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PolicyPage } from "../src/policy/PolicyPage";
import { chromatin } from "./support/formRows";
import type { Terms } from "../src/policy/terms";
import { policyView } from "./support/policies";
import { refusal, Routes, showScreen } from "./support/routes";
import { anna } from "./support/server";

/** What is previewed where nothing is open. */
const empty = { due: [], owners: 0, people: [], open: 0, kept: 0, offset: 0, objects: [], left_out: 0, mails: [], withheld: "" };

let routes: Routes;
let base: string;

beforeEach(async () => {
  routes = new Routes()
    .on("GET policies", { policies: [], groups: [chromatin], members: [] })
    .on("GET groups/3/forms", { group: chromatin, may_offer: true, forms: [] });
  base = await routes.start();
});
afterEach(async () => {
  window.history.replaceState(null, "", "/");
  await routes.stop();
});

function show(search: string): UserEvent {
  window.history.replaceState(null, "", search);
  return showScreen(base, () => <PolicyPage base={base} webclient="/webclient/" />).user;
}

it("takes Enter in a control for done, and switches nothing on by it", async () => {
  const user = show("?new=3");
  await user.click(await screen.findByRole("button", { name: "within 14 days" }));
  const days = screen.getByLabelText<HTMLInputElement>("Days of grace");
  // What is no number yet is typed on, and the last one holds until it is.
  await user.clear(days);
  expect(days.value).toBe("");
  await user.type(days, "20");
  expect(days.value).toBe("20");
  await user.clear(days);
  await user.tab();
  expect(days.value).toBe("20");
  await user.type(days, "{Enter}");
  const part = screen.getByRole("button", { name: "within 20 days" });
  expect(document.activeElement).toBe(part);
  expect(part.getAttribute("aria-expanded")).toBe("false");
  await user.type(screen.getByLabelText("Name"), "TIRF data{Enter}");
  expect(routes.sent("POST policies")).toEqual([]);
});

it("says all that is wrong with a part where that part is", async () => {
  const problems = [
    { pointer: "/forms/0/form", message: "This form is retired. Publish it first." },
    { pointer: "/forms/1/form", message: "This form is a draft. Publish it first." },
  ];
  routes.on("POST policies", () => refusal(422, "policy_invalid", "Refused.", { problems }));
  const user = show("?new=3");
  await user.click(await screen.findByRole("button", { name: "Switch on" }));
  const part = await screen.findByRole("button", { name: /needs/, description: /retired.*a draft/ });
  expect(part.getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText("2 parts need a look before it can be switched on.")).toBeTruthy();
});

it("begins a campaign with the day of the facility’s calendar, where the reader’s is still on the day before", async () => {
  document.body.innerHTML = '<div id="omero-forms" data-zone="Pacific/Auckland"></div>';
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-27T12:30:00Z") });
  try {
    const user = show("?new=3");
    await user.click(await screen.findByRole("button", { name: "within 14 days" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "By when" }), "deadline");
    expect(screen.getByLabelText<HTMLInputElement>("Last day").value).toBe("2027-02-26");
  } finally {
    vi.useRealTimers();
    document.getElementById("omero-forms")?.remove();
  }
});

it("asks why a policy is changed or ended, and sends each its own reason", async () => {
  const policy = policyView();
  const renamed = policyView({ number: 2, name: "Every dataset of ours" });
  const changed = { at: "2026-11-03T08:00:00Z", who: "Anna", what: "changed the policy" };
  routes
    .on("GET policies/9", () => [200, routes.sent("PUT policies/9").length > 0 ? { policy: renamed, events: [changed], of: 1 } : { policy, events: [], of: 0 }])
    .on("PUT policies/9", renamed)
    .on("POST policies/9/end", renamed);
  const user = show("?policy=9");
  const name = await screen.findByLabelText("Name");
  expect(screen.queryByLabelText("Why?")).toBeNull();
  await user.type(name, " of ours");
  await user.type(screen.getByLabelText("Why?"), "Others have their own.");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  expect(await screen.findByText("The changes hold from now on.")).toBeTruthy();
  expect(screen.queryByLabelText("Why?")).toBeNull();
  // What was done is read again, beside the sentence that somebody may go on with.
  expect(await screen.findByText(/Anna changed the policy$/)).toBeTruthy();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Every dataset of ours");
  await user.click(screen.getByRole("button", { name: "End…" }));
  await user.type(screen.getByLabelText("Why?"), "The project is over.");
  await user.click(screen.getByRole("button", { name: "End it" }));
  await waitFor(() => expect(routes.sent("POST policies/9/end")).toEqual([{ base: 2, message: "The project is over." }]));
  expect(routes.sent("PUT policies/9")).toMatchObject([{ base: 1, message: "Others have their own." }]);
});

it("says that a policy has ended meanwhile, before what somebody typed switches it on again", async () => {
  const policy = policyView();
  const ended = policyView({ number: 2, state: "ended", ended_at: "2026-11-03T08:00:00Z" });
  const stale = { number: 2, policy: policy.terms, changed_at: "2026-11-03T08:00:00Z", changed_by: anna };
  routes.on("GET policies/9", { policy, events: [], of: 0 }).on("PUT policies/9", () => refusal(409, "stale_policy", "Changed.", stale));
  const user = show("?policy=9");
  await user.type(await screen.findByLabelText("Name"), " of ours");
  routes.on("GET policies/9", { policy: ended, events: [], of: 0 });
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  expect(await screen.findByText(/^It has ended, and is in force again only where you switch it on again/)).toBeTruthy();
  expect(screen.getByText(/^Theirs:/).textContent).toBe("Theirs: Every dataset. Yours: Every dataset of ours.");
  await user.click(screen.getByRole("button", { name: "Keep mine" }));
  expect(screen.getByRole("button", { name: "Switch on again" })).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Every dataset of ours");
});

it("puts a tag or a pair on what complies, nothing at first, and says what is wrong with it there", async () => {
  routes.on("POST policies", ({ body }) => refusal(422, "policy_invalid", "Refused.", { problems: [{ pointer: `/gate/${Object.keys((body["terms"] as Terms).gate ?? {})[0]}`, message: "Write a text." }] }));
  const user = show("?new=3");
  await user.click(await screen.findByRole("button", { name: "nothing is put on what complies" }));
  const kind = screen.getByRole("combobox", { name: "On each object that complies" });
  await user.selectOptions(kind, "pair");
  await user.type(screen.getByLabelText("Its value"), "complete");
  await user.click(screen.getByRole("button", { name: "Switch on" }));
  const part = await screen.findByRole("button", { name: "what complies gets the pair … (name its key): complete", description: /Write a text/ });
  expect(part.getAttribute("aria-invalid")).toBe("true");
  await user.selectOptions(kind, "tag");
  await user.type(screen.getByLabelText("Name of the tag"), "reviewed");
  await user.click(screen.getByRole("button", { name: "Switch on" }));
  await waitFor(() => expect(routes.sent("POST policies").map(({ terms }) => (terms as Terms).gate)).toEqual([{ key: "", value: "complete" }, { tag: "reviewed" }]));
  await user.selectOptions(kind, "none");
  expect(screen.getByRole("button", { name: "nothing is put on what complies" })).toBeTruthy();
});

it("says of how many objects it is not known yet what would be found, and counts them nowhere else", async () => {
  const { grace: _grace, ...terms } = policyView().terms;
  routes.on("GET policies/9", { policy: policyView({ terms: { ...terms, deadline: "2027-03-31" } }), events: [], of: 0 }).on("POST policies/preview", { ...empty, type: "Dataset", total: 5, covered: 5, totals: { objects: 5, compliant: 3 }, unchecked: 2 });
  show("?policy=9");
  const why = await screen.findByText(/^2 objects are not checked yet: /, undefined, { timeout: 5000 });
  expect(why.textContent).toContain("The first evaluation checks them");
  expect(screen.getByText("not checked yet").parentElement?.textContent).toBe("2not checked yet");
  expect(screen.queryByText("would be error")).toBeNull();
});

it("counts again at a press what could not be counted, with nothing typed anew", async () => {
  routes.on("GET policies/9", { policy: policyView(), events: [], of: 0 }).on("POST policies/preview", () => null);
  const user = show("?policy=9");
  const again = await screen.findByRole("button", { name: "Try again" });
  routes.on("POST policies/preview", { ...empty, type: "Dataset", total: 5, covered: 5, totals: { objects: 5, compliant: 5 } });
  await user.click(again);
  expect(await screen.findByText("already comply")).toBeTruthy();
  expect(screen.queryByText("What it would do could not be counted")).toBeNull();
});
