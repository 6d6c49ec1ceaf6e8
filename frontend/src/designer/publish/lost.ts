// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is no longer allowed, as the schemas tell it: the question by its titles, the answers in words where they are plain. */
import { own, parsePointer, valueAt } from "../../form/pointers";
import { isObject, type Json } from "../../form/refs";
import { t, tn } from "../../shared/texts";
import { anyOf } from "../../shared/words";

const NAMED = new Set(["properties", "patternProperties", "dependentSchemas", "definitions", "$defs"]);

/** The titles that lead to a place of a schema; what has none stands for itself. "" for the whole form. */
export function titlesAt(schema: unknown, pointer: string): string {
  const parts = parsePointer(pointer);
  const titles: string[] = [];
  let here: unknown = schema;
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? "";
    here = valueAt(here, [part]);
    if (NAMED.has(part) && index + 1 < parts.length) {
      index += 1;
      const name = parts[index] ?? "";
      here = valueAt(here, [name]);
      titles.push(isObject(here) && typeof here["title"] === "string" ? here["title"] : name);
    } else if (part === "additionalProperties" || part === "unevaluatedProperties") {
      titles.push(t("answers that the form does not ask for"));
    }
  }
  return titles.join(" > ");
}

const TYPES: Readonly<Record<string, string>> = {
  string: t("text"),
  number: t("a number"),
  integer: t("a whole number"),
  boolean: t("yes or no"),
  array: t("a list"),
  object: t("a group of answers"),
  null: t("nothing"),
};

/** What a keyword says of an answer. */
const LIMITS: readonly (readonly [string, (value: number) => string])[] = [
  ["minimum", (value) => t("of {value} or more", { value })],
  ["exclusiveMinimum", (value) => t("above {value}", { value })],
  ["maximum", (value) => t("of {value} or less", { value })],
  ["exclusiveMaximum", (value) => t("below {value}", { value })],
  ["minLength", (value) => t("of {value} or more characters", { value })],
  ["maxLength", (value) => t("of {value} or fewer characters", { value })],
  ["minItems", (value) => t("of {value} or more entries", { value })],
  ["maxItems", (value) => t("of {value} or fewer entries", { value })],
];
const FEW = 5;

const quoted = (text: string): string => t("“{text}”", { text });
const all = (words: readonly string[]): string => words.reduce((one, other) => t("{one} and {other}", { one, other }));

function valueWords(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return t("an empty list");
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

function choices(values: readonly unknown[]): string {
  const some = values.slice(0, FEW).map(valueWords);
  const more = values.length - some.length;
  if (more > 0) return tn("{some} and {n} more", "{some} and {n} more", more, { some: some.join(", ") });
  return anyOf(some);
}

function unanswered(properties: Json, here: unknown): string | null {
  const names = Object.entries(properties).filter(([, value]) => value === false).map(([name]) => name);
  if (names.length === 0 || names.length !== Object.keys(properties).length) return null;
  const known = isObject(here) && isObject(here["properties"]) ? here["properties"] : {};
  const titles = names.map((name) => {
    const question = own(known, name);
    return quoted(isObject(question) && typeof question["title"] === "string" ? question["title"] : name);
  });
  return t("no answer to {questions}", { questions: all(titles) });
}

/**
 * Such answers in words; null where they are not plain. `here` is what the new schema says at that place, for the titles of questions
 * inside.
 */
export function lostWords(lost: unknown, here: unknown): string | null {
  if (!isObject(lost)) return null;
  const { $schema: _draft, definitions, ...said } = lost;
  const referred = typeof said["$ref"] === "string" && isObject(definitions) ? own(definitions, said["$ref"].replace("#/definitions/", "")) : undefined;
  if (isObject(referred) && Object.keys(said).length === 1) return lostWords(referred, here);
  if ("const" in said) return valueWords(said["const"]);
  if (Array.isArray(said["enum"])) return choices(said["enum"]);
  const { type, ...rules } = said;
  if (isObject(rules["properties"]) && Object.keys(rules).length === 1) return unanswered(rules["properties"], here);
  if (typeof type !== "string" || !Object.hasOwn(TYPES, type)) return null;
  const limits = LIMITS.filter(([keyword]) => typeof rules[keyword] === "number");
  if (limits.length !== Object.keys(rules).length) return null;
  const answer = TYPES[type] ?? "";
  if (limits.length === 0) return answer;
  return t("{answer} {limits}", { answer, limits: all(limits.map(([keyword, words]) => words(rules[keyword] as number))) });
}

/** What stands at a pointer of a schema. */
export const at = (schema: unknown, pointer: string): unknown => valueAt(schema, parsePointer(pointer));
