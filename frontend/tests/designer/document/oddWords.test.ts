// SPDX-License-Identifier: AGPL-3.0-or-later
/** Words of a schema that are names of every object of JavaScript: none of them is taken for one of ours. */
import { expect, test } from "vitest";
import { laidOut } from "../../../src/designer/compare/laidOut";
import { OTHERWISE, readIf } from "../../../src/designer/document/conditions";
import { readDocument } from "../../../src/designer/document/reading";
import { at, lostWords } from "../../../src/designer/publish/lost";
import { documentOf } from "./samples";

test.each(["constructor", "toString", "hasOwnProperty", "__proto__"])("%s is no keyword, no draft, no type and no part", (word) => {
  expect(readDocument(documentOf({ $schema: word, type: "object" })).dialect).toBe("draft-07");
  expect(readIf(JSON.parse(`{"properties": {"a": {"${word}": 5}}}`), false)).toBe(OTHERWISE);
  expect(lostWords({ type: word }, {})).toBeNull();
  expect(lostWords({ $ref: `#/definitions/${word}`, definitions: {} }, {})).toBeNull();
  expect(at({ properties: {} }, `/properties/${word}`)).toBeUndefined();
  expect(lostWords({ properties: JSON.parse(`{"${word}": false}`) }, { properties: {} })).toBe(`no answer to “${word}”`);
});

test("a text that is nested deeper than can be read is compared as it stands", () => {
  const text = '{"a":'.repeat(100_000);
  expect(laidOut(text)).toBe(text);
  const whole = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  expect(laidOut(whole)).toBe(whole);
});
