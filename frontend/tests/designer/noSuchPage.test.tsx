// SPDX-License-Identifier: AGPL-3.0-or-later
import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Designer } from "../../src/designer/Designer";
import { SessionProvider } from "../../src/shared/session";
import { axeFindings } from "../support/render";
import { Routes } from "../support/routes";

let routes: Routes;
let base: string;

beforeEach(async () => {
  routes = new Routes();
  base = await routes.start();
});
afterEach(() => routes.stop());

it.each(["nonsense/", "library/more/", "faaaaaaaaaaaaaaa/other/"])("says below our own header that there is no page at %s, and leads to all forms", async (address) => {
  window.history.replaceState(null, "", `/omero_forms/designer/${address}`);
  const { container } = render(
    <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
      <Designer base="/omero_forms/" webclient="/webclient/" />
    </SessionProvider>,
  );
  expect(screen.getByRole("heading", { level: 1, name: "There is no such page" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "all forms" }).getAttribute("href")).toBe("/omero_forms/designer/");
  expect(await screen.findByRole("link", { name: /Back to OMERO.web/ })).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});
