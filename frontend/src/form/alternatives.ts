// SPDX-License-Identifier: AGPL-3.0-or-later
/** The alternatives of a oneOf or anyOf: what each kind of answer is called, and whether there is anything to choose. */
import { getSchemaType, type RJSFSchema } from "@rjsf/utils";
import { t } from "../shared/texts";
import { isChoice } from "./fitting";
import { isObject, resolve } from "./refs";

const TYPE_WORDS: Record<string, string> = {
  string: t("Text"),
  number: t("Number"),
  integer: t("Whole number"),
  boolean: t("Yes or no"),
  array: t("List"),
  object: t("Several answers"),
  null: t("No answer"),
};

/** What an option may hold that asks for no answer of its own. */
const ONLY_RULES = new Set([
  "title",
  "description",
  "$comment",
  "type",
  "required",
  "not",
  "minProperties",
  "maxProperties",
  "dependentRequired",
  "propertyNames",
]);

function titlesOfQuestions(kind: RJSFSchema): string[] {
  const required = Array.isArray(kind.required) ? kind.required : [];
  const names = Object.keys(kind.properties ?? {});
  const telling = names.filter((name) => required.includes(name));
  return (telling.length > 0 ? telling : names).slice(0, 2).map((name) => {
    const property = kind.properties?.[name];
    return isObject(property) && typeof property["title"] === "string" ? property["title"] : name;
  });
}

/** What a kind without a title is called: by its questions, its format, its type. */
function nameOf(option: unknown, root: RJSFSchema): string | undefined {
  const kind = resolve(option, root);
  if (typeof kind.title === "string" && kind.title !== "") return kind.title;
  const titles = titlesOfQuestions(kind);
  const [first, second] = titles;
  if (first !== undefined) return second === undefined ? t("With {title}", { title: first }) : t("With {first} and {second}", { first, second });
  if (isChoice(kind, root)) return t("One of a list");
  const type = getSchemaType(kind);
  if (type === "string" && kind.format === "date") return t("Date");
  if (type === "string" && kind.format === "date-time") return t("Date and time");
  return TYPE_WORDS[String(type)];
}

function named(options: unknown[], root: RJSFSchema): unknown[] {
  const names = options.map((option) => nameOf(option, root));
  return options.map((option, index) => {
    const name = names[index];
    if (!isObject(option) || name === undefined) return option;
    const same = names.filter((each) => each === name).length;
    const title = same > 1 ? `${name} (${names.slice(0, index + 1).filter((each) => each === name).length})` : name;
    return { ...option, title };
  });
}

/** Rules of which any one is to hold ("a mail address or a telephone number") are no kinds: all their questions are there already. */
function asksNothing(options: unknown[]): boolean {
  return options.every((option) => option === true || (isObject(option) && Object.keys(option).every((key) => ONLY_RULES.has(key))));
}

/** Keywords that hold answers, not schemas. */
const DATA = new Set(["default", "const", "enum", "examples", "enumNames"]);

function withAlternatives(value: unknown, root: RJSFSchema): unknown {
  if (Array.isArray(value)) return value.map((each) => withAlternatives(each, root));
  if (!isObject(value)) return value;
  // Not by assigning: a question may be called `__proto__`.
  const entries: [string, unknown][] = [];
  for (const [key, child] of Object.entries(value)) {
    if (DATA.has(key)) entries.push([key, child]);
    else if ((key !== "oneOf" && key !== "anyOf") || !Array.isArray(child)) entries.push([key, withAlternatives(child, root)]);
    else if (isChoice({ [key]: child } as RJSFSchema, root)) entries.push([key, child]);
    else if (!(isObject(value["properties"]) && asksNothing(child))) entries.push([key, named(withAlternatives(child, root) as unknown[], root)]);
  }
  return Object.fromEntries(entries);
}

/** `schema` with a name for each alternative, and without choices between rules that ask for nothing. */
export function withNamedAlternatives(schema: RJSFSchema): RJSFSchema {
  return withAlternatives(schema, schema) as RJSFSchema;
}
