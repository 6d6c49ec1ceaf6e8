// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Exemptions } from "../src/exemptions/Exemptions";
import { askedExemption } from "./support/policies";
import { Routes, showScreen } from "./support/routes";

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
