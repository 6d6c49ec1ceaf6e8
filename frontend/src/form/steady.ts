// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What an answer cannot change. Most groups of most forms ask the same whatever is answered in them: of these rjsf need not find out
 * at each key what they ask.
 */
import { createSchemaUtils, type RJSFSchema, type SchemaUtilsType } from "@rjsf/utils";
import { DEFAULTS } from "./opening";
import { own, type Path } from "./pointers";
import { isObject } from "./refs";
import { validator } from "./validator";

/** Keywords by which what is asked may depend on what is answered, or stands elsewhere. */
const DEPENDING = ["$ref", "$id", "if", "not", "allOf", "anyOf", "oneOf", "dependencies", "dependentSchemas", "additionalProperties", "patternProperties"];

const known = new WeakMap<object, boolean>();

/** Whether a part of a form asks the same whatever is answered in it. */
export function isSteady(schema: RJSFSchema): boolean {
  let found = known.get(schema);
  if (found === undefined) {
    found = typeof schema.type === "string" && DEPENDING.every((keyword) => !(keyword in schema) || schema[keyword] === false);
    known.set(schema, found);
  }
  return found;
}

const SINGLE = new Set(["string", "number", "integer", "boolean"]);

/** Whether another answer to the single question at `path` changes nothing but itself: no question comes or goes, no default comes up. */
export function isSteadyAt(root: RJSFSchema, path: Path): boolean {
  let here: unknown = root;
  for (const part of path) {
    if (!isObject(here) || !isSteady(here)) return false;
    here = typeof part === "number" ? here["items"] : own(here["properties"] as Record<string, unknown> | undefined, part);
  }
  return isObject(here) && isSteady(here) && SINGLE.has(String(here["type"]));
}

/** rjsf's tools for one form, which look at what is steady once. */
export function toolsFor(schema: RJSFSchema): SchemaUtilsType {
  const tools = createSchemaUtils(validator, schema, DEFAULTS);
  const plain = tools.retrieveSchema.bind(tools);
  const found = [new WeakMap<RJSFSchema, RJSFSchema>(), new WeakMap<RJSFSchema, RJSFSchema>()] as const;
  tools.retrieveSchema = (part, answers, resolvesOptions = false) => {
    if (!isObject(part) || !isSteady(part)) return plain(part, answers, resolvesOptions);
    const before = found[Number(resolvesOptions) as 0 | 1];
    const asked = before.get(part) ?? plain(part, answers, resolvesOptions);
    before.set(part, asked);
    return asked;
  };
  return tools;
}
