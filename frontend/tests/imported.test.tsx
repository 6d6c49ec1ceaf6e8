// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Claim } from "../src/shared/types";
import { claimWords } from "../src/shared/Imported";
import { complete } from "./support/forms";
import { axeFindings, showPanel } from "./support/render";
import { anna, ben, FormsServer } from "./support/server";

const claim: Claim = { who: anna, when: "2019-10-27T02:30:00", zone: "Europe/Zurich", ambiguous: true, fault: null };

describe("a history that was imported", () => {
  let server: FormsServer;
  let base: string;

  beforeEach(async () => {
    server = new FormsServer();
    base = await server.start();
    server.submitAs(ben, complete, "as it was");
    const [first] = server.kept;
    if (first) first.submission = { ...first.submission, imported: { ...claim, fault: "The answers cannot be read, and count as invalid." } };
  });
  afterEach(() => server.stop());

  it("says who imported it, and only tells what OMERO.forms says", async () => {
    showPanel(server, base, "f1");
    const history = within(await screen.findByRole("region", { name: /^History/ }));
    expect(history.getByText(/^imported/).textContent).toMatch(/from OMERO\.forms by Ben .*; it says Anna Keller, 2019-10-27T02:30:00 \(Europe\/Zurich; that hour was twice\)/);
    expect(history.getByText("The answers cannot be read, and count as invalid.")).toBeTruthy();
    expect(screen.getByText(/does not prove what OMERO\.forms says/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });
});

it("tells of a claim no more than there is", () => {
  expect(claimWords({ ...claim, ambiguous: false })).toBe("Anna Keller, 2019-10-27T02:30:00 (Europe/Zurich)");
  expect(claimWords({ ...claim, who: null, ambiguous: false })).toBe("2019-10-27T02:30:00 (Europe/Zurich)");
  expect(claimWords({ who: null, when: null, zone: null, ambiguous: false, fault: null })).toBe("");
});
