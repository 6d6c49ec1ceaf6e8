// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeOf } from "../src/form/engine";
import { questionOf } from "../src/form/mapKeys";
import { Matcher } from "../src/form/matcher";
import { isFound, pagePattern } from "../src/form/patterns";
import { findProblems } from "../src/form/problems";
import { retrieveSchema, type RJSFSchema } from "@rjsf/utils";
import { validator } from "../src/form/validator";

const matches = (pattern: string, text: string): boolean | null => (pagePattern(pattern) === null ? null : isFound(pattern, text));

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

/** Each keeps a browser's own engine busy for longer than anybody waits, with the text beside it. */
const ENDLESS: [string, string][] = [
  ["^(a+)+$", `${"a".repeat(60)}!`],
  ["^(a|a)*$", `${"a".repeat(60)}!`],
  ["(a|aa)+$", `${"a".repeat(60)}!`],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "a".repeat(60)],
  ["^(\\w+\\s?)*$", `${"word".repeat(20)}!`],
  ["(.*)*x", "y".repeat(200)],
  ["(x+x+)+y", "x".repeat(60)],
  ["^(?=(a+)+$)", `${"a".repeat(60)}!`],
  ["(?<=^(a+)+)!$", `${"a".repeat(60)}?`],
  ["^(?:a?){50}a{50}$", "a".repeat(49)],
  ["^(a{1,30}){1,30}$", `${"a".repeat(60)}!`],
  ["^((a*)*)*$", `${"a".repeat(60)}!`],
  ["^(?:(?:a|b|ab)*|(?:a|ab)+)*c$", "ab".repeat(60)],
];

describe("patterns that would hold up the page", () => {
  it.each(ENDLESS)("%s is judged", (pattern, text) => {
    expect(isFound(pattern, text)).toBe(false);
  });

  it.each([
    ["^(a+)(b+)?\\1+\\1*\\1*\\1*\\1*\\1*\\1*\\1*c$", "a".repeat(2000)],
    ["^(?:(?:(?:(?:a{0,999}){0,999}){0,999})*)*$", "a"],
    ["(?:(?:){999999}){999999}", ""],
    ["^[a-z]*$", "a".repeat(1_000_000)],
    // What is remembered of many groups is as long as a text.
    [`^${"(a?)".repeat(90)}${Array.from({ length: 90 }, (_, index) => `\\${index + 1}`).join("")}(?:b?){3000}c$`, ""],
    [`^${"(a?)".repeat(90)}${Array.from({ length: 90 }, (_, index) => `\\${index + 1}`).join("")}c$`, "a".repeat(40)],
  ])("%s is left to the server, where it takes too long here too", (pattern, text) => {
    expect(new Matcher(pagePattern(pattern) ?? "").finds(text)).toBeNull();
    expect(isFound(pattern, text)).toBe(true);
  });

  const [bad, text] = ENDLESS[0] as [string, string];
  const questions: [string, RJSFSchema, Record<string, unknown>][] = [
    ["an answer", { type: "object", properties: { p: { type: "string", pattern: bad } } }, { p: text }],
    ["an entry of a list", { type: "object", properties: { p: { type: "array", items: { type: "string", pattern: bad } } } }, { p: [text] }],
    ["a name", { type: "object", propertyNames: { pattern: bad } }, { [text]: 1 }],
    ["a name in a map", { type: "object", patternProperties: { [bad]: { type: "string" } }, additionalProperties: false }, { [text]: "x" }],
    ["a condition", { type: "object", if: { properties: { p: { pattern: bad } } }, else: { required: ["q"] } }, { p: text }],
    ["a choice", { type: "object", properties: { p: { anyOf: [{ type: "string", pattern: bad }, { type: "null" }] } } }, { p: text }],
  ];

  it.each(questions)("are judged where they speak of %s", (_what, schema, answers) => {
    expect(judgeOf(schema).errors(answers).length).toBeGreaterThan(0);
    expect(findProblems(schema, {}, answers)).toHaveLength(1);
  });

  it("do not hold up what is drawn", () => {
    const map: RJSFSchema = { type: "object", properties: { [text]: {} }, patternProperties: { [bad]: { type: "string" } }, additionalProperties: { type: "number" } };
    expect(questionOf(map, text, undefined)).toEqual({ type: "number" });
    expect(retrieveSchema(validator, map, map, { [text]: 1, [`${text}?`]: 2 }).properties).toHaveProperty([`${text}?`, "type"], "number");
    const both: RJSFSchema = { type: "object", allOf: [map, { properties: { [`${text}?`]: {} } }] };
    expect(retrieveSchema(validator, both, both, {})).toBeDefined();
  });
});

/** Patterns of all parts that there are, and texts of the letters that they speak of. */
function* anything(): Generator<[string, string]> {
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const of = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const part = (depth: number): string => {
    const kind = next(depth > 0 ? 9 : 4);
    if (kind < 3) return of(["a", "b", ".", "[ab]", "[^a]", "\\d", "\\b", "^", "$", "\\w"]);
    if (kind === 3) return `${of(["a", "b", "[ab]", "\\D"])}${of(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?"])}`;
    if (kind === 4) return `(${part(depth - 1)}${part(depth - 1)})`;
    if (kind === 5) return `(?:${part(depth - 1)}|${part(depth - 1)})${of(["", "*", "+", "?", "{0,2}"])}`;
    if (kind === 6) return `${of(["(?=", "(?!", "(?<=", "(?<!"])}${part(depth - 1)})`;
    if (kind === 7) return `(${part(depth - 1)})${part(depth - 1)}`;
    return part(depth - 1) + part(depth - 1);
  };
  for (let turn = 0; turn < 4000; turn += 1) {
    const pattern = part(3) + (next(4) === 0 ? "(a|b)c?\\1" : "");
    const groups = (pattern.match(/\((?!\?)/g) ?? []).length;
    yield [pattern.replace("\\1", `\\${Math.max(groups, 1)}`), Array.from({ length: next(7) }, () => of(["a", "b", "c", "1", " "])).join("")];
  }
}

it("a pattern is found where the browser's own engine finds it", () => {
  for (const [pattern, text] of anything()) {
    const own = new RegExp(pattern, "u").test(text);
    expect([pattern, text, new Matcher(pattern).finds(text) ?? own]).toEqual([pattern, text, own]);
  }
});
