// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from "vitest";
import { oneMore, singular } from "../src/form/nouns";

it.each([
  ["Channels", "Channel"], ["Staff members", "Staff member"], ["Doses", "Dose"], ["Cameras", "Camera"], ["Antibodies", "Antibody"],
  ["Movies", "Movie"], ["Batches", "Batch"], ["Filter boxes", "Filter box"], ["Processes", "Process"], ["Sizes", "Size"], ["Light-sheets", "Light-sheet"],
])("makes one of %s", (many, one) => {
  expect(singular(many)).toBe(one);
});

it.each([
  "Analysis", "Analyses", "Species", "Series", "Lens", "Lenses", "Status", "Bias", "Gases", "Viruses", "Axes", "Glass", "Position", "Staff",
  "My table of rows", "Types of cells", "Which dyes", "Dyes and stains", "Cells per wells", "All channels", "Others", "Is",
])("makes nothing of %s, which is one, or of which nobody can tell what one is", (title) => {
  expect(singular(title)).toBeNull();
});

it.each([
  ["Channel", "a channel"], ["Ethics Approval", "an ethics approval"], ["Image", "an image"], ["Unit", "a unit"], ["User", "a user"], ["Uninfected well", "an uninfected well"],
  ["Eukaryote", "a eukaryote"], ["Hour", "an hour"], ["Honorary author", "an honorary author"], ["One-way path", "a one-way path"],
  ["MRI scan", "an MRI scan"], ["UV lamp", "a UV lamp"], ["X-ray source", "an X-ray source"], ["FISH probe", "a FISH probe"], ["ID", "an ID"], ["8-bit image", "an 8-bit image"],
  ["Type of cell", "a type of cell"],
])("says of one more %s: add %s", (title, said) => {
  expect(oneMore(title)).toBe(said);
});

it.each(["", "My row", "The sample", "Which dye?", "Raw data", "People", "Add a dye", "Step 1: fixing", "A very long title that is a whole sentence"])("does not put “%s” behind an article", (title) => {
  expect(oneMore(title)).toBeNull();
});
