// SPDX-License-Identifier: AGPL-3.0-or-later
/** Maps: groups whose questions are named by who fills them in. Which names fit, and what is asked under each. */
import type { RJSFSchema } from "@rjsf/utils";
import { t } from "../shared/texts";
import { givenName, holdsMarks, shownName } from "./names";
import { isFound } from "./patterns";
import { say, shown } from "./problemWords";
import { findProblems } from "./problems";
import { isObject, type Json } from "./refs";
import { validator } from "./validator";

const patternsOf = (schema: RJSFSchema): [string, unknown][] =>
  isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];

/** Whether entries with names of their own may be added to a group. */
export function isMap(schema: RJSFSchema): boolean {
  const { additionalProperties: rest, properties } = schema;
  if (patternsOf(schema).some(([, part]) => part !== false)) return true;
  if (rest === false || schema.unevaluatedProperties === false) return false;
  return isObject(rest) || rest === true || Object.keys(properties ?? {}).length === 0;
}

/** Asked where the form leaves open what stands under a name: what is there already, or text. */
function openSchema(value: unknown): RJSFSchema {
  if (typeof value === "number") return { type: "number" };
  if (typeof value === "boolean") return { type: "boolean" };
  if (Array.isArray(value)) return { type: "array", items: openSchema(value[0]) };
  if (isObject(value)) return { type: "object", additionalProperties: true };
  return { type: "string" };
}

const isOpen = (part: unknown): boolean => part === undefined || part === true || (isObject(part) && Object.keys(part).length === 0);

/** The question under `name`, which may be one of the page's, or null where the form takes none of that name. */
export function questionOf(schema: RJSFSchema, name: string, value: unknown): RJSFSchema | null {
  const fitting = patternsOf(schema)
    .filter(([pattern]) => isFound(pattern, givenName(name)))
    .map(([, part]) => part);
  if (fitting.includes(false)) return null;
  const telling = fitting.filter((part) => !isOpen(part)) as RJSFSchema[];
  const [only, ...others] = telling;
  if (only) return others.length === 0 ? only : { allOf: telling };
  if (fitting.length > 0) return openSchema(value);
  const rest = schema.additionalProperties;
  if (rest === false) return null;
  return isOpen(rest) ? openSchema(value) : (rest as RJSFSchema);
}

/** The names that a map offers, where it says which there can be. */
export function offeredNames(schema: RJSFSchema): string[] {
  const names = isObject(schema.propertyNames) ? (schema.propertyNames as Json)["enum"] : undefined;
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string") : [];
}

function misnamed(schema: RJSFSchema, root: RJSFSchema, name: string): string {
  const rule = schema.propertyNames;
  if (rule === undefined || rule === true) return "";
  if (rule === false) return say("propertyNames", { value: shown(name) });
  const part: RJSFSchema = isObject(rule) && rule["type"] === undefined ? { type: "string", ...rule } : (rule as RJSFSchema);
  if (validator.isValid(part, name, root)) return "";
  const { definitions, $defs, $schema } = root;
  const frame = { ...($schema ? { $schema } : {}), ...(definitions ? { definitions } : {}), ...($defs ? { $defs } : {}) };
  const [why] = findProblems({ ...frame, type: "object", properties: { name: part } }, {}, { name });
  return why?.message ?? say("propertyNames", { value: shown(name) });
}

export interface Naming {
  schema: RJSFSchema;
  root: RJSFSchema;
  /** Names, in the page, of the questions that the form asks by itself. */
  asked: readonly string[];
  answers: Json;
}

/** What keeps an entry from being called `name`, as a sentence; empty where nothing does. `own` is what it is called now. */
export function objectionTo(name: string, own: string | undefined, { schema, root, asked, answers }: Naming): string {
  if (name === own) return "";
  if (name.trim() === "") return t("Write a name first.");
  if (name === "__proto__" || holdsMarks(name)) return t("“{name}” cannot be a name.", { name });
  const inPage = shownName(name);
  if (asked.includes(inPage)) return t("“{name}” is a question of the form itself.", { name });
  if (Object.hasOwn(answers, inPage)) return t("“{name}” is there already. Each name can be there once.", { name });
  const wrong = misnamed(schema, root, name);
  if (wrong) return wrong;
  return questionOf(schema, name, undefined) === null ? t("The form takes no entry called “{name}”.", { name }) : "";
}

/** `answers` with one entry called otherwise, at the same place; both names are those of the page. */
export function renamed(answers: Json, from: string, to: string): Json {
  return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name === from ? to : name, value]));
}

/** What a new entry holds until it is answered: an entry with nothing in it is asked for, and never sent. */
export function startOf(question: RJSFSchema): unknown {
  if (question.default !== undefined) return question.default;
  if (question.type === "array") return [];
  return question.type === "object" || question.properties !== undefined ? {} : null;
}
