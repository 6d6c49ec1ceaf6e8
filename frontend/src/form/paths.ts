// SPDX-License-Identifier: AGPL-3.0-or-later
/** Human paths: the titles a person sees, joined by " > ", list items by their number. */
import { getUiOptions, retrieveSchema, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import type { Answers } from "../shared/types";
import { opened } from "./inner";
import { own, type Path, valueAt } from "./pointers";
import { isUnchosen, presetsSomething } from "./presets";
import { isObject, resolve } from "./refs";
import { isSteady } from "./steady";
import { validator } from "./validator";

function apply(schema: RJSFSchema, root: RJSFSchema, value: unknown): RJSFSchema {
  try {
    return merged(schema, root, value);
  } catch {
    // Titles and order are missing then; nothing else is.
    return resolve(schema, root);
  }
}

function merged(schema: RJSFSchema, root: RJSFSchema, value: unknown): RJSFSchema {
  const resolved = retrieveSchema(validator, schema, root, isObject(value) ? value : undefined);
  const options = ((resolved.oneOf ?? resolved.anyOf) as RJSFSchema[] | undefined)?.filter((option) => !isUnchosen(option));
  const isChoice = options?.some((option) => isObject(option) && ("properties" in option || "$ref" in option));
  if (!options || !isChoice) return resolved;
  const { oneOf: _one, anyOf: _any, ...rest } = resolved;
  const option =
    options.find((candidate) => value !== undefined && validator.isValid(candidate, value, root)) ??
    // Where the page asks which kind it is, none is meant before somebody says so.
    (value === undefined && presetsSomething(options[0], root) ? undefined : options[0]);
  if (!option) return resolved;
  const chosen = retrieveSchema(validator, option, root, isObject(value) ? value : undefined);
  return {
    ...rest,
    ...chosen,
    properties: { ...rest.properties, ...chosen.properties },
    required: [...(rest.required ?? []), ...(chosen.required ?? [])],
    ...(rest.title === undefined ? {} : { title: rest.title }),
  };
}

interface Remembered {
  root: RJSFSchema;
  value: unknown;
  result: RJSFSchema;
}

/** The last answer for each schema: every path into a form begins with the same steps, and most schemas apply the same to all values. */
const remembered = new WeakMap<RJSFSchema, Remembered>();

/** The schema as it applies to `value`: references, conditions and the fitting option of oneOf and anyOf merged in. */
export function applied(schema: RJSFSchema, root: RJSFSchema, value: unknown): RJSFSchema {
  const known = remembered.get(schema);
  if (known && known.root === root && (known.value === value || isSteady(schema))) return known.result;
  const result = apply(schema, root, value);
  remembered.set(schema, { root, value, result });
  return result;
}

/** The schema of the item at `index` of an array, whether items is one schema or a tuple. */
export function itemSchema(schema: RJSFSchema, index: number): RJSFSchema {
  const tuple = (Array.isArray(schema.items) ? schema.items : (schema as { prefixItems?: RJSFSchema[] }).prefixItems) as
    | RJSFSchema[]
    | undefined;
  const found = tuple?.[index] ?? (Array.isArray(schema.items) ? schema.additionalItems : schema.items);
  return isObject(found) ? (found as RJSFSchema) : {};
}

/** The titles along `path`; a part the schema does not name stands for itself. */
export function titlesOf(root: RJSFSchema, uiSchema: UiSchema, answers: Answers, path: Path): string[] {
  const titles: string[] = [];
  let schema = applied(root, root, answers);
  let ui: UiSchema | undefined = uiSchema;
  path.forEach((part, depth) => {
    const value = valueAt(answers, path.slice(0, depth + 1));
    const property = own(schema.properties, part);
    if (isObject(property)) {
      ui = ui?.[part] as UiSchema | undefined;
      schema = applied(opened(property as RJSFSchema), root, value);
      titles.push(getUiOptions(ui).title ?? (property as RJSFSchema).title ?? schema.title ?? String(part));
    } else if (schema.items !== undefined && /^\d+$/.test(String(part))) {
      ui = ui?.["items"] as UiSchema | undefined;
      schema = applied(itemSchema(schema, Number(part)), root, value);
      titles.push(String(Number(part) + 1));
    } else {
      ui = undefined;
      schema = {};
      titles.push(String(part));
    }
  });
  return titles;
}

export function humanPath(root: RJSFSchema, uiSchema: UiSchema, answers: Answers, path: Path): string {
  return titlesOf(root, uiSchema, answers, path).join(" > ");
}

/** Where a field stands in the form: its number at each level. */
function placeOf(schema: RJSFSchema, answers: Answers, path: Path): number[] {
  let here = applied(schema, schema, answers);
  return path.map((part, depth) => {
    const value = valueAt(answers, path.slice(0, depth + 1));
    const index = Object.keys(here.properties ?? {}).indexOf(String(part));
    const property = own(here.properties, part);
    if (typeof property === "object") here = applied(opened(property), schema, value);
    else here = here.items === undefined ? {} : applied(itemSchema(here, Number(part)), schema, value);
    if (index >= 0) return index;
    // What the form does not ask for comes last.
    return /^\d+$/.test(String(part)) ? Number(part) : Number.MAX_SAFE_INTEGER;
  });
}

function comparePlaces(a: number[], b: number[]): number {
  const differing = a.findIndex((place, depth) => place !== b[depth]);
  return differing < 0 ? a.length - b.length : (a[differing] ?? 0) - (b[differing] ?? -1);
}

/** What belongs to fields, in the order in which the form asks for them. */
export function inFormOrder<T>(schema: RJSFSchema, answers: Answers, things: T[], pathOf: (thing: T) => Path): T[] {
  const placed = things.map((thing) => ({ thing, place: placeOf(schema, answers, pathOf(thing)) }));
  return placed.sort((a, b) => comparePlaces(a.place, b.place)).map(({ thing }) => thing);
}
