// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../src/form/formats";
import { findProblems } from "../src/form/problems";

interface Vector {
  format: string;
  text: string;
  valid: boolean;
}

const vectors = JSON.parse(readFileSync(join(process.cwd(), "../tests/domain/vectors/formats.json"), "utf8")) as Vector[];

describe("formats", () => {
  it("have the server's verdict on every text that is written down for both", () => {
    // A format without a check says nothing.
    const verdict = ({ format, text }: Vector): boolean => FORMATS[format]?.(text) ?? true;
    expect(vectors.filter((vector) => verdict(vector) !== vector.valid)).toEqual([]);
  });

  it("are the server's, neither more nor less", () => {
    const checked = new Set(vectors.filter((vector) => !vector.valid).map((vector) => vector.format));
    expect(Object.keys(FORMATS).sort()).toEqual([...checked].sort());
  });

  it("are asked of text alone, and only those of the list, whatever the engine knows", () => {
    const form = (format: string) => ({ type: "object" as const, properties: { a: { format } } });
    expect(findProblems(form("date"), {}, { a: "today" })).toHaveLength(1);
    expect(findProblems(form("date"), {}, { a: 5 })).toEqual([]);
    for (const format of ["duration", "json-pointer", "uri-reference", "constructor", "__proto__", "toString"]) {
      expect(findProblems(form(format), {}, { a: "about an hour" })).toEqual([]);
    }
  });
});
