// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is wrong with answers, in plain words: at the field without path and value, in the summary with the path. */
import type { OutputUnit } from "@cfworker/json-schema";
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { count } from "../shared/words";
import type { Answers, Problem } from "../shared/types";
import { renamedSchema, shownAnswers } from "./names";
import { isRepresentable, isTooLong } from "./numbers";
import { humanPath, inFormOrder, isGroup } from "./paths";
import { givenPointer, leafPaths, parsePointer, toPointer, valueAt, type Path } from "./pointers";
import { isObject } from "./refs";
import { requiredAnswers } from "./progress";
import { judgeOf, WRITTEN_PATTERN } from "./engine";
import { kindsOf } from "./useTyped";

const TYPE_WORDS: Record<string, string> = {
  number: "Write a number, for example 4.5",
  integer: "Write a whole number",
  boolean: "Choose yes or no",
  string: "Write text here",
  array: "A list is needed here",
  object: "Several answers are needed here",
};

const FORMAT_WORDS: Record<string, string> = {
  date: "Write a date like 2026-11-23",
  "date-time": "Write a date and time like 2026-11-23T10:35:00Z",
  time: "Write a time like 10:35:00",
  email: "Write an e-mail address",
  uri: "Write a web address, with https:// in front",
};

const TOO_LONG = "This number is too long to be kept exactly";
const REQUIRED = "An answer is required here";
const GROUP_REQUIRED = "At least one answer is required here";

/** Characters of a help text that a message repeats. */
const LONGEST_HINT = 160;

/** Keywords whose error only repeats that something below is wrong. */
const WRAPPERS = new Set([
  "$ref",
  "$recursiveRef",
  "properties",
  "patternProperties",
  "items",
  "prefixItems",
  "additionalItems",
  "unevaluatedItems",
  "additionalProperties",
  "unevaluatedProperties",
  "allOf",
  "if",
  "then",
  "else",
  "dependentSchemas",
  "propertyNames",
]);

const NOT_ASKED = "The form does not ask for this";

/** `not` of this is what `false` is. */
const isEmpty = (schema: unknown): boolean => schema === true || (isObject(schema) && Object.keys(schema).length === 0);

type Wording = (limit: unknown, schema: Record<string, unknown>) => string;

/** How to write what a pattern asks for: the form's own example or help text, since nobody should have to read the pattern. */
function patternWords(schema: Record<string, unknown>): string {
  const examples = Array.isArray(schema["examples"]) ? (schema["examples"] as unknown[]) : [schema["example"]];
  const example = examples.find((each) => typeof each === "string" && each !== "");
  if (typeof example === "string" && example.length <= LONGEST_HINT) return `Write it like ${example}`;
  const help = schema["description"];
  if (typeof help === "string" && help !== "" && help.length <= LONGEST_HINT) return `This is not written as asked for: ${help}`;
  return "This is not written as the form asks. Its owner can say how";
}

const WORDS: Record<string, Wording> = {
  minimum: (limit, schema) => (schema["exclusiveMinimum"] === true ? `More than ${limit}` : `At least ${limit}`),
  maximum: (limit, schema) => (schema["exclusiveMaximum"] === true ? `Less than ${limit}` : `At most ${limit}`),
  exclusiveMinimum: (limit, schema) => `More than ${limit === true ? schema["minimum"] : limit}`,
  exclusiveMaximum: (limit, schema) => `Less than ${limit === true ? schema["maximum"] : limit}`,
  multipleOf: (limit) => `A multiple of ${limit}`,
  minLength: (limit) => `At least ${count(Number(limit), "character")}`,
  maxLength: (limit) => `At most ${count(Number(limit), "character")}`,
  minItems: (limit) => `At least ${count(Number(limit), "entry", "entries")}`,
  maxItems: (limit) => `At most ${count(Number(limit), "entry", "entries")}`,
  minProperties: (limit) => `At least ${count(Number(limit), "answer")}`,
  maxProperties: (limit) => `At most ${count(Number(limit), "answer")}`,
  pattern: (_limit, schema) => patternWords(schema),
  enum: () => "Choose one of the offered answers",
  const: (limit) => (limit === true ? "This has to be confirmed" : `This has to be ${JSON.stringify(limit)}`),
  uniqueItems: () => "Each entry once only",
  contains: () => "An entry that the form asks for is missing",
  not: (limit) => (isEmpty(limit) ? NOT_ASKED : "This answer is not allowed"),
  false: () => NOT_ASKED,
  oneOf: () => "Choose the kind that fits and complete it",
  anyOf: () => "Choose the kind that fits and complete it",
};

const FITS_SEVERAL = "This fits more than one kind of answer, and may fit only one. Answer what only one of them asks for, or leave it out";

/** Whether an answer is refused because two kinds take it: then there is nothing to complete. */
const fitsSeveral = (error: OutputUnit): boolean => Number(/\((\d+) matches\)/.exec(error.error)?.[1] ?? 0) > 1;

function wordsFor(error: OutputUnit, schema: Record<string, unknown>): string {
  const limit = schema[error.keyword];
  if (error.keyword === "type") {
    const type = Array.isArray(limit) ? (limit as unknown[]).find((entry) => entry !== "null") : limit;
    return TYPE_WORDS[String(type)] ?? "This is not the kind of answer the form asks for";
  }
  if (error.keyword === "oneOf" && fitsSeveral(error)) return FITS_SEVERAL;
  if (error.keyword === "format") return FORMAT_WORDS[String(limit)] ?? `This is not a valid ${String(limit)}`;
  return WORDS[error.keyword]?.(limit, schema) ?? "This answer does not fit the form";
}

const depth = (location: string): number => location.split("/").length;

const leaves = (branch: OutputUnit[]): OutputUnit[] => branch.filter((error) => !WRAPPERS.has(error.keyword));

const NOT_ASKED_FOR = /\/(?:additional|unevaluated)Properties(?:\/|$)/;

/**
 * The validator calls a property that is wrong in itself also one that the form does not ask for. Only what is wrong stays.
 */
function withoutEchoes(errors: OutputUnit[]): OutputUnit[] {
  const isEcho = (error: OutputUnit): boolean => error.keyword === "false" || NOT_ASKED_FOR.test(error.keywordLocation);
  const wrong = errors.filter((error) => !isEcho(error) && !WRAPPERS.has(error.keyword)).map((error) => error.instanceLocation);
  return errors.filter((error) => {
    const here = error.instanceLocation;
    return !isEcho(error) || !wrong.some((place) => place === here || place.startsWith(`${here}/`));
  });
}

/** How far answers are from an option: one that its fixed values rule out is further away than any that is only incomplete. */
function misfit(branch: OutputUnit[]): number {
  const isRuledOut = branch.some((error) => error.keyword === "const" || error.keyword === "enum");
  return leaves(branch).length + (isRuledOut ? 1000 : 0);
}

/** Keeps of the errors below a oneOf or anyOf only those of the option that fits best. */
function bestBranches(errors: OutputUnit[]): OutputUnit[] {
  const choices = errors
    .filter((error) => error.keyword === "oneOf" || error.keyword === "anyOf")
    .sort((a, b) => depth(b.keywordLocation) - depth(a.keywordLocation));
  let kept = errors;
  for (const choice of choices) {
    const prefix = `${choice.keywordLocation}/`;
    const branches = new Map<string, OutputUnit[]>();
    for (const error of kept) {
      if (!error.keywordLocation.startsWith(prefix)) continue;
      const branch = error.keywordLocation.slice(prefix.length).split("/")[0] ?? "";
      branches.set(branch, [...(branches.get(branch) ?? []), error]);
    }
    const best = [...branches.values()].sort((a, b) => misfit(a) - misfit(b))[0];
    // A choice among plain values says more by itself ("choose one") than by what its values are not.
    const keepBranch =
      best !== undefined &&
      leaves(best).some((error) => error.keyword === "required" || error.instanceLocation !== choice.instanceLocation);
    kept = kept.filter((error) => {
      if (error === choice) return !keepBranch;
      if (!error.keywordLocation.startsWith(prefix)) return true;
      return keepBranch && best.includes(error);
    });
  }
  return kept;
}

function missingName(error: OutputUnit): string | undefined {
  return /(?:property|does not have) "(.*)"\.?$/s.exec(error.error)?.[1];
}

/** Whole numbers that a double cannot hold come back changed, so they are refused before they are sent. */
function unsafeNumbers(answers: Answers): { path: Path; message: string }[] {
  return leafPaths(answers).flatMap((path) => {
    const value = valueAt(answers, path);
    const isUnsafe = typeof value === "number" && !isRepresentable(value);
    return isUnsafe ? [{ path, message: TOO_LONG }] : [];
  });
}

/** A group that is missing as a whole is told by the questions it requires; `open` are all required ones without an answer. */
function missingBelow(open: string[], path: Path): Path[] {
  const prefix = `${toPointer(path)}/`;
  return open.filter((pointer) => pointer.startsWith(prefix)).map((pointer) => parsePointer(pointer));
}

/**
 * The problems of prepared answers, in the order of the form, at most one for each field. None where they cannot be told here:
 * the server's verdict is the one that counts.
 */
export function findProblems(schema: RJSFSchema, uiSchema: UiSchema, answers: Answers): Problem[] {
  try {
    const shown = renamedSchema(schema);
    if (shown === schema) return problemsOf(schema, uiSchema, answers);
    const found = problemsOf(shown, uiSchema, shownAnswers(answers));
    return found.map((problem) => ({ ...problem, pointer: givenPointer(problem.pointer) }));
  } catch {
    return [];
  }
}

function problemsOf(schema: RJSFSchema, uiSchema: UiSchema, answers: Answers): Problem[] {
  const judge = judgeOf(schema);
  const errors = bestBranches(withoutEchoes(judge.errors(answers)));
  if (errors.length === 0 && unsafeNumbers(answers).length === 0) return [];
  const open = requiredAnswers(schema, answers)
    .filter((answer) => !answer.answered)
    .map((answer) => answer.pointer);
  const found = new Map<string, Problem>();
  const add = (path: Path, message: string, keyword: string, rule?: string): void => {
    const pointer = toPointer(path);
    if (found.has(pointer)) return;
    const problem = { pointer, path: humanPath(schema, uiSchema, answers, path), message, keyword };
    found.set(pointer, rule === undefined ? problem : { ...problem, rule });
  };
  const addMissing = (path: Path): void => {
    const inside = missingBelow(open, path);
    for (const missing of inside) add(missing, REQUIRED, "required");
    if (inside.length === 0) add(path, isGroup(schema, answers, path) ? GROUP_REQUIRED : REQUIRED, "required");
  };
  for (const { path, message } of unsafeNumbers(answers)) add(path, message, "representable");
  for (const error of errors) {
    if (WRAPPERS.has(error.keyword)) continue;
    const path: Path = parsePointer(error.instanceLocation.replace(/^#/, "")).map(decodeURIComponent);
    if (["required", "dependentRequired", "dependencies"].includes(error.keyword)) {
      const name = missingName(error);
      if (name === undefined) continue;
      addMissing([...path, name]);
      continue;
    }
    if (valueAt(answers, path) === null) {
      add(path, REQUIRED, "required");
      continue;
    }
    const part = judge.schemaAt(error.keywordLocation);
    const value = valueAt(answers, path);
    if (error.keyword === "type" && kindsOf(part).number && typeof value === "string" && isTooLong(value)) {
      add(path, TOO_LONG, "representable");
      continue;
    }
    add(path, wordsFor(error, part), error.keyword, error.keyword === "pattern" ? String(part[WRITTEN_PATTERN]) : undefined);
  }
  return inFormOrder(schema, answers, [...found.values()], (problem) => parsePointer(problem.pointer));
}
