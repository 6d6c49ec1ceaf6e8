// SPDX-License-Identifier: AGPL-3.0-or-later
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { later } from "../src/shared/later";
import { SessionProvider } from "../src/shared/session";
import { Shell } from "../src/shared/Shell";
import { Routes } from "./support/routes";

let routes: Routes;
let base: string;

beforeEach(async () => {
  routes = new Routes();
  base = await routes.start();
  // React tells the console of each fault that it catches.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await routes.stop();
});

function show(content: ReactElement): void {
  render(
    <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
      <Shell base={base} webclient="/webclient/" session={null} current="mine">
        {content}
      </Shell>
    </SessionProvider>,
  );
}

it("keeps the rest of a page where a part of it does not come, and asks for that again", async () => {
  let isThere = false;
  const Part = later<{ name: string }>(async () => {
    if (!isThere) throw new TypeError("Failed to fetch dynamically imported module");
    return ({ name }) => <p>{`The part of ${name}`}</p>;
  });
  show(
    <>
      <Part name="Anna" />
      <p>The rest</p>
    </>,
  );
  expect(await screen.findByText("This part of the page has failed")).toBeTruthy();
  expect(screen.getByText("The rest")).toBeTruthy();
  isThere = true;
  await userEvent.click(screen.getByRole("button", { name: "Show it again" }));
  expect(await screen.findByText("The part of Anna")).toBeTruthy();
});

it("says that a page has failed below the bar that leads elsewhere", async () => {
  show(<Broken />);
  expect(await screen.findByText("This part of the page has failed")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Back to OMERO.web" })).toBeTruthy();
});

function Broken(): ReactElement {
  throw new Error("a fault of the page");
}
