// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which control a form's UI schema asks for, and whether it can hold the answer. What does not fit gives way to the usual one. */
import { getSchemaType, type RJSFSchema } from "@rjsf/utils";
import { isConstant, resolve } from "./refs";

/** The controls of each type of answer, beside `hidden`, which every question may be. */
const BY_TYPE: Record<string, ReadonlySet<string>> = {
  string: new Set(
    // no text: names of controls
    "text password email hostname ipv4 ipv6 uri textarea date datetime date-time alt-date alt-datetime time color file data-url".split(" "),
  ),
  number: new Set(["text", "updown", "range"]),
  integer: new Set(["text", "updown", "range"]),
};

const OF_CHOICES = new Set(["radio", "select"]);
const OF_BOOLEANS = new Set(["checkbox", "radio", "select"]);
const OF_LISTS = new Set(["checkboxes", "select"]);

/** The names of rjsf's components, which older forms use in place of the short ones. */
const SHORT_NAMES: Record<string, string> = {
  TextWidget: "text",
  PasswordWidget: "password",
  EmailWidget: "email",
  URLWidget: "uri",
  TextareaWidget: "textarea",
  DateWidget: "date",
  DateTimeWidget: "datetime",
  AltDateWidget: "alt-date",
  AltDateTimeWidget: "alt-datetime",
  TimeWidget: "time",
  ColorWidget: "color",
  FileWidget: "file",
  UpDownWidget: "updown",
  RangeWidget: "range",
  RadioWidget: "radio",
  SelectWidget: "select",
  CheckboxWidget: "checkbox",
  CheckboxesWidget: "checkboxes",
  HiddenWidget: "hidden",
};

/** What each picker writes; a format that wants something else keeps its own picker. */
const WRITES: Record<string, string> = {
  date: "date",
  "alt-date": "date",
  datetime: "date-time",
  "date-time": "date-time",
  "alt-datetime": "date-time",
  time: "time",
};

function optionsOf(schema: RJSFSchema): unknown[] | undefined {
  const options = schema.oneOf ?? schema.anyOf;
  return Array.isArray(options) ? options : undefined;
}

/** More choices than this are a list to search, though the form asks for one button each. */
const MOST_BUTTONS = 50;

const choicesOf = (schema: RJSFSchema): number => (schema.enum ?? optionsOf(schema) ?? []).length;

/** Whether the answer is one of a list: an enum, or titled constants. */
export function isChoice(part: unknown, root: RJSFSchema): boolean {
  const schema = resolve(part, root);
  if (Array.isArray(schema.enum)) return schema.enum.length > 0;
  const options = optionsOf(schema);
  return options !== undefined && options.length > 0 && options.every((option) => isConstant(resolve(option, root)));
}

function fits(schema: RJSFSchema, name: string, root: RJSFSchema): boolean {
  if (name === "hidden") return true;
  const type = getSchemaType(schema);
  if (type === "boolean") return OF_BOOLEANS.has(name);
  if (type === "array") return OF_LISTS.has(name) && isChoice(schema.items, root);
  if (isChoice(schema, root)) return name === "select" || (name === "radio" && choicesOf(schema) <= MOST_BUTTONS);
  const kinds = optionsOf(schema);
  // The kinds of a question are chosen by this control, which each kind would inherit: only groups have no use for it.
  if (kinds) return OF_CHOICES.has(name) && kinds.every((kind) => getSchemaType(resolve(kind, root)) === "object");
  const isOther = WRITES[name] !== undefined && WRITES[String(schema.format)] !== undefined && WRITES[name] !== WRITES[String(schema.format)];
  return !isOther && BY_TYPE[String(type)]?.has(name) === true;
}

/** The name of the control that `wanted` means, if the question can be answered with it. */
export function fittingWidget(schema: RJSFSchema, wanted: unknown, root: RJSFSchema): string | undefined {
  if (typeof wanted !== "string") return undefined;
  const name = Object.hasOwn(SHORT_NAMES, wanted) ? SHORT_NAMES[wanted] : wanted;
  return name !== undefined && fits(schema, name, root) ? name : undefined;
}
