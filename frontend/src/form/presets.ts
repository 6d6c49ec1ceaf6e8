// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What a form may fill in by itself: defaults that fit and are shown, and constants that nobody could change. Everything else
 * waits for somebody to answer it. Where the answers come from that were there before is said in fill/Origin.tsx.
 */
import { getUiOptions, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { t } from "../shared/texts";
import { BY_NAME, OF_VALUES } from "./keywords";
import { own } from "./pointers";
import { allProperties, conditionalParts, isConstant, isObject, resolve, type Json } from "./refs";
import { validator } from "./validator";

/** On a question that "nothing" is an answer to, given on purpose. */
export const MAY_BE_NOTHING = "x-may-be-nothing";

const UNCHOSEN = "x-unchosen";

/** The first entry of a choice between kinds, where the first kind would bring answers along that nobody gave. */
const choose = (): Json => ({ [UNCHOSEN]: true, title: t("Choose…"), not: {} });

/** On what nobody can change in the page: its default is filled in whatever else was answered before. */
const CLOSED = "x-closed";

export const isUnchosen = (option: unknown): boolean => isObject(option) && option[UNCHOSEN] === true;

/** The part of a default that the schema takes; undefined where none is left. */
function fittingDefault(value: unknown, schema: unknown, root: RJSFSchema): unknown {
  if (value === null || value === undefined) return undefined;
  const here = resolve(schema, root);
  if (isObject(value) && here.properties) {
    const parts = Object.entries(value).map(([name, part]) => {
      const question = own(here.properties, name);
      return [name, question === undefined ? part : fittingDefault(part, question, root)] as const;
    });
    const kept = parts.filter(([, part]) => part !== undefined);
    return kept.length > 0 ? Object.fromEntries(kept) : undefined;
  }
  if (Array.isArray(value) && isObject(here.items)) {
    const entries = value.map((entry) => fittingDefault(entry, here.items, root));
    return entries.includes(undefined) ? undefined : entries;
  }
  return isObject(schema) && !validator.isValid(schema as RJSFSchema, value, root) ? undefined : value;
}

/** Whether a part of a form, shown, records something by itself. `seen`: what was looked at already, since a part may hold itself. */
export function presetsSomething(part: unknown, root: RJSFSchema, seen = new Set<unknown>()): boolean {
  if (!isObject(part)) return false;
  const here = resolve(part, root);
  if (here.default !== undefined || part["default"] !== undefined) return true;
  if (seen.has(here)) return false;
  seen.add(here);
  const parts = [...Object.values(here.properties ?? {}), ...(here.allOf ?? []), here.oneOf?.[0], here.anyOf?.[0], ...conditionalParts(here)];
  return parts.some((each) => presetsSomething(each, root, seen));
}

/** Combinations of combinations; the server takes no longer chains. */
const MOST_COMBINED = 40;

/** The one answer that a question can have; undefined where there are more, or none. */
function fixedAnswer(part: unknown, root: RJSFSchema, depth = 0): unknown {
  const here = resolve(part, root);
  if (here.const !== undefined) return here.const;
  if (Array.isArray(here.enum)) return here.enum.length === 1 ? (here.enum as unknown[])[0] : undefined;
  if (depth >= MOST_COMBINED) return undefined;
  return here.allOf?.map((each) => fixedAnswer(each, root, depth + 1)).find((each) => each !== undefined);
}

/** A fixed value as something to choose, since a text field cannot tell what to write. A yes or no can be told as it is. */
function choosable(schema: Json, isPreset: boolean): Json {
  const { const: fixed, ...rest } = schema;
  if (typeof fixed === "boolean") return { type: "boolean", ...schema };
  if (fixed === undefined || (typeof fixed === "object" && fixed !== null)) return schema;
  if (fixed === null) return { ...schema, type: "null" };
  return { ...rest, enum: [fixed], ...(isPreset ? { default: fixed } : {}) };
}

/** "Nothing" among the values of a list needs a word. */
function withNamedNull(schema: Json): Json {
  const { enum: values, ...rest } = schema;
  if (!Array.isArray(values) || !values.includes(null)) return schema;
  const named = (values as unknown[]).map((value) => ({
    const: value,
    title: value === null ? t("Nothing") : typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean),
  }));
  return { ...rest, oneOf: named };
}

/** Only one answer is possible to a confirmation; whether it is given is for somebody to say. */
function confirmable(schema: Json): Json {
  const { enum: values, ...rest } = schema;
  const [only, ...more] = Array.isArray(values) ? (values as unknown[]) : [];
  return typeof only === "boolean" && more.length === 0 ? { type: "boolean", ...rest, const: only } : schema;
}

/** Whether nobody can change the answer in the page. */
function isClosed(schema: Json, ui: UiSchema | undefined): boolean {
  const options = getUiOptions(ui);
  return schema["readOnly"] === true || options.widget === "hidden" || options.readonly === true || options.disabled === true;
}

interface Place {
  root: RJSFSchema;
  /** Within the option of a choice: its constants are settled by choosing it. */
  inOption: boolean;
  /** Names that the group has beside the part that is looked at. */
  beside: ReadonlySet<string>;
  isRequired: boolean;
  /** Within what nobody can change. */
  isClosed: boolean;
  /** What was put in the place of its reference on the way here: a part may hold itself. */
  inlined: ReadonlySet<unknown>;
}

/** Kinds of kinds of kinds: further down, what a kind fixes is to be answered by hand. */
const MOST_INLINED = 3;

const NOWHERE: ReadonlySet<string> = new Set();

const uiOf = (ui: UiSchema | undefined, name: string): UiSchema | undefined => {
  const found: unknown = ui === undefined || !Object.hasOwn(ui, name) ? undefined : ui[name];
  return isObject(found) ? found : undefined;
};

const hasInnerUi = (ui: UiSchema | undefined): boolean => Object.keys(ui ?? {}).some((key) => !key.startsWith("ui:"));

/** What a reference leads to, in its place; without the parts that others refer to. */
function inPlace(schema: Json, root: RJSFSchema): Json {
  if (schema["$ref"] === undefined) return schema;
  const { definitions: _parts, $defs: _more, ...target } = resolve(schema, root) as Json;
  const { $ref: _reference, ...beside } = schema;
  return { ...target, ...beside };
}

function property(given: unknown, ui: UiSchema | undefined, place: Place): unknown {
  if (!isObject(given)) return given;
  const { root, inOption, isRequired } = place;
  const closed = place.isClosed || isClosed(resolve(given, root) as Json, ui) || isClosed(given, ui);
  // What the UI schema says holds here only, not wherever the same part is used.
  const isHereOnly = hasInnerUi(ui) || (closed && !place.inlined.has(given["$ref"]));
  const inlined = closed && given["$ref"] !== undefined ? new Set([...place.inlined, given["$ref"]]) : place.inlined;
  const schema = isHereOnly ? inPlace(given, root) : given;
  const fixed = fixedAnswer(schema, root);
  const settled = settle(schema, ui, { ...place, inOption: false, beside: NOWHERE, isClosed: closed, inlined });
  if (!isObject(settled)) return settled;
  const preset = fixed === undefined || fixed === null ? settled["default"] : fixed;
  if (closed && preset !== undefined) return { ...settled, default: preset, [CLOSED]: true };
  if (closed && !isRequired) return settled;
  // One answer only is possible, it is required, and no control could ask for it.
  if (isRequired && (settled["type"] === "null" || fixed === null)) {
    return { ...settled, type: "null", default: null, [CLOSED]: true };
  }
  if (closed) return settled;
  return "const" in settled ? choosable(settled, inOption && isRequired) : settled;
}

function properties(schema: Json, ui: UiSchema | undefined, place: Place): Json {
  const given = schema["properties"];
  if (!isObject(given)) return schema;
  const required = new Set(Array.isArray(schema["required"]) ? (schema["required"] as unknown[]) : []);
  const entries = Object.entries(given).map(([name, part]): [string, unknown] =>
    // A condition on a question that is asked elsewhere is none of its own.
    place.beside.has(name) ? [name, part] : [name, property(part, uiOf(ui, name), { ...place, isRequired: required.has(name) })],
  );
  if (place.isRequired) return { ...schema, properties: Object.fromEntries(entries) };
  // Nobody could begin a group that nobody can change: what its form presets begins it, as long as that says so itself.
  const preset = Object.entries(given).filter(([, part]) => resolve(part, place.root).default !== undefined);
  return onceBegun(schema, entries, place.isClosed ? new Set(preset.map(([name]) => name)) : NOWHERE);
}

/** In a group that may be left out, constants come with the first answer: by themselves they would begin it. `beginning` do. */
function onceBegun(schema: Json, entries: [string, unknown][], beginning: ReadonlySet<string>): Json {
  const closed: [string, unknown][] = [];
  const open = entries.map(([name, part]): [string, unknown] => {
    if (!isObject(part) || part[CLOSED] !== true || beginning.has(name)) return [name, part];
    const { default: preset, ...rest } = part;
    closed.push([name, { default: preset, [CLOSED]: true }]);
    return [name, rest];
  });
  const result: Json = { ...schema, properties: Object.fromEntries(open) };
  if (closed.length === 0) return result;
  const begun = { if: { minProperties: 1 }, then: { properties: Object.fromEntries(closed) } };
  return { ...result, allOf: [...(Array.isArray(schema["allOf"]) ? (schema["allOf"] as unknown[]) : []), begun] };
}

function withClosedOnly(node: unknown, isMap: boolean): unknown {
  if (Array.isArray(node)) return node.map((item) => withClosedOnly(item, false));
  if (!isObject(node)) return node;
  const entries = Object.entries(node).filter(([key]) => isMap || key !== "default" || node[CLOSED] === true);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, !isMap && OF_VALUES.has(key) ? value : withClosedOnly(value, !isMap && BY_NAME.has(key))]),
  );
}

/** The shown form without the defaults that somebody could have taken out. */
export const closedOnly = (schema: RJSFSchema): RJSFSchema => withClosedOnly(schema, false) as RJSFSchema;

/** A choice between kinds begins unchosen where its first kind would record something. */
function choice(schema: Json, key: "oneOf" | "anyOf", ui: UiSchema | undefined, place: Place): Json {
  const options = schema[key];
  if (!Array.isArray(options) || options.every((option) => isConstant(resolve(option, place.root)))) return schema;
  const kindsUi: unknown = ui?.[key];
  const settled = (options as unknown[]).map((option, index) => {
    // Inlined, since a constant settled by choosing this kind is not settled where else the part is used.
    if (!isObject(option) || place.inlined.has(option["$ref"]) || place.inlined.size > MOST_INLINED) return option;
    const kindUi = Array.isArray(kindsUi) && isObject(kindsUi[index]) ? (kindsUi[index] as UiSchema) : ui;
    const inlined = new Set([...place.inlined, option["$ref"]].filter((each) => each !== undefined));
    return settle(inPlace(option, place.root), kindUi, { ...place, inOption: true, beside: NOWHERE, isRequired: true, inlined });
  });
  const isOpen = presetsSomething(settled[0], place.root);
  return { ...schema, [key]: isOpen ? [choose(), ...settled] : settled };
}

function within(schema: Json, ui: UiSchema | undefined, place: Place): Json {
  const result: Json = { ...schema };
  const names = new Set([...place.beside, ...Object.keys(isObject(schema["properties"]) ? schema["properties"] : {})]);
  for (const key of ["then", "else"] as const) {
    if (isObject(schema[key])) result[key] = settle(schema[key], ui, { ...place, inOption: false, beside: names });
  }
  if (Array.isArray(schema["allOf"])) {
    result["allOf"] = (schema["allOf"] as unknown[]).map((part) => settle(part, ui, { ...place, beside: names }));
  }
  for (const key of ["items", "additionalItems", "additionalProperties"] as const) {
    if (isObject(schema[key])) result[key] = settle(schema[key], uiOf(ui, key), { ...place, inOption: false, beside: NOWHERE, isRequired: true });
  }
  if (Array.isArray(schema["items"])) {
    result["items"] = (schema["items"] as unknown[]).map((part) => settle(part, undefined, { ...place, inOption: false, beside: NOWHERE, isRequired: true }));
  }
  for (const key of ["$defs", "definitions"] as const) {
    const parts = schema[key];
    if (!isObject(parts)) continue;
    result[key] = Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, settle(part, undefined, { ...place, inOption: false, beside: NOWHERE, isRequired: false })]),
    );
  }
  return result;
}

function withFittingDefault(schema: Json, root: RJSFSchema): Json {
  if (!("default" in schema)) return schema;
  const { default: preset, ...rest } = schema;
  if (preset === null && schema[MAY_BE_NOTHING] === true) return schema;
  const fitting = fittingDefault(preset, rest, root);
  return fitting === undefined ? rest : { ...rest, default: fitting };
}

function settle(given: unknown, ui: UiSchema | undefined, place: Place): unknown {
  if (!isObject(given)) return given;
  let schema = withFittingDefault(confirmable(given), place.root);
  schema = properties(within(withNamedNull(schema), ui, place), ui, place);
  for (const key of ["oneOf", "anyOf"] as const) schema = choice(schema, key, ui, place);
  // rjsf looks for defaults below a condition only where it stands in an allOf.
  if (schema["if"] === undefined) return schema;
  const { if: condition, then: yes, else: no, allOf, ...rest } = schema;
  const branch = { if: condition, ...(yes === undefined ? {} : { then: yes }), ...(no === undefined ? {} : { else: no }) };
  return { ...rest, allOf: [...(Array.isArray(allOf) ? (allOf as unknown[]) : []), branch] };
}

/** The form as it is shown, filling in nothing that nobody gave. */
export function withoutGuesses(schema: RJSFSchema, uiSchema: UiSchema): RJSFSchema {
  return settle(schema, uiSchema, { root: schema, inOption: false, beside: NOWHERE, isRequired: true, isClosed: false, inlined: new Set() }) as RJSFSchema;
}

function uiWithOpenChoices(schema: unknown, ui: unknown, root: RJSFSchema): unknown {
  if (!isObject(ui)) return ui;
  const here = resolve(schema, root);
  const asked = Object.entries(allProperties(here, root)).filter(([name]) => Object.hasOwn(ui, name));
  // Not by assignment: a question may be called `__proto__`.
  const result: Json = { ...ui, ...Object.fromEntries(asked.map(([name, part]) => [name, uiWithOpenChoices(part, ui[name], root)])) };
  if (isObject(here.items) && isObject(ui["items"])) result["items"] = uiWithOpenChoices(here.items, ui["items"], root);
  for (const key of ["oneOf", "anyOf"] as const) {
    if (Array.isArray(ui[key]) && isUnchosen(here[key]?.[0])) result[key] = [{}, ...(ui[key] as unknown[])];
  }
  return result;
}

/** The UI schema of a form whose choices got an entry more. */
export const uiForChoices = (schema: RJSFSchema, uiSchema: UiSchema): UiSchema => uiWithOpenChoices(schema, uiSchema, schema) as UiSchema;
