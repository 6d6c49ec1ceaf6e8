// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody typed stays on the page while they log in again, wherever it is typed. */
import { act, fireEvent, screen } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import type { ReactElement } from "react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { GroupScreen } from "../src/designer/group/GroupScreen";
import { Exemptions } from "../src/exemptions/Exemptions";
import { Preferences } from "../src/mails/Preferences";
import { Excused } from "../src/mine/Excused";
import { PolicyPage } from "../src/policy/PolicyPage";
import { MineApi } from "../src/shared/api/mine";
import { useGuard } from "../src/shared/session";
import type { MyFinding } from "../src/shared/types";
import { annasSession, chromatin, formRow } from "./support/formRows";
import { askedExemption, policyView } from "./support/policies";
import { refusal, Routes, showScreen } from "./support/routes";
import { anna, ben } from "./support/server";

let routes: Routes;
let base: string;

beforeEach(async () => {
  routes = new Routes();
  base = await routes.start();
});
afterEach(async () => {
  window.history.replaceState(null, "", "/");
  await routes.stop();
});

const show = (page: () => ReactElement): UserEvent => showScreen(base, page).user;

/** Their session ends with that call; they log in in another tab, and come back to this one, where they go on in the same field. */
async function comeBackFrom(route: string, call: () => Promise<void>, field: HTMLElement): Promise<void> {
  routes.on(route, () => refusal(401, "login_required", "Your session has ended."));
  await call();
  expect((await screen.findAllByText("Your session has ended")).length).toBeGreaterThan(0);
  fireEvent.focus(window);
  expect((await screen.findAllByText("You are logged in again")).length).toBeGreaterThan(0);
  // What is loaded anew because of that has been asked for by now.
  await act(() => fetch(`${base}api/v1/session`));
  expect(field.isConnected).toBe(true);
}

it("keeps a policy that is being written", async () => {
  window.history.replaceState(null, "", "?new=3");
  routes.on("GET policies", { policies: [], groups: [chromatin], members: [] }).on("GET groups/3/forms", { group: chromatin, may_offer: true, forms: [] });
  const user = show(() => <PolicyPage base={base} webclient="/webclient/" />);
  const field = await screen.findByLabelText<HTMLInputElement>("Name");
  await user.type(field, "TIRF data");
  await comeBackFrom("POST policies", () => user.click(screen.getByRole("button", { name: "Switch on" })), field);
  expect(field.value).toBe("TIRF data");
});

it("sends nothing of what somebody typed in the session of another", async () => {
  routes.on("GET preferences", { cadence: "site", new_policy: false, owns_groups: false, paused_until: null, site_at: "07:00", site_cadence: "weekly", weekday: 1 });
  const user = show(() => <Preferences base={base} webclient="/webclient/" />);
  await user.click(await screen.findByLabelText(/^Never about my own data/));
  await screen.findByRole("navigation", { name: "Main" });
  // They log out and somebody else logs in, in another tab: no call of this page has failed.
  routes.on("GET session", { ...annasSession, user: { id: 99, name: "otto", full_name: "Otto Outsider" } });
  await user.click(screen.getByRole("button", { name: "Save when I am mailed" }));
  expect((await screen.findAllByText("Otto Outsider is logged in now")).length).toBeGreaterThan(0);
  expect(screen.getByText("Nothing was changed. Whoever opened this page has to be logged in.")).toBeTruthy();
  expect(routes.sent("PUT preferences")).toEqual([]);
});

it("keeps the conditions for all that an owner asks to excuse", async () => {
  routes.on("GET exemptions", { exemptions: [], of: 0 }).on("GET policies", { policies: [policyView()], groups: [chromatin], members: [] });
  const user = show(() => <Exemptions base={base} webclient="/webclient/" />);
  await user.click(await screen.findByRole("button", { name: "Ask for all that fits conditions" }));
  await user.click(await screen.findByRole("button", { name: "Add a condition" }));
  const value = screen.getByTitle<HTMLInputElement>("Value");
  await user.type(value, "old");
  await user.click(screen.getByRole("button", { name: "Until when, and why…" }));
  fireEvent.change(await screen.findByLabelText("Last day that it is excused"), { target: { value: new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10) } });
  const field = screen.getByLabelText<HTMLTextAreaElement>("Reason");
  await user.type(field, "The microscope was replaced.");
  await comeBackFrom("POST exemptions", () => user.click(screen.getByRole("button", { name: "Ask for it" })), field);
  expect([value.value, field.value]).toEqual(["old", "The microscope was replaced."]);
});

it("keeps an answer to who asked for an exemption", async () => {
  routes.on("GET exemptions", { exemptions: [askedExemption()], of: 1 });
  const user = show(() => <Exemptions base={base} webclient="/webclient/" />);
  await user.click(await screen.findByRole("button", { name: /^Refuse…/ }));
  const field = screen.getByLabelText<HTMLTextAreaElement>("Why not");
  await user.type(field, "It can be described.");
  await comeBackFrom("POST exemptions/x1/decision", () => user.click(screen.getByRole("button", { name: "Refuse it" })), field);
  expect(field.value).toBe("It can be described.");
});

it("keeps the reason why an exemption should be longer", async () => {
  const finding: MyFinding = {
    object: { type: "Dataset", id: 1, name: "U2OS" },
    owner: anna,
    policy: { id: 9, name: "Every dataset" },
    status: "exempt",
    lacking: [],
    reason: "Lost.",
    due: "2027-01-31",
    since: "2026-07-16T22:00:00Z",
    deep_link: "/omero_forms/?id=1&type=dataset",
    place: "1",
    answered: false,
    exemption_asked: false,
  };
  const mine = { id: 9, name: "Every dataset", group: chromatin, requirement: "all_of" as const, forms: [{ id: "fa", name: "Imaging" }], has_problems: false, totals: { objects: 1, exempt: 1 } };
  routes.on("GET mine", { findings: [finding], of: 1 });
  const api = new MineApi(base);
  function Page(): ReactElement {
    const { guard } = useGuard();
    return <Excused base={base} api={api} guard={guard} policies={[mine]} />;
  }
  const user = show(Page);
  await user.click(await screen.findByRole("button", { name: /^Ask to extend…/ }));
  fireEvent.change(await screen.findByLabelText("Last day that it is excused"), { target: { value: new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10) } });
  const field = screen.getByLabelText<HTMLTextAreaElement>("Reason");
  await user.type(field, "Still lost.");
  await comeBackFrom("POST exemptions", () => user.click(screen.getByRole("button", { name: "Ask for it" })), field);
  expect(field.value).toBe("Still lost.");
});

it("keeps what a form is about to be offered for", async () => {
  const form = formRow("Imaging");
  routes.on("GET groups/3/forms", { group: chromatin, may_offer: true, forms: [form] }).on("GET groups/3/copies", { layout: "legacy", forms: [], jobs: [] });
  const { user } = showScreen(base, GroupScreen, "3");
  await user.selectOptions(await screen.findByLabelText("Form"), form.form);
  const field = screen.getByLabelText<HTMLInputElement>("plates");
  await user.click(field);
  await comeBackFrom(`PUT forms/${form.form}/offers/3/plate`, () => user.click(screen.getByRole("button", { name: "Offer it for plates" })), field);
  expect(field.checked).toBe(true);
});

it("asks for nothing in the name of somebody else who logged in meanwhile", async () => {
  const preferences = { cadence: "site", new_policy: false, owns_groups: false, paused_until: null, site_at: "07:00", site_cadence: "weekly", weekday: 1 };
  routes.on("GET preferences", preferences).on("PUT preferences", () => refusal(401, "login_required", "Your session has ended."));
  const user = show(() => <Preferences base={base} webclient="/webclient/" />);
  expect(await screen.findByText(anna.full_name)).toBeTruthy();
  const save = await screen.findByRole("button", { name: "Save when I am mailed" });
  await user.click(save);
  expect((await screen.findAllByText("Your session has ended")).length).toBeGreaterThan(0);
  routes.on("GET session", { ...annasSession, user: ben }).on("PUT preferences", preferences);
  fireEvent.focus(window);
  expect((await screen.findAllByText("Ben Okafor is logged in now")).length).toBeGreaterThan(0);
  await user.click(save);
  expect(await screen.findByText(/^Ben Okafor is logged in now, and this was not asked for in that name/)).toBeTruthy();
  expect(routes.sent("PUT preferences")).toHaveLength(1);
});

it("keeps when somebody wants to be mailed", async () => {
  routes.on("GET preferences", { cadence: "site", new_policy: false, owns_groups: false, paused_until: null, site_at: "07:00", site_cadence: "weekly", weekday: 1 });
  const user = show(() => <Preferences base={base} webclient="/webclient/" />);
  const field = await screen.findByLabelText<HTMLInputElement>(/^Never about my own data/);
  await user.click(field);
  await comeBackFrom("PUT preferences", () => user.click(screen.getByRole("button", { name: "Save when I am mailed" })), field);
  expect(field.checked).toBe(true);
});
