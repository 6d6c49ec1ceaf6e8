// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Names that programs gave ("experimenterFullName", "sample_id"), in words, where they are shown as a question's title. The stored form
 * is never changed, and keys of the copy and messages of the server keep them as they are.
 */
import type { RJSFSchema } from "@rjsf/utils";
import { OF_VALUES } from "./keywords";
import { isConstant, isObject, resolve, type Json } from "./refs";

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*$/;
/** A capital that begins a word; "pH", "mRNA" and "siRNA" are one. */
const BETWEEN = /_|(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z]{3})(?=[A-Z]{2,}\b)/;

/** "Experimenter full name" of "experimenterFullName"; what is no such name stays. */
export function inWords(name: string): string {
  if (!IDENTIFIER.test(name)) return name;
  const [first = "", ...others] = name.split(BETWEEN);
  // "mOsm" is a unit, and a single word is how somebody spelled it.
  if (others.length === 0 || first.length < 2) return name;
  const plain = (word: string): string => (/^[A-Z][a-z]+$/.test(word) ? word.toLowerCase() : word);
  const begin = /^[a-z]+$/.test(first) ? first.charAt(0).toUpperCase() + first.slice(1) : first;
  return [begin, ...others.map(plain)].join(" ");
}

function titled(name: string, property: unknown, root: RJSFSchema): unknown {
  if (!isObject(property) || isConstant(property)) return property;
  const own = property["title"] ?? resolve(property, root).title ?? name;
  const title = typeof own === "string" ? inWords(own) : own;
  return title === own ? property : { ...property, title };
}

function inSchema(schema: unknown, root: RJSFSchema, ofNames: boolean): unknown {
  if (Array.isArray(schema)) return keptOr(schema, schema.map((item) => inSchema(item, root, false)));
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (ofNames) return [key, titled(key, inSchema(value, root, false), root)];
    return [key, OF_VALUES.has(key) ? value : inSchema(value, root, key === "properties")];
  });
  return entries.every(([key, value]) => schema[key] === value) ? schema : (Object.fromEntries(entries) as Json);
}

const keptOr = (old: unknown[], made: unknown[]): unknown[] => (made.every((item, index) => item === old[index]) ? old : made);

/** The shown form with titles that people can read; itself, where they are. */
export const readable = (schema: RJSFSchema): RJSFSchema => inSchema(schema, schema, false) as RJSFSchema;
