// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * "Shown only if", between what people choose in the builder and what JSON Schema says. A question that is shown under a condition is
 * asked for in the `then` of an `if`, as the page takes it off again when the condition fails (form/hidden.ts). Drafts before 07 have
 * no `if`: there the same is said by `dependencies`, as far as it can be.
 */
import { knows } from "../../form/dialects";
import { isObject, type Json } from "../../form/refs";
import { t } from "../../shared/texts";
import type { Dialect } from "../../shared/types";
import { anyOf } from "../../shared/words";

export type Comparison = "is" | "isOneOf" | "includes" | "isAnswered" | "isAtLeast" | "isAtMost" | "isMoreThan" | "isLessThan";

/** What is asked of the answer to another question of the same section. */
export interface Test {
  readonly question: string;
  readonly comparison: Comparison;
  /** None for `isAnswered`, several for `isOneOf`, else one. */
  readonly values: readonly unknown[];
  /** Whether the condition also holds before that question is answered, as many forms have it without meaning to. */
  readonly orUnanswered?: true;
}

export interface Condition {
  readonly tests: readonly Test[];
  /** Whether one of them is enough. */
  readonly any: boolean;
  /** Whether the question is hidden where the tests hold, and shown elsewhere. */
  readonly unless: boolean;
}

/** A condition that somebody wrote in another way: it is shown, and edited as JSON. */
export const OTHERWISE = "otherwise";
export type ReadCondition = Condition | typeof OTHERWISE | null;

const LIMITS: ReadonlyMap<string, Comparison> = new Map([
  ["minimum", "isAtLeast"],
  ["maximum", "isAtMost"],
  ["exclusiveMinimum", "isMoreThan"],
  ["exclusiveMaximum", "isLessThan"],
]);
const KEYWORDS = Object.fromEntries([...LIMITS].map(([keyword, comparison]) => [comparison, keyword]));

function comparisonOf(keyword: string, value: unknown): Omit<Test, "question"> | null {
  if (keyword === "const") return { comparison: "is", values: [value] };
  if (keyword === "enum" && Array.isArray(value) && value.length > 0) {
    return { comparison: value.length === 1 ? "is" : "isOneOf", values: value as unknown[] };
  }
  if (keyword === "contains" && isObject(value) && Object.keys(value).join() === "const") return { comparison: "includes", values: [value["const"]] };
  const limit = LIMITS.get(keyword);
  return limit !== undefined && typeof value === "number" ? { comparison: limit, values: [value] } : null;
}

/** What one group of tests says, each of which has to hold; null where it says more. */
function plainTests(part: unknown): Test[] | null {
  if (!isObject(part) || Object.keys(part).some((key) => key !== "properties" && key !== "required")) return null;
  const { properties = {}, required = [] } = part;
  if (!isObject(properties) || !Array.isArray(required)) return null;
  const needed = new Set<unknown>(required);
  const tests: Test[] = [];
  for (const [question, schema] of Object.entries(properties)) {
    const parts = isObject(schema) ? Object.entries(schema) : [];
    if (parts.length === 0) return null;
    for (const [keyword, value] of parts) {
      const found = comparisonOf(keyword, value);
      if (found === null) return null;
      tests.push({ question, ...found, ...(needed.has(question) ? {} : { orUnanswered: true as const }) });
    }
  }
  for (const name of required as unknown[]) {
    if (typeof name !== "string") return null;
    if (!Object.hasOwn(properties, name)) tests.push({ question: name, comparison: "isAnswered", values: [] });
  }
  return tests.length > 0 ? tests : null;
}

/** What an `if` says, if it says no more than the builder can. */
export function readIf(schema: unknown, unless: boolean): Condition | typeof OTHERWISE {
  const plain = plainTests(schema);
  if (plain) return { tests: plain, any: false, unless };
  if (!isObject(schema)) return OTHERWISE;
  const [[keyword, parts] = ["", null], ...more] = Object.entries(schema);
  if (more.length > 0 || (keyword !== "anyOf" && keyword !== "allOf") || !Array.isArray(parts)) return OTHERWISE;
  const read = parts.map(plainTests);
  const isAny = keyword === "anyOf";
  const tests = read.filter((each) => each !== null && (!isAny || each.length === 1)) as Test[][];
  return tests.length === read.length && read.length > 0 ? { tests: tests.flat(), any: isAny, unless } : OTHERWISE;
}

function schemaOf({ comparison, values }: Test): Json {
  if (comparison === "is") return { const: values[0] };
  if (comparison === "isOneOf") return { enum: values };
  if (comparison === "includes") return { contains: { const: values[0] } };
  return comparison === "isAnswered" ? {} : { [KEYWORDS[comparison] as string]: values[0] };
}

function partOf(tests: readonly Test[]): Json {
  const required = [...new Set(tests.filter((test) => !test.orUnanswered).map((test) => test.question))];
  const asked = tests.filter((test) => test.comparison !== "isAnswered");
  const names = [...new Set(asked.map((test) => test.question))];
  const properties = Object.fromEntries(
    names.map((name) => [name, Object.assign({}, ...asked.filter((test) => test.question === name).map(schemaOf)) as Json]),
  );
  return { ...(names.length > 0 ? { properties } : {}), ...(required.length > 0 ? { required } : {}) };
}

/** Whether two tests of one question would be written under one keyword. */
const isClash = (tests: readonly Test[]): boolean =>
  tests.some((one, index) => tests.some((other, at) => at < index && one.question === other.question && one.comparison === other.comparison));

/** The `if` of a condition. */
export function ifOf({ tests, any }: Condition): Json {
  const [first, ...more] = tests;
  if (first === undefined) return {};
  if (any && more.length > 0) return { anyOf: tests.map((test) => partOf([test])) };
  return isClash(tests) ? { allOf: tests.map((test) => partOf([test])) } : partOf(tests);
}

/** What an old draft can say in place of `if`: the trigger, and the answers that bring the question in; null where it has no word for it. */
function dependencyOf({ tests, unless }: Condition, choices: readonly unknown[] | null): { trigger: string; shown: unknown[] | null; hidden: unknown[] } | null {
  const [test, ...more] = tests;
  if (test === undefined || more.length > 0 || test.orUnanswered) return null;
  if (test.comparison === "isAnswered") return unless ? null : { trigger: test.question, shown: null, hidden: [] };
  if ((test.comparison !== "is" && test.comparison !== "isOneOf") || choices === null) return null;
  const isNamed = (value: unknown): boolean => test.values.includes(value);
  return {
    trigger: test.question,
    shown: choices.filter((value) => isNamed(value) !== unless),
    hidden: choices.filter((value) => isNamed(value) === unless),
  };
}

/** What stands in an entry of `allOf` for a condition, and where in it its questions go. */
export interface Block {
  value: Json;
  path: readonly (string | number)[];
}

/** Why a condition cannot be said in a draft. */
export const NEEDS_NEWER = t(
  "Drafts 4 and 6 of JSON Schema can only say that one choice, or any answer to one question, brings in another. Change $schema to draft 7 or newer for other conditions.",
);

/** `choices`: all answers that the question of the first test may have, where they can be listed. null where the draft has no words for it. */
export function blockOf(condition: Condition, dialect: Dialect, choices: readonly unknown[] | null): Block | null {
  if (knows(dialect, "if")) {
    const branch = condition.unless ? "else" : "then";
    return { value: { if: ifOf(condition), [branch]: { properties: {} } }, path: [branch] };
  }
  const dependency = dependencyOf(condition, choices);
  if (dependency === null) return null;
  const { trigger, shown, hidden } = dependency;
  if (shown === null) return { value: { dependencies: { [trigger]: { properties: {} } } }, path: ["dependencies", trigger] };
  const branch = (values: unknown[]): Json => ({ properties: { [trigger]: { enum: values } } });
  if (shown.length === 0) return null;
  const oneOf = [branch(shown), ...(hidden.length > 0 ? [branch(hidden)] : [])];
  return { value: { dependencies: { [trigger]: { oneOf } } }, path: ["dependencies", trigger, "oneOf", 0] };
}

/** As they are chosen. */
export const COMPARISON_WORDS: Readonly<Record<Comparison, string>> = {
  is: t("is"),
  isOneOf: t("is one of"),
  includes: t("includes"),
  isAnswered: t("is answered"),
  isAtLeast: t("is at least"),
  isAtMost: t("is at most"),
  isMoreThan: t("is more than"),
  isLessThan: t("is less than"),
};

export function wordOf(value: unknown): string {
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  return typeof value === "string" ? value : JSON.stringify(value);
}

const TESTS: Readonly<Record<Comparison, (of: { question: string; answer: string }) => string>> = {
  is: (of) => t("{question} is {answer}", of),
  isOneOf: (of) => t("{question} is one of {answer}", of),
  includes: (of) => t("{question} includes {answer}", of),
  isAnswered: (of) => t("{question} is answered", of),
  isAtLeast: (of) => t("{question} is at least {answer}", of),
  isAtMost: (of) => t("{question} is at most {answer}", of),
  isMoreThan: (of) => t("{question} is more than {answer}", of),
  isLessThan: (of) => t("{question} is less than {answer}", of),
};

function testInWords(test: Test, titleOf: (name: string) => string): string {
  const said = TESTS[test.comparison]({ question: titleOf(test.question), answer: anyOf(test.values.map(wordOf)) });
  return test.orUnanswered ? t("{test}, or not answered", { test: said }) : said;
}

/** "shown if Stain is other and Count is at least 3". */
export function inWords(condition: ReadCondition, titleOf: (name: string) => string): string {
  if (condition === null) return "";
  if (condition === OTHERWISE) return t("shown under a condition");
  const { tests, any, unless } = condition;
  const said = tests.map((test) => testInWords(test, titleOf)).reduce((one, other) => (any ? t("{one} or {other}", { one, other }) : t("{one} and {other}", { one, other })));
  return unless ? t("shown unless {condition}", { condition: said }) : t("shown if {condition}", { condition: said });
}
