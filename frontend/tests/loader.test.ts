// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { targetOf } from "../src/loader";

describe("what the panel shows for a selection", () => {
  it("is the object when one that may have forms is selected", () => {
    expect(targetOf([{ id: "dataset-12" }])).toEqual({ kind: "object", type: "dataset", id: 12 });
    expect(targetOf([{ id: "image-3" }])).toEqual({ kind: "object", type: "image", id: 3 });
  });

  it("says what forms are not for in words that people use", () => {
    expect(targetOf([{ id: "experimenter-0" }])).toMatchObject({ title: "There are no forms for people" });
    expect(targetOf([{ id: "novelty-0" }])).toMatchObject({ title: "There are no forms for this kind of object" });
  });

  it("is never an object when several, another kind, or nothing is selected", () => {
    for (const selected of [[], [{ id: "dataset-1" }, { id: "dataset-2" }], [{ id: "tag-4" }], [{ id: "experimenter-0" }], [{ id: "orphaned-0" }]]) {
      const target = targetOf(selected);
      expect(target.kind).toBe("hint");
      expect(target.kind === "hint" && target.text).toMatch(/Select one project, dataset, screen, plate or image/);
    }
  });
});
