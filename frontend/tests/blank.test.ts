// SPDX-License-Identifier: AGPL-3.0-or-later
/** What counts as no answer, by the vectors that hold the server to it too (tests/domain/answers/test_blank.py). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isBlank } from "../src/form/blank";
import { prepare } from "../src/form/prepare";
import type { Answers } from "../src/shared/types";

interface Vectors {
  blank: string[];
  text: string[];
  prepared: { answers: Answers; prepared: Answers }[];
}

const vectors = JSON.parse(readFileSync(join(process.cwd(), "../tests/domain/vectors/blank.json"), "utf8")) as Vectors;

describe("blank text", () => {
  it.each(vectors.blank)("is no answer: %j", (text) => {
    expect(isBlank(text)).toBe(true);
    expect(prepare({ a: text, b: [text, text] })).toEqual({});
  });

  it.each(vectors.text)("is not what shows something, which stays as it was given: %j", (text) => {
    expect(isBlank(text)).toBe(false);
    expect(prepare({ a: text, b: [text, { c: text }] })).toEqual({ a: text, b: [text, { c: text }] });
  });

  it.each(vectors.prepared)("goes, and entries of lists keep their places: $answers", ({ answers, prepared }) => {
    expect(prepare(answers)).toEqual(prepared);
    expect(prepare(prepared)).toEqual(prepared);
  });
});
