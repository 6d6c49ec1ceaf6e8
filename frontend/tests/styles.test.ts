// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** It sets the ground for some of the others together. */
const GROUND = "ground.css";
const FOLDER = "src/styles/components";

it("every class begins in one style sheet, so that no part of the page changes the look of another by its name", () => {
  const sheets = new Map<string, string[]>();
  for (const file of readdirSync(FOLDER).filter((each) => each !== GROUND)) {
    const text = readFileSync(`${FOLDER}/${file}`, "utf8");
    for (const name of new Set(Array.from(text.matchAll(/^(\.of-[\w-]+)(?:,$| \{)/gm), (match) => match[1] ?? ""))) {
      sheets.set(name, [...(sheets.get(name) ?? []), file]);
    }
  }
  expect([...sheets].filter(([, files]) => files.length > 1)).toEqual([]);
});

it("what folds in a narrow place does so by the reader's own font size, of which all sizes are", () => {
  const sheets = readdirSync("src/styles", { recursive: true, encoding: "utf8" }).filter((each) => each.endsWith(".css"));
  const inPixels = sheets.flatMap((file) => readFileSync(`src/styles/${file}`, "utf8").match(/@container[^{]*\dpx/g) ?? []);
  expect(inPixels).toEqual([]);
});
