// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pagePattern } from "../src/form/patterns";

const matches = (pattern: string, text: string): boolean | null => {
  const source = pagePattern(pattern);
  return source === null ? null : new RegExp(source, "u").test(text);
};

interface Vector {
  pattern: string;
  accepted: boolean;
  matches: string[];
  refuses: string[];
}

describe("patterns as people write them", () => {
  it.each([
    ["^[A-Z]\\-\\d+$", "A-1", "A_1"],
    ["^\\d{2}\\:\\d{2}$", "10:35", "1035"],
    ["^a\\/b$", "a/b", "ab"],
    ["^\\_\\@\\#\\ \\\"\\'\\&\\%\\!\\,\\;\\<\\=\\~\\`$", "_@# \"'&%!,;<=~`", "x"],
    ["^a{$", "a{", "a"],
    ["^}]$", "}]", "}"],
    ["^a{,3}$", "a{,3}", "aaa"],
    ["^[\\d-x]+$", "1-x", "y"],
    ["^[\\w-.]+$", "a-.", "!"],
    ["^\\0$", "\u0000", "0"],
    ["^\\p{Script=Greek}+$", "αβ", "ab"],
    ["^\\p{L}+$", "Kraków", "1"],
    ["^[a-z&&[^b]]$", "b]", "]"],
    ["^.$", "😀", "\n"],
    ["^[^\\]]$", "a", "]"],
    ["^[+--]$", ",", "."],
    ["^[a-]$", "-", "b"],
    ["^[-a]$", "-", "b"],
    ["^[a-c-e]+$", "a-e", "d"],
  ])("%s finds %j and not %j", (pattern, yes, no) => {
    expect(matches(pattern, yes)).toBe(true);
    expect(matches(pattern, no)).toBe(false);
  });

  it.each(["(", "[", "a**", "\\", "\\07", "\\p{Nothing}", "\\p{Greek}", "(?<1>a)", "(?=a)*", "[[:alpha:]]", "[a[:digit:]]", "\\1(a)", "\\k<none>"])("%s is none, as on the server", (pattern) => {
    expect(pagePattern(pattern)).toBeNull();
  });

  const vectors = JSON.parse(readFileSync(join(process.cwd(), "../tests/domain/vectors/patterns.json"), "utf8")) as Vector[];

  it("are patterns where they are on the server", () => {
    expect(vectors.filter(({ pattern, accepted }) => accepted && pagePattern(pattern) === null)).toEqual([]);
    // What a repetition forgets at each turn is clear to browsers alone; the server's library remembers it, so publishing refuses it.
    const here = vectors.filter(({ pattern, accepted }) => !accepted && pagePattern(pattern) !== null).map(({ pattern }) => pattern);
    expect(here).toEqual(["^(?:(a)|b)*\\1$"]);
  });

  it("mean what they mean on the server", () => {
    for (const { pattern, accepted, matches: yes, refuses } of vectors) {
      if (!accepted) continue;
      expect([pattern, yes.map((text) => [text, matches(pattern, text)])]).toEqual([pattern, yes.map((text) => [text, true])]);
      expect([pattern, refuses.map((text) => [text, matches(pattern, text)])]).toEqual([pattern, refuses.map((text) => [text, false])]);
    }
  });
});
