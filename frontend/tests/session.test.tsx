// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fillIn, showPanel } from "./support/render";
import { FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

it("offers to log in beside the button that waits for it, since the banner is far above", async () => {
  const user = showPanel(server, base, "f1");
  await fillIn(user);
  server.user = null;
  await user.click(screen.getByRole("button", { name: "Submit answers" }));
  await screen.findByText("Your session has ended");
  const box = screen.getByRole("region", { name: "Submit" });
  const link = screen.getByRole("link", { name: "Log in to OMERO" });
  expect(box.contains(link)).toBe(true);
  expect(link.getAttribute("target")).toBe("_blank");
});
