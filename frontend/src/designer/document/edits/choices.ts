// SPDX-License-Identifier: AGPL-3.0-or-later
/** The choices of a question: values, and what people read for them where that is something else. */
import { isObject, type Json } from "../../../form/refs";
import type { FormDocument, QuestionPointer } from "../document";
import { valueOf, withoutValue, withValue, type Path } from "../jsonText";
import { wordOf } from "../conditions";
import { constantOf, type Choice } from "../kinds";
import { readDocument } from "../reading";
import { settingsOf, type Settings } from "../settings";
import { inSchema, pathOf, questionAt } from "./editing";

const isTitled = ({ value, label }: Choice): boolean => label !== "" && label !== wordOf(value);

function replaced(text: string, path: Path, gone: readonly string[], keyword: string, value: unknown): string {
  const left = gone.filter((each) => each !== keyword).reduce((result, each) => withoutValue(result, [...path, each]), text);
  return withValue(left, [...path, keyword], value);
}

/** Each choice as an alternative; what else the form says of it stays. */
function alternatives(choices: readonly Choice[], before: unknown, isOld: boolean): Json[] {
  const known = new Map((Array.isArray(before) ? (before as Json[]) : []).map((option) => [constantOf(option), option]));
  return choices.map((choice) => {
    const { value, label } = choice;
    const old = known.get(value);
    if (old !== undefined && (old["title"] ?? wordOf(value)) === (label || wordOf(value))) return old;
    const { title: _title, ...others }: Json = old ?? (isOld ? { enum: [value] } : { const: value });
    return isTitled(choice) ? { ...others, title: label } : others;
  });
}

/** Choices in the way in which the question has them; a first label among plain values makes alternatives with titles of them. */
export function withChoices(document: FormDocument, pointer: QuestionPointer, choices: readonly Choice[]): FormDocument {
  const question = questionAt(document, pointer);
  if (question === undefined) return document;
  const path = pathOf(settingsOf(document, question).entries);
  const schema = valueOf(document.schema, path);
  if (!isObject(schema)) return document;
  const values = choices.map(({ value }) => value);
  const isOld = readDocument(document).dialect === "draft-04";
  return inSchema(document, (text) => {
    if (Array.isArray(schema["enumNames"])) {
      const named = withValue(text, [...path, "enumNames"], choices.map(({ value, label }) => label || wordOf(value)));
      return withValue(named, [...path, "enum"], values);
    }
    const keyword = ["oneOf", "anyOf"].find((each) => Array.isArray(schema[each]));
    if (keyword) return withValue(text, [...path, keyword], alternatives(choices, schema[keyword], isOld));
    if (!choices.some(isTitled)) return withValue(text, [...path, "enum"], values);
    return replaced(text, path, ["enum"], "oneOf", alternatives(choices, [], isOld));
  });
}

/** What was typed as a value of a choice; null where it is none of the type. */
export function valueTyped(text: string, type: Settings["choiceType"]): string | number | null {
  if (type === "string") return text;
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value) || (type === "integer" && !Number.isInteger(value)) ? null : value;
}

/** Lines that were pasted: one choice each, with its label behind a tab, where there is one. Lines of values that are there already are left out. */
export function choicesPasted(lines: string, type: Settings["choiceType"], present: readonly Choice[]): { choices: Choice[]; passedOver: number } {
  const seen = new Set(present.map(({ value }) => value));
  const choices: Choice[] = [];
  let passedOver = 0;
  for (const line of lines.split(/\r?\n/).filter((each) => each.trim() !== "")) {
    const [first = "", second] = line.split("\t").map((part) => part.trim());
    const value = valueTyped(first, type);
    if (value === null || value === "" || seen.has(value)) {
      passedOver += 1;
      continue;
    }
    seen.add(value);
    choices.push({ value, label: second || wordOf(value) });
  }
  return { choices, passedOver };
}
