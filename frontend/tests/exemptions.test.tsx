// SPDX-License-Identifier: AGPL-3.0-or-later
import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Exemptions } from "../src/exemptions/Exemptions";
import { annasSession } from "./support/formRows";
import { askedExemption } from "./support/policies";
import { refusal, Routes, showScreen } from "./support/routes";

let routes: Routes;
let base: string;

beforeEach(async () => {
  routes = new Routes();
  base = await routes.start();
});
afterEach(() => routes.stop());

it("has a place for what was done before anything is, so that it is read out", async () => {
  routes.on("GET exemptions", { exemptions: [askedExemption()], of: 1 }).on("POST exemptions/x1/decision", askedExemption());
  const { user } = showScreen(base, () => <Exemptions base={base} webclient="/webclient/" />);
  await user.click(await screen.findByRole("button", { name: /^Approve…/ }));
  const places = screen.getAllByRole("status");
  await user.click(screen.getByRole("button", { name: "Approve it" }));
  expect(places).toContain(await screen.findByText("It was approved. Reports follow within a minute."));
});

it("lists again what somebody else decided on meanwhile, and keeps an answer from a slip of the Escape key", async () => {
  const decided = { ...askedExemption(), state: "approved", may_decide: false, decided_at: "2026-11-03T08:00:00Z" };
  routes.on("GET exemptions", { exemptions: [askedExemption()], of: 1 }).on("POST exemptions/x1/decision", () => refusal(409, "exemption_decided", "This exemption does not wait for a decision any more."));
  const { user } = showScreen(base, () => <Exemptions base={base} webclient="/webclient/" />);
  await user.click(await screen.findByRole("button", { name: /^Refuse…/ }));
  const answer = screen.getByLabelText("Why not");
  // Where it is not prevented, a browser closes the dialog.
  expect(fireEvent.keyDown(answer, { key: "Escape" })).toBe(true);
  await user.type(answer, "The files are there.");
  expect(fireEvent.keyDown(answer, { key: "Escape" })).toBe(false);
  expect(fireEvent.keyDown(screen.getByRole("button", { name: "Refuse it" }), { key: "Escape" })).toBe(false);
  routes.on("GET exemptions", { exemptions: [decided], of: 1 });
  await user.click(screen.getByRole("button", { name: "Refuse it" }));
  await screen.findByText("It was not refused");
  await user.click(screen.getByRole("button", { name: "Leave it" }));
  expect(await screen.findByText("Approved")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Refuse…/ })).toBeNull();
});

it("keeps what was typed while nobody answers or is logged in, and says what is known and what to do", async () => {
  routes.on("GET exemptions", { exemptions: [askedExemption()], of: 1 }).on("POST exemptions/x1/decision", () => null);
  const { user } = showScreen(base, () => <Exemptions base={base} webclient="/webclient/" />);
  await user.click(await screen.findByRole("button", { name: /^Approve…/ }));
  await user.type(screen.getByLabelText("Your answer"), "This once.");
  const approve = screen.getByRole("button", { name: "Approve it" });
  await user.click(approve);
  expect(await screen.findByText("No answer came")).toBeTruthy();
  expect(screen.queryByText("It was not approved")).toBeNull();

  // Offline nothing is sent.
  routes.on("GET session", () => null);
  await user.click(approve);
  expect(await screen.findByText("It was not approved")).toBeTruthy();
  expect(screen.getByText("What is on this page stays. Try again in a moment.")).toBeTruthy();
  expect(routes.sent("POST exemptions/x1/decision").length).toBe(1);

  // What the page says of an ended session is out of reach behind the dialog.
  routes.on("GET session", () => refusal(401, "login_required"));
  await user.click(approve);
  expect(await within(screen.getByRole("dialog")).findByRole("link", { name: "Log in in a new tab" })).toBeTruthy();
  routes.on("GET session", annasSession).on("POST exemptions/x1/decision", askedExemption());
  await user.click(approve);
  expect(await screen.findByText("It was approved. Reports follow within a minute.")).toBeTruthy();
  expect(routes.sent("POST exemptions/x1/decision").at(-1)).toMatchObject({ message: "This once." });
});
