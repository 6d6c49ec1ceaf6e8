// SPDX-License-Identifier: AGPL-3.0-or-later
import { waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { follow, linesOf, t } from "../src/badge";
import type { Badge } from "../src/shared/types";
import { FormsServer } from "./support/server";

const nothing: Badge = { status: null, policies: [], parents: [], children: null, gap: null };
const words = (badge: Partial<Badge>): (string | null)[] => linesOf({ ...nothing, ...badge }).map((line) => line.textContent);

describe("the badge beside an object", () => {
  it("names what is lacking with its status and day, then what lies in the object and what that lies in", () => {
    const found = words({
      policies: [
        { name: "Imaging", requirement: "one_of", status: "grace", due: "2026-11-27", lacking: ["A", "B"], text: "A or B", due_text: "due Fri 27 Nov 2026" },
        { name: "Samples", requirement: "all_of", status: "compliant", due: null, lacking: [], text: "Samples", due_text: "" },
        { name: "New", requirement: "all_of", status: null, due: null, lacking: ["A", "B"], text: "A, B", due_text: "" },
      ],
      children: { type: "Dataset", totals: { objects: 7, compliant: 2, recommended: 1, exempt: 1, missing: 3 }, more: false, text: "3 of 7 datasets complete, 1 exempt" },
      parents: [{ object: { type: "Project", id: 1, name: "Mitosis" }, status: "missing" }],
    });
    expect(found).toEqual([
      "● In grace A or B due Fri 27 Nov 2026",
      "✓ Compliant Samples",
      "A, B",
      "3 of 7 datasets complete, 1 exempt",
      "Project Mitosis: ● Missing",
    ]);
  });

  it("speaks the language of the site", () => {
    globalThis.omeroFormsTexts = { language: "de", plurals: "", texts: { "In grace": "In der Frist", Project: "Projekt", "{number} objects are selected": "{number} Objekte" } };
    expect(words({ parents: [{ object: { type: "Project", id: 1, name: "M" }, status: "grace" }] })).toEqual(["Projekt M: ● In der Frist"]);
    expect(t("{number} objects are selected", { number: "2" })).toBe("2 Objekte");
    globalThis.omeroFormsTexts = undefined;
  });

  it("goes on with the next gap when somebody comes back from the page of one", async () => {
    const server = new FormsServer();
    const base = await server.start();
    try {
      CSSStyleSheet.prototype.replaceSync = () => undefined;
      const gap = (id: number): Badge["gap"] => ({ object: { type: "Dataset", id, name: `Data ${id}` }, form: "f1", deep_link: `#${id}` });
      const project = { ...nothing, children: { type: "Dataset" as const, totals: { objects: 2, missing: 2 }, more: false, text: "0 of 2 datasets complete" } };
      server.badge = { ...project, gap: gap(9004) };
      const tab = document.createElement("div");
      tab.id = "general_tab";
      document.body.replaceChildren(tab);
      const link = (): HTMLAnchorElement | null => tab.firstElementChild?.shadowRoot?.querySelector("a") ?? null;
      follow(base, () => undefined)("dataset", server.object.id);
      await waitFor(() => expect(link()?.hash).toBe("#9004"));
      window.dispatchEvent(new Event("focus"));
      server.badge = { ...project, gap: gap(9005) };
      link()?.click();
      expect(link()?.hash).toBe("#9004");
      window.dispatchEvent(new Event("focus"));
      await waitFor(() => expect(link()?.hash).toBe("#9005"));
    } finally {
      document.body.replaceChildren();
      await server.stop();
    }
  });

  it("is not there where nothing is asked", () => {
    expect(words({})).toEqual([]);
  });
});
