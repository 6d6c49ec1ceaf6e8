// SPDX-License-Identifier: AGPL-3.0-or-later
import { fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Exemptions } from "../src/exemptions/Exemptions";
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
  routes.on("GET exemptions", { exemptions: [decided], of: 1 });
  await user.click(screen.getByRole("button", { name: "Refuse it" }));
  await screen.findByText("It was not refused");
  await user.click(screen.getByRole("button", { name: "Leave it" }));
  expect(await screen.findByText("Approved")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Refuse…/ })).toBeNull();
});
