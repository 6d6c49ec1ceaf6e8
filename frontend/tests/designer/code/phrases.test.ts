// SPDX-License-Identifier: AGPL-3.0-or-later
/** What CodeMirror says by itself is in the catalogue as well, whatever its next version says. */
import { openSearchPanel, search } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";

const PACKAGES = ["commands", "language", "lint", "merge", "search", "view"];
/** Of parts that no page shows: taking over single differences, and marks for characters that cannot be seen. */
const NOT_SHOWN = ["Accept", "Control character", "Reject", "Revert this chunk"];

function spoken(name: string): string[] {
  const source = readFileSync(join(import.meta.dirname, "../../../node_modules/@codemirror", name, "dist/index.js"), "utf8");
  const calls = [...source.matchAll(/phrase\((?:view, )?([^)]*)\)/g)].map(([, given = ""]) => given);
  return calls.flatMap((given) => [...given.matchAll(/"([^"]+)"/g)].map(([, phrase = ""]) => phrase));
}

afterEach(() => {
  globalThis.omeroFormsTexts = undefined;
  vi.resetModules();
});

it("has every phrase of CodeMirror, in English as that has it", async () => {
  const { phrases } = await import("../../../src/designer/code/phrases");
  const [known = {}] = EditorState.create({ extensions: phrases }).facet(EditorState.phrases);
  const all = new Set(PACKAGES.flatMap(spoken).filter((phrase) => !NOT_SHOWN.includes(phrase)));
  expect(Object.keys(known).sort()).toEqual([...all].sort());
  expect(Object.values(known)).toEqual(Object.keys(known));
});

it("says it in the language of the site", async () => {
  globalThis.omeroFormsTexts = { language: "cs", plurals: "0".repeat(200), texts: { "match case": "rozlišovat velikost", "{n} unchanged lines": "beze změny: {n}" } };
  const { codeLook } = await import("../../../src/designer/code/look");
  const view = new EditorView({ extensions: [codeLook, search()] });
  openSearchPanel(view);
  expect(view.dom.querySelector(".cm-search")?.textContent).toContain("rozlišovat velikost");
  expect(view.state.phrase("$ unchanged lines", 12)).toBe("beze změny: 12");
  view.destroy();
});
