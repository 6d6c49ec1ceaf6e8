// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requiredRows } from "../src/object/rows";
import type { FormOnObject, RequiredBy } from "../src/shared/types";
import { axeFindings, showPanel } from "./support/render";
import { anna, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

const require = (parts: Partial<RequiredBy>): RequiredBy => ({
  policy: "Imaging metadata",
  policy_id: 1,
  requirement: "all_of",
  level: "required",
  with: [],
  status: "missing",
  reason: "",
  due: "2026-01-05",
  exemption_asked: false,
  ...parts,
});

describe("the forms of an object", () => {
  it("names object, group and owner, and leads to a form that nobody requires", async () => {
    const user = showPanel(server, base);
    const heading = await screen.findByRole("heading", { level: 1, name: /Forms of dataset/ });
    expect(heading.textContent).toBe("Forms of dataset 2026-11-12_HeLa_H2B-GFP_mitosis_02");
    expect(screen.getByText("Group Chromatin Dynamics")).toBeTruthy();
    expect(screen.getByText("Nothing is required of this dataset")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Start Imaging acquisition" }));
    expect(await screen.findByRole("heading", { level: 1, name: /Imaging acquisition version 1/ })).toBeTruthy();
  });

  it("says what is owed and since when it is past its date", async () => {
    server.required = [require({})];
    showPanel(server, base);
    expect(await screen.findByRole("heading", { name: "1 form is still to do" })).toBeTruthy();
    expect(screen.getByText("Missing")).toBeTruthy();
    expect(screen.getByText(/days? past due/)).toBeTruthy();
    expect(screen.getByText("Mon 5 Jan 2026")).toBeTruthy();
    expect(screen.getByText("It is past its date.")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("says that a form which is required and done leaves nothing to do", async () => {
    server.submitAs(anna, {});
    server.required = [require({ status: "compliant", due: null })];
    showPanel(server, base);
    expect(await screen.findByRole("heading", { name: "Nothing to do here" })).toBeTruthy();
    expect(screen.getByText("Everything that is required of this dataset is done.")).toBeTruthy();
    expect(screen.queryByText(/all the same/)).toBeNull();
  });

  it("says why what is required could not be checked, and never that there is nothing to do", async () => {
    server.required = [require({ status: "error", due: null, reason: "Imaging is retired, but the policy asks for it." })];
    showPanel(server, base);
    expect(await screen.findByRole("heading", { name: "Not everything could be checked" })).toBeTruthy();
    expect(screen.getByText("Imaging is retired, but the policy asks for it.")).toBeTruthy();
    expect(screen.queryByText("Nothing to do here")).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });

  it("shows the beginning of a long description, and the rest on demand", async () => {
    server.description = `${"Metadata of a scanning electron microscope. ".repeat(30)}The end.`;
    const user = showPanel(server, base);
    const more = await screen.findByRole("button", { name: /Show the whole description/ });
    expect(screen.queryByText(/The end\./)).toBeNull();
    await user.click(more);
    expect(screen.getByText(/The end\./)).toBeTruthy();
  });

  it("says what to do where there is nothing to be seen", async () => {
    const user = showPanel(server, base, "gone");
    expect(await screen.findByText(/ask whoever gave it to you/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "All forms of this dataset" }));
    expect(await screen.findByText("Nothing is required of this dataset")).toBeTruthy();
  });

  it("says that nothing is offered, and how that changes", async () => {
    server.object = { ...server.object, id: 99 };
    const id = server.object.id;
    showPanel(server, base);
    expect(await screen.findByRole("heading", { level: 1 })).toBeTruthy();
    expect(screen.getByText(`Dataset ${id}`)).toBeTruthy();
  });

  it("tells a failed call from nothing chosen, and tries again", async () => {
    await server.stop();
    const user = showPanel(server, base);
    expect(await screen.findByText("The forms of this dataset could not be loaded")).toBeTruthy();
    expect(screen.getByText(/did not answer. Your data is not affected/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("The forms of this dataset could not be loaded")).toBeTruthy();
  });

  it("comes by itself once somebody has logged in", async () => {
    server.user = null;
    showPanel(server, base);
    expect(await screen.findByText("You are not logged in to OMERO")).toBeTruthy();
    server.user = anna;
    window.dispatchEvent(new Event("focus"));
    expect(await screen.findByText("Nothing is required of this dataset")).toBeTruthy();
  });

  it("says of a copy that somebody changed that it was noticed, and what becomes of it", async () => {
    const submission = server.submitAs(anna, {});
    Object.assign(submission, { state: "repair", state_reason: "changed" });
    const user = showPanel(server, base);
    expect(await screen.findByText(/Somebody changed the key-value pairs of this form on the dataset\./)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "View answers Imaging acquisition" }));
    expect(await screen.findByText(/what was typed there stays on the dataset/)).toBeTruthy();
  });

  it("says of pairs that look like answers that nobody has given any", async () => {
    server.strangePairs = true;
    const user = showPanel(server, base);
    expect(await screen.findByText(/They are not: nothing has been submitted yet\./)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Start Imaging acquisition" }));
    expect(await screen.findByText(/They are not: nothing has been submitted yet\./)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("shows one of several forms as one row", () => {
    const form = (id: string, name: string): FormOnObject => ({
      id,
      name,
      description: "",
      version: 1,
      latest: null,
      check: "sound",
      strange_pairs: false,
      required_by: [require({ policy_id: 2, requirement: "one_of", with: [], status: "grace", due: "2026-12-01" })],
    });
    const rows = requiredRows([form("a", "Live-cell conditions"), form("b", "Fixed-cell preparation")]);
    expect(rows.map((row) => [row.title, row.status, row.due])).toEqual([
      ["One of: Live-cell conditions, Fixed-cell preparation", "grace", "2026-12-01"],
    ]);
  });

  it("tells what is only recommended apart from what is owed", () => {
    const form = (id: string, ...required_by: RequiredBy[]): FormOnObject => ({
      id,
      name: id,
      description: "",
      version: 1,
      latest: null,
      check: "sound",
      strange_pairs: false,
      required_by,
    });
    const recommended = require({ policy_id: 2, level: "recommended", status: "recommended", due: null });
    const rows = requiredRows([form("a", require({}), recommended), form("b", recommended)]);
    expect(rows.map((row) => [row.title, row.level, row.status])).toEqual([
      ["a", "required", "missing"],
      ["b", "recommended", "recommended"],
    ]);
  });
});
