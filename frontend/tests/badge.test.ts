// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { linesOf, t } from "../src/badge";
import type { Badge } from "../src/shared/types";

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
    globalThis.omeroFormsTexts = { language: "de", plurals: "", texts: { "In grace": "In der Frist", "{number} objects are selected": "{number} Objekte" } };
    expect(words({ parents: [{ object: { type: "Project", id: 1, name: "M" }, status: "grace" }] })).toEqual(["Project M: ● In der Frist"]);
    expect(t("{number} objects are selected", { number: "2" })).toBe("2 Objekte");
    globalThis.omeroFormsTexts = undefined;
  });

  it("is not there where nothing is asked", () => {
    expect(words({})).toEqual([]);
  });
});
