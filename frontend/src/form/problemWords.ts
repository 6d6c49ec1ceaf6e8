// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What is wrong with one answer, as a sentence: what it is, then what would be right. The sentences stand in the table that the
 * server reads too (omero_forms/domain/answers/messages.py), so a problem reads the same before and after an answer was sent.
 */
import { deepCompareStrict } from "@cfworker/json-schema";
import table from "../../../omero_forms/domain/answers/problem_words.json";
import { t, tn } from "../shared/texts";
import { anyOf } from "../shared/words";
import { closest } from "./closest";
import { WRITTEN_CHOICES, WRITTEN_CONST } from "./engine";
import { isTooLong } from "./numbers";
import { isObject, type Json } from "./refs";

type Sentence = keyof typeof table.sentences;
type Values = Readonly<Record<string, string | number>>;

/** Characters of a value that a sentence repeats. */
const MOST_SHOWN = 60;
/** Characters of a form's example or help text that a sentence repeats. */
const LONGEST_HINT = 160;
const LISTED_CHOICES = 8;
const GUESSED_CHOICES = 2000;
const LONGEST_GUESS = 200;

const KINDS: Readonly<Record<string, string>> = table.kinds;
const FORMATS: Readonly<Record<string, { name: string; example: string }>> = table.formats;

/** What Python calls white space, as one separator. */
// eslint-disable-next-line no-control-regex
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Of the table. */
// no text: setup/texts.py reads the table
const said = (text: string, values?: Values): string => t(text, values);

export const say = (sentence: Sentence, values?: Values): string => said(table.sentences[sentence], values);

/** A value as a sentence repeats it: text in quotes and shortened, lists and groups by their kind alone. */
export function shown(value: unknown): string {
  const { values } = table;
  if (value === null || value === undefined) return said(values.null);
  if (typeof value === "boolean") return said(values[value ? "true" : "false"]);
  if (typeof value === "number") return Object.is(value, -0) ? "0" : String(value);
  if (Array.isArray(value)) return said(values.array, { n: value.length });
  if (typeof value !== "string") return said(values.object);
  const text = [...value.split(SPACES).filter((word) => word !== "").join(" ")];
  return said(values.text, { text: text.length <= MOST_SHOWN ? text.join("") : `${text.slice(0, MOST_SHOWN - 1).join("")}…` });
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

function counted(name: keyof typeof table.counted, n: unknown): string {
  const [one = "", many = ""] = table.counted[name];
  // Of a fraction there are several.
  const number = n === 1 ? 1 : Math.max(2, Math.ceil(Number(n)));
  // no text: setup/texts.py reads the table
  return tn(one, many, number, { n: shown(n) });
}

const kindWords = (kind: string): string => said(KINDS[kind] ?? kind);

function typeWords(wanted: unknown, value: unknown): string {
  const kinds = Array.isArray(wanted) ? wanted.map(String) : [String(wanted)];
  const words = kinds.filter((kind) => kind !== "null").map(kindWords);
  const right = anyOf(words.length > 0 ? words : [kindWords("null")]);
  const takesNumber = kinds.includes("integer") || kinds.includes("number");
  if (takesNumber && typeof value === "string" && isTooLong(value)) return say("type.long", { value: shown(value) });
  if (kinds.includes("integer") && typeof value === "number") return say("type.decimals", { value: shown(value), wanted: right });
  const kind = kindOf(value);
  const sentence = kind === "string" || kind === "number" ? "type" : "type.group";
  return say(sentence, { value: shown(value), kind: kindWords(kind), wanted: right });
}

function constWords(wanted: unknown, value: unknown): string {
  return wanted === true ? say("const.confirm") : say("const", { value: shown(value), wanted: shown(wanted) });
}

function enumWords(choices: unknown[], value: unknown): string {
  if (choices.length === 0) return say("enum.none");
  if (choices.length === 1 && choices[0] === true) return say("const.confirm");
  const texts = choices.filter((choice): choice is string => typeof choice === "string");
  if (typeof value === "string" && [...value].length <= LONGEST_GUESS && texts.length <= GUESSED_CHOICES) {
    const close = closest(value, texts);
    if (close !== null) return say("enum.close", { value: shown(value), choice: shown(close) });
  }
  if (choices.length <= LISTED_CHOICES) return say("enum", { value: shown(value), choices: anyOf(choices.map(shown)) });
  return say("enum.many", { value: shown(value), n: choices.length });
}

function formatWords(name: string, value: unknown): string {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  return format === undefined ? say("other") : say("format", { value: shown(value), name: said(format.name), example: format.example });
}

const isHint = (text: unknown): text is string => typeof text === "string" && text !== "" && [...text].length <= LONGEST_HINT;

/** By the form's own example or help text, since nobody should have to read the pattern. */
function patternWords(schema: Json, given: unknown): string {
  const value = shown(given);
  const examples = Object.hasOwn(schema, "examples") ? schema["examples"] : schema["example"];
  const example = (Array.isArray(examples) ? (examples as unknown[]) : [examples]).find(isHint);
  if (example !== undefined) return say("pattern.example", { value, example });
  const help = schema["description"];
  return isHint(help) ? say("pattern.help", { value, help: help.replace(/\.+$/, "") }) : say("pattern", { value });
}

function uniqueWords(entries: unknown): string {
  const list = Array.isArray(entries) ? (entries as unknown[]) : [];
  const second = list.findIndex((entry, index) => list.slice(0, index).some((earlier) => deepCompareStrict(earlier, entry)));
  const first = list.findIndex((entry) => deepCompareStrict(entry, list[second]));
  return second < 0 ? say("uniqueItems.unknown") : say("uniqueItems", { first: first + 1, second: second + 1 });
}

const lengthOf = (value: unknown): number => (typeof value === "string" ? [...value].length : Array.isArray(value) ? value.length : 0);

type Wording = (limit: unknown, value: unknown, schema: Json) => string;

const WORDS: Readonly<Record<string, Wording>> = {
  type: typeWords,
  const: constWords,
  enum: (choices, value, schema) => {
    if (Object.hasOwn(schema, WRITTEN_CONST)) return constWords(schema[WRITTEN_CONST], value);
    const written = schema[WRITTEN_CHOICES] ?? choices;
    return enumWords(Array.isArray(written) ? (written as unknown[]) : [], value);
  },
  format: (name, value) => formatWords(String(name), value),
  pattern: (_pattern, value, schema) => patternWords(schema, value),
  uniqueItems: (_wanted, entries) => uniqueWords(entries),
  minLength: (limit, value) =>
    say("minLength", { value: shown(value), characters: counted("characters", lengthOf(value)), limit: shown(limit) }),
  maxLength: (limit, value) => say("maxLength", { characters: counted("characters", lengthOf(value)), limit: shown(limit) }),
  minItems: (limit, value) => say("minItems", { entries: counted("entries", lengthOf(value)), limit: shown(limit) }),
  maxItems: (limit, value) => say("maxItems", { entries: counted("entries", lengthOf(value)), limit: shown(limit) }),
  minProperties: (limit) => say("minProperties", { needed: counted("needed", limit) }),
  maxProperties: (limit) => say("maxProperties", { possible: counted("possible", limit) }),
  minContains: (limit) => limit === 1 ? say("contains") : say("minContains", { needed: counted("of_a_kind_needed", limit) }),
  maxContains: (limit) => say("maxContains", { possible: counted("of_a_kind_possible", limit) }),
};

const isSentence = (keyword: string): keyword is Sentence => Object.hasOwn(table.sentences, keyword);

/** The sentence for `value`, which `keyword` of `schema` refuses. */
export function sentenceFor(keyword: string, schema: unknown, value: unknown): string {
  const part = isObject(schema) ? schema : {};
  const limit = part[keyword];
  const wording = Object.hasOwn(WORDS, keyword) ? WORDS[keyword] : undefined;
  if (wording) return wording(limit, value, part);
  return say(isSentence(keyword) ? keyword : "other", { value: shown(value), limit: shown(limit) });
}
