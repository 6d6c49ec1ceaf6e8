// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which of the engine's errors are told, as the server chooses (omero_forms/domain/answers/validate.py): one cause, and no echo of it. */
import type { OutputUnit } from "@cfworker/json-schema";
import { WRITTEN_CHOICES, WRITTEN_CONST, type Judge } from "./engine";
import { isInPart } from "./pointers";
import { isNever } from "./refs";

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

/** An error, and what is told of it where that is not what its keyword says. */
export interface Told extends OutputUnit {
  /** What the alternatives of a choice ask for together. */
  limit?: unknown;
  /** Which sentence it is, where the keyword has several. */
  sentence?: "oneOf.several" | "impossible";
  /** Where the alternatives of a choice fail. */
  inside?: readonly string[];
}

const NOT_ASKED_FOR = /\/(?:additional|unevaluated)Properties(?:\/|$)/;
const OF_CONTAINED = /(?<!\/(?:properties|patternProperties|dependentSchemas))\/contains\//;

/**
 * The engine calls a property that is wrong in itself also one that the form does not ask for, and says of each entry why it is not
 * the one that was looked for. Only what is wrong stays.
 */
function withoutEchoes(errors: OutputUnit[]): OutputUnit[] {
  const isEcho = (error: OutputUnit): boolean => error.keyword === "false" || NOT_ASKED_FOR.test(error.keywordLocation);
  const wrong = errors.filter((error) => !isEcho(error) && !WRAPPERS.has(error.keyword)).map((error) => error.instanceLocation);
  return errors.filter((error) => {
    const here = error.instanceLocation;
    if (OF_CONTAINED.test(error.keywordLocation)) return false;
    return !isEcho(error) || !wrong.some((place) => isInPart(place, here));
  });
}

const depth = (location: string): number => location.split("/").length;

/** Whether the schema takes no answer at all: `false`, or as the page's dialect writes it, `not` of everything. */
export const isOfNever = (error: OutputUnit, judge: Judge): boolean =>
  error.keyword === "false" || (error.keyword === "not" && isNever({ not: judge.schemaAt(error.keywordLocation)["not"] }));

/** Whether an alternative with this error was not meant: the kind of the value, or a fixed value that tells alternatives apart. */
function rulesOut(error: OutputUnit, place: string): boolean {
  const isFixed = error.keyword === "const" || error.keyword === "enum";
  if (error.instanceLocation === place) return isFixed || error.keyword === "type";
  return isFixed && depth(error.instanceLocation) === depth(place) + 1;
}

/** The alternatives of plain kinds, or of plain values, as one question for any of them. */
function joined(choice: OutputUnit, branches: Told[][], judge: Judge): Told | null {
  const all = branches.flat();
  if (all.length === 0 || all.some((error) => error.instanceLocation !== choice.instanceLocation)) return null;
  const wanted = (error: Told): unknown => error.limit ?? judge.schemaAt(error.keywordLocation)[error.keyword];
  if (all.every((error) => error.keyword === "type")) {
    return { ...choice, keyword: "type", limit: [...new Set(all.flatMap(wanted))] };
  }
  const isPlain = (error: Told): boolean => ["type", "const", "enum"].includes(error.keyword);
  const fixed = branches.map((branch) => branch.find((error) => error.keyword === "const" || error.keyword === "enum"));
  if (!all.every(isPlain) || fixed.includes(undefined)) return null;
  const values = (fixed as Told[]).flatMap((error) => {
    const part = judge.schemaAt(error.keywordLocation);
    if (error.keyword === "const") return [part["const"]];
    return Object.hasOwn(part, WRITTEN_CONST) ? [part[WRITTEN_CONST]] : (error.limit ?? part[WRITTEN_CHOICES]);
  });
  return { ...choice, keyword: "enum", limit: values };
}

/** The errors of the alternative that an answer was probably meant for, or what is told of the choice as a whole. */
function chosen(choice: OutputUnit, below: Told[], judge: Judge): Told[] {
  if (choice.keyword === "oneOf" && Number(/\((\d+) matches\)/.exec(choice.error)?.[1] ?? 0) > 1) {
    return [{ ...choice, sentence: "oneOf.several" }];
  }
  const start = choice.keywordLocation.length + 1;
  const byBranch = new Map<string, Told[]>();
  for (const error of below) {
    if (WRAPPERS.has(error.keyword) || (error.instanceLocation === choice.instanceLocation && isOfNever(error, judge))) continue;
    const branch = error.keywordLocation.slice(start).split("/")[0] ?? "";
    byBranch.set(branch, [...(byBranch.get(branch) ?? []), error]);
  }
  const branches = [...byBranch.values()];
  if (branches.length === 0) return [{ ...choice, sentence: "impossible" }];
  const fitting = branches.filter((branch) => !branch.some((error) => rulesOut(error, choice.instanceLocation)));
  const fewest = Math.min(...fitting.map((branch) => branch.length));
  const [best, ...more] = fitting.filter((branch) => branch.length === fewest);
  if (best && more.length === 0) return best;
  const whole = fitting.length === 0 ? joined(choice, branches, judge) : null;
  const inside = branches.flat().map((error) => error.instanceLocation);
  return [whole ?? { ...choice, inside: inside.filter((place) => place !== choice.instanceLocation) }];
}

/** What of the engine's errors is told. */
export function toldOf(errors: OutputUnit[], judge: Judge): Told[] {
  let kept: Told[] = withoutEchoes(errors);
  const choices = kept
    .filter((error) => error.keyword === "oneOf" || error.keyword === "anyOf")
    .sort((a, b) => depth(b.keywordLocation) - depth(a.keywordLocation));
  for (const choice of choices) {
    const isBelow = (error: Told): boolean => error !== choice && error.keywordLocation.startsWith(`${choice.keywordLocation}/`) && isIn(error, choice);
    const told = chosen(choice, kept.filter(isBelow), judge);
    kept = kept.flatMap((error) => (error === choice ? told : isBelow(error) ? [] : [error]));
  }
  const places = new Set(kept.filter((error) => !WRAPPERS.has(error.keyword)).map((error) => error.instanceLocation));
  // That no alternative fits is no news where a question that tells them apart is named already.
  return kept.filter((error) => !WRAPPERS.has(error.keyword) && !error.inside?.some((place) => places.has(place)));
}

/** Whether an error is about the answer of another, or about something in it: entries of a list share one schema. */
const isIn = (error: OutputUnit, other: OutputUnit): boolean => isInPart(error.instanceLocation, other.instanceLocation);
