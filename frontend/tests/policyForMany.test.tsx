// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PolicyPage } from "../src/policy/PolicyPage";
import type { SitePolicy } from "../src/shared/types";
import { annasSession, chromatin, formRow } from "./support/formRows";
import { policyView } from "./support/policies";
import { refusal, Routes, showScreen } from "./support/routes";

const other = { id: 4, name: "Membrane Traffic" };
const said = { name: "Everywhere", object_type: "Dataset", requirement: "all_of", forms: [{ form: "fa" }], grace: 14, tell_member: "any", tell_owner_above: 3 };
const site = (): SitePolicy => {
  const { group: _group, origin: _origin, site_policy: _site, ...same } = policyView({ id: 5, name: "Everywhere", terms: said });
  return { ...same, groups: [chromatin, other], shares: [], left_out: [], excluded: [] };
};

let routes: Routes;
let base: string;

beforeEach(async () => {
  const offered = (...groups: { id: number; name: string }[]) => groups.map((group) => ({ group, object_type: "Dataset" as const }));
  routes = new Routes()
    .on("GET policies", { policies: [], groups: [chromatin, other], members: [] })
    .on("GET site-policies", { policies: [site()], may_make: true })
    .on("GET site-policies/5", { policy: site(), events: [], of: 0 })
    .on("GET forms", { forms: [formRow("Imaging", { form: "fa", offered: offered(chromatin, other) }), formRow("Staining", { form: "fb", offered: offered(chromatin) })], may_create: true, creators: [] });
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

it("makes one for the groups that are ticked, of forms that all of them are offered, and says at the groups what is wrong with them", async () => {
  routes.on("POST site-policies", () => refusal(422, "policy_invalid", "Refused.", { problems: [{ pointer: "/groups/0", message: "Nothing can be required in this group." }] }));
  const user = show("?new=all");
  await user.click(await screen.findByRole("button", { name: "all groups" }));
  await user.selectOptions(screen.getByLabelText("Of which groups"), "some");
  await user.click(screen.getByLabelText("Chromatin Dynamics"));
  await user.click(screen.getByRole("button", { name: /needs/ }));
  expect(await screen.findByLabelText("Staining")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "these groups: Chromatin Dynamics" }));
  await user.click(screen.getByLabelText("Membrane Traffic"));
  await user.click(screen.getByRole("button", { name: /needs/ }));
  expect(screen.queryByLabelText("Staining")).toBeNull();
  await user.click(screen.getByLabelText("Imaging"));
  await user.click(screen.getByRole("button", { name: "Switch on" }));
  const part = await screen.findByRole("button", { name: "these groups: Chromatin Dynamics, Membrane Traffic", description: /Nothing can be required/ });
  expect(part.getAttribute("aria-invalid")).toBe("true");
  const [body] = routes.sent("POST site-policies") as { groups: number[]; terms: Record<string, unknown> }[];
  expect(body?.groups).toEqual([3, 4]);
  expect(body?.terms).not.toHaveProperty("groups");
});

it("lets all groups be asked for a form that some are offered, previews it there, and lets nothing that was chosen be stuck", async () => {
  const user = show("?new=all");
  await user.click(await screen.findByRole("button", { name: /needs/ }));
  await user.click(await screen.findByLabelText("Staining"));
  expect(screen.getByText(/the policy holds as soon as it is/)).toBeTruthy();
  const preview = screen.getByLabelText("Preview in the group");
  expect(within(preview).getAllByRole("option").map((one) => one.textContent)).toEqual(["Chromatin Dynamics"]);
  // What is not offered for another type, or to the groups that are listed then, is still there to be left out.
  await user.click(screen.getByRole("button", { name: "dataset" }));
  await user.selectOptions(screen.getByLabelText("Type of object"), "Image");
  expect(screen.getByText(/nothing to preview/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: /needs/ }));
  await user.click(screen.getByLabelText("Staining, which is not offered so"));
  expect(screen.getByRole("button", { name: /choose a form/ })).toBeTruthy();
});

it("finds people whose objects do not count by their names, and says who they are", async () => {
  const grace = { id: 17, name: "grace", full_name: "Grace Hopper" };
  routes
    .on("GET site-policies/5", { policy: { ...site(), terms: { ...said, except: [17] }, excluded: [grace] }, events: [], of: 0 })
    .on("GET people", { people: [{ id: 23, name: "robot", full_name: "Imaging Robot" }] })
    .on("PUT site-policies/5", { ...site(), terms: { ...said, except: [17, 23] }, shares: [{ policy: 9, group: other }] });
  const user = show("?many=5");
  await user.click(await screen.findByRole("button", { name: "not those of Grace Hopper" }));
  await user.type(screen.getByLabelText("Find somebody by name"), "robot{Enter}");
  await user.click(await screen.findByLabelText("Imaging Robot"));
  const done = { at: "2026-11-03T08:00:00Z", who: "Anna", what: "changed the policy" };
  routes.on("GET site-policies/5", { policy: { ...site(), number: 2 }, events: [done], of: 1 });
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  expect(await screen.findByText(/Anna changed the policy/)).toBeTruthy();
  const holds = screen.getByRole("link", { name: "Membrane Traffic" });
  expect(holds.getAttribute("href")).toBe("?policy=9");
  expect(screen.getByRole("button", { name: "not those of Grace Hopper or Imaging Robot" })).toBeTruthy();
  expect(routes.sent("PUT site-policies/5")).toEqual([expect.objectContaining({ terms: expect.objectContaining({ except: [17, 23] }) })]);
});

it("names the groups, and the people left out, to admins who cannot change it; and says where it does not hold", async () => {
  const out = { ...site(), may_change: false, groups: [other], terms: { ...said, except: [17] }, excluded: [{ id: 17, name: "grace", full_name: "Grace Hopper" }], left_out: [{ group: chromatin, why: "A ring." }] };
  routes.on("GET policies", { policies: [], groups: [], members: [] }).on("GET site-policies/5", { policy: out, events: [], of: 0 });
  show("?many=5");
  const what = await screen.findByRole("region", { name: "What is required" });
  expect(what.textContent).toContain("Every dataset of these groups: Membrane Traffic needs Imaging");
  expect(what.textContent).toContain("not those of Grace Hopper");
  expect(screen.getByRole("region", { name: "Where it holds" }).textContent).toContain("Not in Chromatin Dynamics: A ring.");
});

it("keeps what was typed where somebody else gave it other groups", async () => {
  routes.on("PUT site-policies/5", () =>
    refusal(409, "stale_policy", "Stale.", { number: 2, policy: { ...said, group: 0, groups: "all" }, changed_at: "2026-11-02T08:00:00Z", changed_by: null }),
  );
  const user = show("?many=5");
  await user.click(await screen.findByRole("button", { name: "within 14 days" }));
  await user.type(screen.getByLabelText("Days of grace"), "0");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  const title = await screen.findByText("Somebody has changed this policy since you opened it");
  expect(title.closest("[role=alert]")?.textContent).toContain("Theirs: all groups. Yours: these groups: Chromatin Dynamics, Membrane Traffic");
  expect(screen.getByRole("button", { name: "within 140 days" })).toBeTruthy();
});

it("links to it from a group’s share of it", async () => {
  routes.on("GET policies/9", { policy: policyView({ origin: "site", site_policy: 5 }), events: [], of: 0 }).on("GET groups/3/forms", { group: chromatin, may_offer: true, forms: [] });
  show("?policy=9");
  const link = await screen.findByRole("link", { name: "The policy for all of them" });
  expect(link.getAttribute("href")).toBe("?many=5");
});

it("lists them for admins alone, once and not once more for each group", async () => {
  const share = policyView({ name: "Everywhere", origin: "site", site_policy: 5 });
  routes.on("GET session", { ...annasSession, is_admin: true }).on("GET policies", { policies: [share], groups: [chromatin, other], members: [] });
  show("");
  const list = await screen.findByRole("region", { name: "For several groups" });
  expect((await within(list).findByRole("link", { name: "Everywhere" })).getAttribute("href")).toBe("?many=5");
  expect(list.textContent).toContain("Every dataset of these groups: Chromatin Dynamics, Membrane Traffic needs Imaging within 14 days");
  expect(screen.getAllByRole("link", { name: "Everywhere" })).toHaveLength(1);
  expect(within(list).getByRole("link", { name: "New policy for all groups…" }).getAttribute("href")).toBe("?new=all");
});
