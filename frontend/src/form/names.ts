// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Names of questions and entries that rjsf cannot keep an answer under: "" is to it the group around the question, and what every object
 * has ("constructor") it takes for something that is there already. In the page they go by another name.
 */
import type { RJSFSchema } from "@rjsf/utils";
import { t } from "../shared/texts";
import { OF_VALUES } from "./keywords";
import { isObject, resolve, type Json } from "./refs";

const AWKWARD = ["", "prototype", ...Object.getOwnPropertyNames(Object.prototype)];
const SHOWN = new Map(AWKWARD.map((name) => [name, `\u001e${name}`]));
const GIVEN = new Map([...SHOWN].map(([given, shown]) => [shown, given]));

/** What stands for them, and between the parts of a field's id: names that people type hold neither. */
export const holdsMarks = (name: string): boolean => name.includes("\u001e") || name.includes("\u001f");

/** The name in the page of the property `name`. */
export const shownName = (name: string): string => SHOWN.get(name) ?? name;

/** The same object where it holds no such name: what has not changed is not drawn anew. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => renamed(item, names));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => [names.get(name) ?? name, renamed(item, names)]);
  return entries.every(([name, item]) => Object.hasOwn(value, name) && value[name] === item) ? value : Object.fromEntries(entries);
}

/** Answers under the names that the page knows. */
export const shownAnswers = <T>(answers: T): T => renamed(answers, SHOWN) as T;

/** The name that the form gives to what goes by `name` in the page. */
export const givenName = (name: string): string => GIVEN.get(name) ?? name;

/** Answers under the names that the form gives. */
export const givenAnswers = <T>(answers: T): T => renamed(answers, GIVEN) as T;

const OF_NAMES = new Set(["properties", "dependentSchemas", "dependencies", "dependentRequired"]);
const OF_SCHEMAS = new Set(["$defs", "definitions", "patternProperties"]);

const shownNames = (names: unknown): unknown =>
  Array.isArray(names) ? names.map((name) => (typeof name === "string" ? shownName(name) : (name as unknown))) : names;

function titled(name: string, property: unknown, root: RJSFSchema): unknown {
  if (!SHOWN.has(name) || !isObject(property) || resolve(property, root).title !== undefined) return property;
  return { ...property, title: property["title"] ?? (name || t("(no name)")) };
}

function inSchema(schema: unknown, root: RJSFSchema): unknown {
  if (Array.isArray(schema)) return schema.map((item) => inSchema(item, root));
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === "required") return [key, shownNames(value)];
    if (OF_VALUES.has(key)) return [key, shownAnswers(value)];
    if (OF_NAMES.has(key) && isObject(value)) {
      const parts = Object.entries(value).map(([name, part]) => [
        shownName(name),
        Array.isArray(part) ? shownNames(part) : inSchema(key === "properties" ? titled(name, part, root) : part, root),
      ]);
      return [key, Object.fromEntries(parts) as Json];
    }
    if (OF_SCHEMAS.has(key) && isObject(value)) {
      return [key, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inSchema(part, root)]))];
    }
    return [key, inSchema(value, root)];
  });
  return Object.fromEntries(entries);
}

const ASKED = new RegExp(`"(?:${AWKWARD.join("|")})":`);

/** Whether a form asks for such a name. */
const isAwkward = (schema: RJSFSchema): boolean => ASKED.test(JSON.stringify(schema));

const known = new WeakMap<RJSFSchema, RJSFSchema>();

/** The schema under the names that the page knows: itself, where they are those that it gives. */
export function renamedSchema(schema: RJSFSchema): RJSFSchema {
  const found = known.get(schema) ?? (isAwkward(schema) ? (inSchema(schema, schema) as RJSFSchema) : schema);
  known.set(schema, found);
  return found;
}
