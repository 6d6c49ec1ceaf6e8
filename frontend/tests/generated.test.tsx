// SPDX-License-Identifier: AGPL-3.0-or-later
/** Forms as programs write them, in the page. */
import type { RJSFSchema } from "@rjsf/utils";
import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { anna, FormsServer } from "./support/server";
import { axeFindings, showPanel } from "./support/render";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

function use(schema: RJSFSchema): void {
  server.versions = [{ number: 1, schema, ui_schema: {}, dialect: "draft-07", not_asked: [], opens: true, message: "", published_at: "2026-11-01T08:00:00Z", author: anna }];
}

it("shows kinds of groups in a list as cards whose questions have labels", async () => {
  const named = (title: string, field: string): RJSFSchema => ({ type: "object", title, properties: { name: { type: "string", title: field } } });
  use({
    type: "object",
    required: ["people"],
    properties: { people: { type: "array", title: "People involved", minItems: 1, items: { oneOf: [named("Person", "Family name"), named("Organization", "Full name")] } } },
  });
  showPanel(server, base, "f1");
  const label = await screen.findByText("Family name");
  expect(label.className).toBe("of-label");
  expect(screen.getByRole("button", { name: "Add an entry to People involved" })).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
});

it("shows a form that is one group in its sections, and sends the answers inside the group", async () => {
  use({
    type: "object",
    required: ["entry"],
    properties: {
      entry: {
        type: "object",
        title: "Entry",
        description: "All of one measurement",
        required: ["title"],
        properties: { title: { type: "string", title: "Title" }, stage: { type: "object", title: "Stage", properties: { tilt: { type: "number", title: "Tilt" } } } },
      },
    },
  });
  const user = showPanel(server, base, "f1");
  const sections = await screen.findByRole("navigation", { name: "Sections of the form" });
  expect(within(sections).getAllByRole("link").map((link) => link.textContent)).toEqual(["Title0 of 1 required", "StageOptional"]);
  expect(screen.getByText("All of one measurement")).toBeTruthy();
  await user.type(screen.getByRole("textbox", { name: "Title" }), "Grain");
  await user.type(screen.getByRole("textbox", { name: "Tilt" }), "12");
  await user.click(screen.getByRole("button", { name: "Submit answers" }));
  await screen.findByText("Submission 1 is recorded");
  expect(server.posted()[0]?.answers).toEqual({ entry: { title: "Grain", stage: { tilt: 12 } } });
});

it("hides the pattern behind words that say how to write the answer", async () => {
  use({ type: "object", properties: { lot: { type: "string", title: "Antibody lot", pattern: "^\\d{2}-[A-F]{3}$", examples: ["22-ABC"] } } });
  const user = showPanel(server, base, "f1");
  await user.type(await screen.findByRole("combobox", { name: "Antibody lot" }), "x");
  await user.tab();
  expect(await screen.findByText("“x” is not written as the form asks. Write it like 22-ABC.")).toBeTruthy();
  expect(screen.getByText("The exact rule").closest("details")?.open).toBe(false);
});
