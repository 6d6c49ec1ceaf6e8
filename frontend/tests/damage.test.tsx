// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Damage } from "../src/shared/types";
import { complete } from "./support/forms";
import { axeFindings, showPanel } from "./support/render";
import { ben, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
  for (const message of ["First", "Second", "Third"]) server.submitAs(ben, complete, message);
});
afterEach(() => server.stop());

const altered: Damage = {
  kind: "altered",
  number: 2,
  message: "Its record in OMERO was altered.",
  next: "What is shown here is what was recorded; it was written to OMERO again.",
  first_seen: "2026-11-20T08:00:00Z",
  is_mended: true,
};
const forged: Damage = { ...altered, kind: "forged", number: 9, message: "Something in OMERO looks like a record of this history, but was not recorded here." };

describe("the proof of what was recorded", () => {
  it("can be taken along as a file about the whole object", async () => {
    showPanel(server, base, "f1");
    const link = await screen.findByRole("link", { name: "Download proof" });
    expect(link.getAttribute("href")).toBe(`${base}api/v1/objects/dataset/${server.object.id}/bundle`);
    expect(link.hasAttribute("download")).toBe(true);
  });
});

describe("a history whose records were touched in OMERO", () => {
  it("says that it is being checked, and shows what was found without a reload", async () => {
    server.check = "checking";
    showPanel(server, base, "f1");
    expect(await screen.findByText("This history is being checked")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    server.check = "sound";
    server.damages = [altered, forged];
    const marks = await screen.findByRole("list", { name: "What was noticed of submission 2" }, { timeout: 12_000 });
    expect(within(marks).getByText(/Its record in OMERO was altered\. Noticed/)).toBeTruthy();
    expect(within(marks).getByText(altered.next)).toBeTruthy();
    expect(screen.queryByText("This history is being checked")).toBeNull();
    expect(within(screen.getByRole("list", { name: "What was noticed in this history" })).getByText(/looks like a record/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("shows nothing of an entry that cannot be proven, and offers to restore the others only", async () => {
    const [, second] = server.kept;
    if (!second) throw new Error("no second submission");
    second.submission = { ...second.submission, author: null, time: null, message: "", unproven: "Its answers are not shown and do not count." };
    server.damages = [{ ...altered, next: "An admin has to look at it.", is_mended: false }];
    showPanel(server, base, "f1");
    expect(await screen.findByText("This entry cannot be proven.")).toBeTruthy();
    expect(screen.getByText("Its answers are not shown and do not count.")).toBeTruthy();
    expect(screen.queryByText("Second")).toBeNull();
    expect(screen.getAllByRole("button", { name: /^Restore/ }).map((button) => button.textContent)).toEqual(["Restore… submission 1"]);
    await waitFor(async () => expect(await axeFindings()).toEqual([]));
  });

  it("names no author in the list of forms where the newest cannot be proven", async () => {
    const newest = server.kept.at(-1);
    if (!newest) throw new Error("no submission");
    newest.submission = { ...newest.submission, author: null, time: null, message: "", unproven: "Its answers are not shown." };
    server.check = "checking";
    showPanel(server, base);
    expect(await screen.findByText(/Submission 3 · cannot be proven · being checked/)).toBeTruthy();
  });

  it("names the submission that something was noticed of where the history does not list it", async () => {
    server.damages = [{ ...altered, kind: "gap", number: 5, message: "A record before this one is missing.", is_mended: false }, forged];
    showPanel(server, base, "f1");
    const marks = within(await screen.findByRole("list", { name: "What was noticed in this history" })).getAllByRole("listitem");
    expect(marks[0]?.textContent).toContain("Submission 5: A record before this one is missing.");
    expect(marks[1]?.textContent).not.toContain("Submission 9");
  });

  it("says so where it could not be compared with OMERO", async () => {
    server.check = "unknown";
    showPanel(server, base, "f1");
    expect(await screen.findByText(/could not be checked just now whether OMERO/)).toBeTruthy();
  });
});
