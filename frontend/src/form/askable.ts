// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A question as rjsf can ask it, once references, conditions and combinations are merged: rjsf has no field for a schema without a
 * type, takes the first of several types, and stops at choices that are none.
 */
import { getSchemaType, getUiOptions, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { NOT_ASKED } from "./dialects";
import { isConstant, isNever, isObject, type Json } from "./refs";

/** Keywords that speak of one type only, and which. */
const TELLING: readonly (readonly [string, readonly string[]])[] = [
  ["object", ["properties", "additionalProperties", "patternProperties", "propertyNames", "minProperties", "maxProperties", "required"]],
  ["array", ["items", "minItems", "maxItems", "uniqueItems", "contains"]],
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]],
  ["string", ["pattern", "format", "minLength", "maxLength"]],
];
/** Of several types the one whose field takes most of what people write. */
const PREFERRED = ["string", "number", "integer", "boolean", "array", "object", "null"];

const WRITTEN = new Set(["string", "number", "integer"]);

const ANNOTATIONS = new Set(["title", "description", "default", "examples", "readOnly", "writeOnly", "deprecated", "$ref", "type"]);
/** What an alternative may say without being a question of its own. */
const RULES = new Set(["required", "minProperties", "maxProperties", "minLength", "maxLength", "pattern", "format", "minimum", "maximum"]
  .concat(["exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "contains", "not", "propertyNames"]));

/** Whether the page leaves it out: no answer fits, or the server found that it cannot be asked. */
export const isLeftOut = (schema: unknown): boolean => isNever(schema) || (isObject(schema) && schema[NOT_ASKED] === true);

function typeOfValue(value: unknown): string | undefined {
  if (Array.isArray(value)) return "array";
  if (isObject(value)) return "object";
  return typeof value === "boolean" ? "boolean" : undefined;
}

function typeFor(schema: RJSFSchema, value: unknown): RJSFSchema["type"] {
  const types = Array.isArray(schema.type) ? schema.type : undefined;
  const given = typeOfValue(value);
  if (types !== undefined) {
    const wanted = types.filter((type) => type !== "null");
    const told = TELLING.find(([type, keywords]) => wanted.includes(type as never) && keywords.some((keyword) => keyword in schema))?.[0];
    const written = wanted.filter((type) => WRITTEN.has(type));
    const chosen =
      wanted.find((type) => type === given) ??
      (written.length > 0 || told === undefined ? PREFERRED.find((type) => wanted.includes(type as never)) : told) ??
      "null";
    // One field takes text and numbers, and knows which of them may be meant.
    const kept = WRITTEN.has(chosen) ? written : [chosen];
    return (types.includes("null") && chosen !== "null" ? [...kept, "null"] : kept) as RJSFSchema["type"];
  }
  const told = TELLING.find(([, keywords]) => keywords.some((keyword) => keyword in schema))?.[0];
  return (given ?? told ?? "string") as RJSFSchema["type"];
}

const isOnly = (option: unknown, keywords: ReadonlySet<string>): boolean =>
  isObject(option) && Object.keys(option).every((keyword) => ANNOTATIONS.has(keyword) || keywords.has(keyword));

const NOTHING: ReadonlySet<string> = new Set();

/** A list of choices beside alternatives: titled where the alternatives are no more than titles. */
function withOneChoice(schema: RJSFSchema): RJSFSchema {
  const { oneOf, anyOf, ...rest } = schema;
  const options = (oneOf ?? anyOf) as Json[] | undefined;
  const values = rest.enum as unknown[] | undefined;
  if (options === undefined || values === undefined) return schema;
  if (options.every(isConstant)) {
    const { enum: _values, ...others } = schema;
    return others;
  }
  const isTitles = options.length === values.length && options.every((option) => isOnly(option, NOTHING));
  if (!isTitles) return rest;
  const { enum: _values, ...others } = rest;
  const titled = values.map((value, index) => ({ const: value, title: String(options[index]?.["title"] ?? value) }));
  return { ...others, oneOf: titled as RJSFSchema[] };
}

/** Alternatives that are rules and no questions ("one of these two is needed") are nothing to choose from. */
function withoutRules(schema: RJSFSchema): RJSFSchema {
  let result = schema;
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const options = schema[keyword];
    if (!options?.every((option) => option === true || (isOnly(option, RULES) && !("title" in (option as Json)) && !("type" in (option as Json))))) continue;
    const { [keyword]: _rules, ...rest } = result;
    result = rest;
  }
  return result;
}

/** Whole groups and lists to choose from are named by what they hold. */
function withNames(schema: RJSFSchema): RJSFSchema {
  const values = schema.enum as unknown[] | undefined;
  if (!values?.some((value) => typeof value === "object" && value !== null)) return schema;
  const { enum: _values, ...rest } = schema;
  const titled = values.map((value) => ({ const: value, title: typeof value === "string" ? value : JSON.stringify(value) }));
  return { ...rest, oneOf: titled as RJSFSchema[] };
}

function withEntries(schema: RJSFSchema): RJSFSchema {
  if (getSchemaType(schema) !== "array") return schema;
  if (isNever(schema.items)) return { ...schema, items: {}, maxItems: 0 };
  return schema.items === undefined || schema.items === true ? { ...schema, items: {} } : schema;
}

/** Fields that can show one of several given values. */
const SELECTED = new Set(["string", "number", "integer", "boolean"]);

/** A fixed value of another kind is a list of one to choose: no field could take it otherwise. */
function withFixed(schema: RJSFSchema): RJSFSchema {
  if (schema.const === undefined || schema.enum !== undefined || SELECTED.has(String(schema.type))) return schema;
  const { const: fixed, ...rest } = schema;
  return { ...rest, enum: [fixed] };
}

function isList({ enum: values, oneOf, anyOf }: RJSFSchema): boolean {
  const options = (oneOf ?? anyOf) as unknown[] | undefined;
  return values !== undefined || (options !== undefined && options.length > 0 && options.every(isConstant));
}

/** What rjsf is given in place of `schema`, which is merged already; the same object where nothing has to be changed. */
export function asAsked(schema: RJSFSchema, value: unknown): RJSFSchema {
  let asked = withNames(withFixed(withoutRules(withOneChoice(schema))));
  const options = asked.oneOf ?? asked.anyOf;
  const isChoice = Boolean(options ?? asked.enum) || asked.const !== undefined;
  const several = Array.isArray(asked.type) && asked.type.filter((type) => type !== "null").length > 1;
  if ((asked.type === undefined && !isChoice) || (several && !asked.oneOf && !asked.anyOf && !asked.enum)) {
    asked = { ...asked, type: typeFor(asked, value) } as RJSFSchema;
  }
  // rjsf takes a list of values for choices of a text field, whatever they are; it has no field for one without a type.
  if (!SELECTED.has(String(asked.type)) && isList(asked)) asked = { ...asked, type: "string" };
  return withEntries(asked);
}

/** Whether a question can be handed to rjsf without a look. */
export function isPlain(schema: RJSFSchema, uiSchema: UiSchema | undefined): boolean {
  if (typeof schema.type !== "string" || getUiOptions(uiSchema)["field"] !== undefined) return false;
  if (schema.type === "array" && (schema.items === undefined || typeof schema.items === "boolean" || isNever(schema.items))) return false;
  return !["const", "enum", "$ref", "allOf", "anyOf", "oneOf", "if", "dependencies", "not", NOT_ASKED].some((keyword) => keyword in schema);
}
