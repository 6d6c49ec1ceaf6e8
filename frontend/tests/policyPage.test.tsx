// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PolicyPage } from "../src/policy/PolicyPage";
import { chromatin } from "./support/formRows";
import { refusal, Routes, showScreen } from "./support/routes";

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
  const days = screen.getByLabelText("Days of grace");
  await user.clear(days);
  await user.type(days, "20{Enter}");
  const part = screen.getByRole("button", { name: "within 20 days" });
  expect(document.activeElement).toBe(part);
  expect(part.getAttribute("aria-expanded")).toBe("false");
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

it("begins a campaign with the day of the reader’s calendar, where UTC is still on the day before", async () => {
  const zone = process.env["TZ"];
  process.env["TZ"] = "Pacific/Auckland";
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-27T12:30:00Z") });
  try {
    const user = show("?new=3");
    await user.click(await screen.findByRole("button", { name: "within 14 days" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "By when" }), "deadline");
    expect(screen.getByLabelText<HTMLInputElement>("Last day").value).toBe("2027-02-26");
  } finally {
    vi.useRealTimers();
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  }
});
