// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What kind of question a schema asks, as the page shows it (form/fieldTypes.tsx, form/rows.ts). What the builder has no settings for is
 * "advanced": it is shown in its place and edited as JSON.
 */
import { getUiOptions, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { fittingWidget, isChoice } from "../../form/fitting";
import { isConstant, isObject, type Json } from "../../form/refs";
import { isTable } from "../../form/rows";
import { t } from "../../shared/texts";
import { wordOf } from "./conditions";

export type Kind =
  | "text"
  | "longText"
  | "pattern"
  | "number"
  | "integer"
  | "yesNo"
  | "date"
  | "dateTime"
  | "oneOf"
  | "severalOf"
  | "section"
  | "list"
  | "table"
  | "repeat"
  | "advanced";

/** What a kind is called beside a question. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  text: t("short text"),
  longText: t("long text"),
  pattern: t("text with a pattern"),
  number: t("number"),
  integer: t("whole number"),
  yesNo: t("yes or no"),
  date: t("date"),
  dateTime: t("date and time"),
  oneOf: t("one of a list"),
  severalOf: t("several of a list"),
  section: t("section"),
  list: t("list"),
  table: t("table of rows"),
  repeat: t("repeated section"),
  advanced: t("advanced: edit as JSON"),
};

/** The one type that is not null; undefined where there are several, or none. */
function typeOf(schema: Json): string | undefined {
  const { type } = schema;
  if (typeof type === "string") return type;
  const others = Array.isArray(type) ? (type as unknown[]).filter((each) => each !== "null") : [];
  return others.length === 1 ? String(others[0]) : undefined;
}

/** Combinations of which the builder knows only those that are choices or conditions. */
const COMBINED = ["allOf", "anyOf", "oneOf", "not", "if", "$ref", "$dynamicRef", "$recursiveRef", "const", "dependencies", "dependentSchemas"];
const isCombined = (schema: Json, but: readonly string[] = []): boolean => COMBINED.some((keyword) => keyword in schema && !but.includes(keyword));

const SCALARS = new Set(["string", "number", "integer"]);

/** Whether all choices are single values of one type, as a list to choose from has them. */
function isPlainChoice(schema: Json, root: RJSFSchema): boolean {
  if (!isChoice(schema, root)) return false;
  const options = schema["oneOf"] ?? schema["anyOf"];
  if (Array.isArray(options) && (schema["enum"] !== undefined || !options.every(isConstant))) return false;
  if (isCombined(schema, ["oneOf", "anyOf"]) || ("oneOf" in schema && "anyOf" in schema)) return false;
  return choicesOf(schema).every(({ value }) => SCALARS.has(typeof value));
}

export interface Choice {
  value: unknown;
  /** What people read; the value itself where nothing else is said. */
  label: string;
}

/** The one answer of an alternative that has no other (isConstant). */
export const constantOf = (option: Json): unknown => ("const" in option ? option["const"] : (option["enum"] as unknown[])[0]);

/** The choices of a question, in any of the ways in which forms have them. */
export function choicesOf(schema: Json): Choice[] {
  const { enum: values, enumNames } = schema;
  if (Array.isArray(values)) {
    const names: unknown[] = Array.isArray(enumNames) ? enumNames : [];
    return (values as unknown[]).map((value, index) => ({ value, label: typeof names[index] === "string" ? names[index] : wordOf(value) }));
  }
  const options = (schema["oneOf"] ?? schema["anyOf"] ?? []) as Json[];
  return options.map((option) => {
    const value = constantOf(option);
    return { value, label: typeof option["title"] === "string" ? option["title"] : wordOf(value) };
  });
}

/** Entries of a list, where all are the same question. */
export const entryOf = (schema: Json): Json | null => (isObject(schema["items"]) && !("prefixItems" in schema) ? schema["items"] : null);

function textKind(schema: Json, ui: UiSchema, root: RJSFSchema): Kind {
  const widget = fittingWidget(schema as RJSFSchema, getUiOptions(ui).widget, root);
  const { format } = schema;
  if (widget === "textarea") return "longText";
  if (["date", "alt-date"].includes(String(widget)) || format === "date") return "date";
  if (["datetime", "date-time", "alt-datetime"].includes(String(widget)) || format === "date-time") return "dateTime";
  return typeof schema["pattern"] === "string" ? "pattern" : "text";
}

function listKind(schema: Json, ui: UiSchema, root: RJSFSchema, resolved: (part: Json) => Json): Kind {
  const items = entryOf(schema);
  if (items === null) return "advanced";
  const entry = resolved(items);
  if (isPlainChoice(entry, root)) return "severalOf";
  const itemsUi = (isObject(ui["items"]) ? ui["items"] : {}) as UiSchema;
  const kind = kindOf(entry, itemsUi, root, resolved);
  if (kind === "section") return isTable(entry as RJSFSchema, itemsUi, entry, root) ? "table" : "repeat";
  return kind === "advanced" || kind === "list" || kind === "table" || kind === "repeat" || kind === "severalOf" ? "advanced" : "list";
}

/** `schema` is what the question leads to, by reference or as "a value or nothing"; `resolved` does the same to its entries. */
export function kindOf(schema: Json, ui: UiSchema, root: RJSFSchema, resolved: (part: Json) => Json): Kind {
  if (isPlainChoice(schema, root) && typeOf(schema) !== "array") return "oneOf";
  const type = typeOf(schema) ?? (isObject(schema["properties"]) && schema["type"] === undefined ? "object" : undefined);
  // Of a section the parts are questions of their own, each known or advanced.
  if (type === "object") return isObject(schema["properties"]) && !["$ref", "$dynamicRef", "$recursiveRef", "const"].some((keyword) => keyword in schema) ? "section" : "advanced";
  if (type === "boolean") return isCombined(schema, ["const"]) ? "advanced" : "yesNo";
  if (isCombined(schema) || "enum" in schema) return "advanced";
  if (type === "array") return listKind(schema, ui, root, resolved);
  if (type === "string") return textKind(schema, ui, root);
  if (type === "number" || type === "integer") return type;
  return "advanced";
}
