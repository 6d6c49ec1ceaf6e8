// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Two names of questions that rjsf cannot keep an answer under: "" is to it the group around the question, and `__proto__` is
 * refused, since assigning to it changes what an object is. In the page both go by another name.
 */
import type { RJSFSchema } from "@rjsf/utils";
import { isObject, resolve, type Json } from "./refs";

const SHOWN = new Map([
  ["", "\u001e0"],
  ["__proto__", "\u001e1"],
]);
const GIVEN = new Map([...SHOWN].map(([given, shown]) => [shown, given]));

/** The name in the page of the property `name`. */
export const shownName = (name: string): string => SHOWN.get(name) ?? name;

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [names.get(name) ?? name, renamed(item, names)]));
}

/** Answers under the names that the page knows. */
export const shownAnswers = <T>(answers: T): T => renamed(answers, SHOWN) as T;

/** The name that the form gives to what goes by `name` in the page. */
export const givenName = (name: string): string => GIVEN.get(name) ?? name;

/** Answers under the names that the form gives. */
export const givenAnswers = <T>(answers: T): T => renamed(answers, GIVEN) as T;

const OF_NAMES = new Set(["properties", "dependentSchemas", "dependencies", "dependentRequired"]);
const OF_SCHEMAS = new Set(["$defs", "definitions", "patternProperties"]);
const OF_VALUES = new Set(["const", "enum", "default", "examples"]);

const shownNames = (names: unknown): unknown =>
  Array.isArray(names) ? names.map((name) => (typeof name === "string" ? shownName(name) : (name as unknown))) : names;

function titled(name: string, property: unknown, root: RJSFSchema): unknown {
  if (!SHOWN.has(name) || !isObject(property) || resolve(property, root).title !== undefined) return property;
  return { ...property, title: property["title"] ?? (name || "(no name)") };
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

/** Whether a form asks for such a name. */
const isAwkward = (schema: RJSFSchema): boolean => /"(?:__proto__)?":/.test(JSON.stringify(schema));

const known = new WeakMap<RJSFSchema, RJSFSchema>();

/** The schema under the names that the page knows: itself, where they are those that it gives. */
export function renamedSchema(schema: RJSFSchema): RJSFSchema {
  const found = known.get(schema) ?? (isAwkward(schema) ? (inSchema(schema, schema) as RJSFSchema) : schema);
  known.set(schema, found);
  return found;
}
