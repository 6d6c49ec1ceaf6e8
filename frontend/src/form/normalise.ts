// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Forms written for react-jsonschema-form 0.33 to 5, made fit for rjsf 6 before they are shown. The stored form is never
 * changed, and answers are validated against the stored schema.
 */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { fittingWidget } from "./fitting";
import { withInnerParts } from "./inner";
import { withNamedAlternatives } from "./alternatives";
import { renamedSchema, shownAnswers } from "./names";
import { MAY_BE_NOTHING, uiForChoices, withoutGuesses } from "./presets";
import { allProperties, isNull, isObject, resolve, type Json } from "./refs";
import { readable } from "./words";

/** Whether "nothing" is an answer that the schema takes. */
function takesNull(schema: Json): boolean {
  const { type, enum: values } = schema;
  if (isNull(schema) || (Array.isArray(type) && type.includes("null"))) return true;
  const options = [schema["anyOf"], schema["oneOf"]].find((each) => Array.isArray(each)) as unknown[] | undefined;
  return options?.some(isNull) ?? (Array.isArray(values) && values.includes(null));
}

/** "A value or nothing", as generators of schemas write optional questions, is the question for the value. */
function withoutNullOption(schema: Json): Json {
  for (const key of ["anyOf", "oneOf"]) {
    const options = schema[key];
    if (!Array.isArray(options)) continue;
    const [only, ...more] = options.filter((option) => !isNull(option)) as unknown[];
    if (options.length !== 2 || more.length > 0 || !isObject(only)) continue;
    const { [key]: _options, default: preset, ...rest } = schema;
    return { ...only, ...rest, ...(preset === null || preset === undefined ? {} : { default: preset }) };
  }
  return schema;
}

/** A choice between groups and nothing stays one; everything else is asked for with a mark for "nothing" beside it. */
function markable(schema: Json): boolean {
  const { type } = schema;
  if (schema["properties"] !== undefined || type === "object" || type === "null") return false;
  const values = schema["enum"] ?? schema["oneOf"] ?? schema["anyOf"];
  return !Array.isArray(values) || (schema["enum"] !== undefined && !(values as unknown[]).includes(null));
}

/** A required question that may be answered by "nothing", on purpose. */
function orNothing(schema: Json): Json {
  if (!takesNull(schema)) return schema;
  const asked = withoutNullOption(schema);
  return markable(asked) ? { ...asked, ...("default" in schema ? { default: schema["default"] } : {}), [MAY_BE_NOTHING]: true } : schema;
}

/** The question as somebody can answer it: nobody else fills in what the form marks as read-only. */
function answerable(schema: unknown, required: boolean): unknown {
  if (!isObject(schema)) return schema;
  const shown = required ? orNothing(schema) : withoutNullOption(schema);
  if (!required || shown["readOnly"] !== true || shown["default"] !== undefined || "const" in shown) return shown;
  const { readOnly: _readOnly, ...rest } = shown;
  return rest;
}

function answerableProperties(schema: Json): Json {
  const { properties, required } = schema;
  if (!isObject(properties)) return schema;
  const needed = new Set(Array.isArray(required) ? (required as unknown[]) : []);
  const entries = Object.entries(properties).map(([name, property]) => [name, answerable(property, needed.has(name))]);
  return { ...schema, properties: Object.fromEntries(entries) as Json };
}

const WRITTEN = new Set<unknown>(["string", "number", "integer"]);

/** What the one field for text and numbers needs not know of an alternative: the stored form judges the answer. */
const ABOUT_NUMBERS = new Set(["type", "title", "description", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]);

/** "A number, or text": one field knows which of them is written, where a choice would have to be changed while writing. */
function joined(schema: Json): Json {
  for (const key of ["anyOf", "oneOf"]) {
    const options = schema[key];
    if (!Array.isArray(options) || schema["type"] !== undefined) continue;
    const isWritten = (option: unknown): boolean =>
      isNull(option) || (isObject(option) && WRITTEN.has(option["type"]) && Object.keys(option).every((name) => ABOUT_NUMBERS.has(name)));
    const types = new Set((options as Json[]).map((option) => option["type"]));
    if (!options.every(isWritten) || types.size < 2 || (types.size === 2 && types.has("null"))) continue;
    const { [key]: _options, ...rest } = schema;
    return { ...rest, type: [...types] };
  }
  return schema;
}

/** `enumNames` beside `enum` becomes a oneOf of titled constants, the form that today's drafts know. */
function schemaForToday(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(schemaForToday);
  if (!isObject(value)) return value;
  const { enumNames, ...rest }: Json = joined(
    answerableProperties(
      Object.fromEntries(
        Object.entries(value).map(([key, child]) => [key, key === "default" || key === "const" ? child : schemaForToday(child)]),
      ),
    ),
  );
  if (!Array.isArray(enumNames)) return enumNames === undefined ? rest : { ...rest, enumNames };
  if (!Array.isArray(rest["enum"])) return rest;
  const { enum: values, ...others } = rest as Json & { enum: unknown[] };
  const names = enumNames as unknown[];
  return { ...others, oneOf: values.map((item, index) => ({ const: item, title: String(names[index] ?? item) })) };
}

/** What would change the page itself and not a question: components that only a program could give, ids of our own. */
const NOT_TAKEN = /^(?:field|rootFieldId|\w+Template)$/;

/** Options that are text to read. */
const TEXTS = new Set(["title", "description", "help", "placeholder"]);

/** The options of a level, by their names without "ui:". */
function fitting(options: Json, schema: RJSFSchema, root: RJSFSchema): Json {
  const own: Json = {};
  for (const [name, value] of Object.entries(options)) {
    if (NOT_TAKEN.test(name) || (TEXTS.has(name) && typeof value !== "string")) continue;
    if (name === "widget") {
      const widget = fittingWidget(schema, value, root);
      if (widget !== undefined) own[name] = widget;
    } else if (name === "order") {
      if (Array.isArray(value)) own[name] = value.includes("*") ? value : [...(value as unknown[]), "*"];
    } else own[name] = value;
  }
  return own;
}

/** The keys of a level that are about the level itself. */
function ownOptions(ui: Json, schema: RJSFSchema, root: RJSFSchema): Json {
  const keys = Object.entries(ui).filter(([key]) => key.startsWith("ui:") && key !== "ui:options");
  const plain = fitting(Object.fromEntries(keys.map(([key, value]) => [key.slice(3), value])), schema, root);
  const own: Json = Object.fromEntries(Object.entries(plain).map(([name, value]) => [`ui:${name}`, value]));
  if (isObject(ui["ui:options"])) own["ui:options"] = fitting(ui["ui:options"], schema, root);
  // rjsf reads the class names of a field only under this name since version 5.
  if (typeof ui["classNames"] === "string") own["ui:classNames"] = ui["classNames"];
  return own;
}

function uiForToday(uiValue: unknown, schemaValue: unknown, root: RJSFSchema): UiSchema {
  if (!isObject(uiValue)) return {};
  const schema = resolve(schemaValue, root);
  const properties = allProperties(schema, root);
  const asked = Object.entries(uiValue).filter(([name]) => Object.hasOwn(properties, name));
  const result: Json = {
    ...ownOptions(uiValue, schema, root),
    // Not by assignment: a question may be called `__proto__`.
    ...Object.fromEntries(asked.map(([name, child]) => [name, uiForToday(child, properties[name], root)])),
  };
  const { items } = uiValue;
  if (Array.isArray(schema.items)) {
    result["items"] = schema.items.map((item, index) =>
      uiForToday(Array.isArray(items) ? (items as unknown[])[index] : items, item, root),
    );
  } else if (isObject(schema.items) && items !== undefined) {
    result["items"] = uiForToday(items, schema.items, root);
  }
  for (const key of ["additionalItems", "additionalProperties"] as const) {
    if (isObject(schema[key]) && uiValue[key] !== undefined) result[key] = uiForToday(uiValue[key], schema[key], root);
  }
  for (const key of ["oneOf", "anyOf"] as const) {
    const [kinds, kindsUi] = [schema[key], uiValue[key]];
    if (Array.isArray(kinds) && Array.isArray(kindsUi)) {
      result[key] = kinds.map((kind, index) => uiForToday((kindsUi as unknown[])[index], kind, root));
    }
  }
  return result;
}

export interface ShownForm {
  schema: RJSFSchema;
  uiSchema: UiSchema;
}

/** What is handed to rjsf for a stored form. */
export function normalise(schema: RJSFSchema, uiSchema: UiSchema | null): ShownForm {
  const today = withNamedAlternatives(schemaForToday(schema) as RJSFSchema);
  const uiToday = uiForToday(uiSchema ?? {}, today, today);
  const shown = withInnerParts(withoutGuesses(today, uiToday));
  const ui = uiForChoices(shown, uiToday);
  return { schema: readable(renamedSchema(shown)), uiSchema: shownAnswers(ui) };
}
