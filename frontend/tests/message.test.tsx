// SPDX-License-Identifier: AGPL-3.0-or-later
/** The message that goes with a submission: its limit is told where it is written. */
import { fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { showPanel } from "./support/render";
import { FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

it("says how much room there is when little is left, and by how much it is too long", async () => {
  showPanel(server, base, "f1");
  const message = await screen.findByLabelText("What changed, and why");
  const write = (value: string): boolean => fireEvent.change(message, { target: { value } });
  write("x".repeat(1000));
  expect(screen.queryByText(/characters/)).toBeNull();
  write("\u{1f52c}".repeat(1900));
  expect(screen.getByText("1,900 of 2,000 characters")).toBeTruthy();
  expect(message.getAttribute("aria-invalid")).toBeNull();
  write("x".repeat(2001));
  expect(screen.getByText("The message can have 2,000 characters. This is 1 character too long.")).toBeTruthy();
  expect(message.getAttribute("aria-invalid")).toBe("true");
});
