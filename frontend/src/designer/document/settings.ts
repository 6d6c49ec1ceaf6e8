// SPDX-License-Identifier: AGPL-3.0-or-later
/** What can be set of one question, as both texts of the document say it, in any draft. */
import { getUiOptions, type UiSchema } from "@rjsf/utils";
import { parsePointer, valueAt } from "../../form/pointers";
import { isObject, type Json } from "../../form/refs";
import type { Dialect } from "../../shared/types";
import type { FormDocument } from "./document";
import { choicesOf, entryOf, type Choice } from "./kinds";
import { leadOf } from "./leading";
import type { Question } from "./outline";
import { readDocument } from "./reading";

export interface Bound {
  value: number;
  /** Whether the answer has to be beyond it. */
  isExclusive: boolean;
}

export interface Settings {
  title: string;
  help: string;
  placeholder: string;
  default: unknown;
  isReadOnly: boolean;
  isHidden: boolean;
  unit: string;
  least: Bound | null;
  most: Bound | null;
  minLength: number | null;
  maxLength: number | null;
  minItems: number | null;
  maxItems: number | null;
  isUnique: boolean;
  pattern: string;
  examples: readonly unknown[];
  /** Of a list to choose from; null where the question is none. */
  choices: readonly Choice[] | null;
  /** Pointer of the schema that has the choices, or that of the entries of a list; else of the question's own. */
  entries: string;
  /** The type of a choice. */
  choiceType: "string" | "number" | "integer";
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number | null => (typeof value === "number" ? value : null);

function boundOf(schema: Json, limit: "minimum" | "maximum", dialect: Dialect): Bound | null {
  const plain = schema[limit];
  const excluded = schema[limit === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum"];
  if (dialect !== "draft-04" && typeof excluded === "number") return { value: excluded, isExclusive: true };
  if (typeof plain !== "number") return null;
  return { value: plain, isExclusive: dialect === "draft-04" && excluded === true };
}

function typeOfChoices(schema: Json, choices: readonly Choice[]): Settings["choiceType"] {
  const { type } = schema;
  if (type === "integer" || type === "number") return type;
  return choices.length > 0 && choices.every(({ value }) => typeof value === "number") ? "number" : "string";
}

export function settingsOf(document: FormDocument, question: Question): Settings {
  const { schema: root, uiSchema, dialect } = readDocument(document);
  const at = (pointer: string): Json => {
    const found = valueAt(root, parsePointer(pointer));
    return isObject(found) ? found : {};
  };
  const [own, core] = [at(question.pointer), at(question.core)];
  const ui = valueAt(uiSchema, [...question.ui]);
  const options = getUiOptions((isObject(ui) ? ui : {}) as UiSchema) as Json;
  const entry = question.kind === "severalOf" || question.kind === "list" ? entryOf(core) : null;
  const entries = entry === null || root === null ? question.core : (leadOf(root, `${question.core}/items`)?.pointer ?? question.core);
  const choosing = at(entries);
  const choices = question.kind === "oneOf" || question.kind === "severalOf" ? choicesOf(choosing) : null;
  const { examples } = "examples" in own ? own : core;
  return {
    title: text(options["title"]) || text(own["title"]) || text(core["title"]),
    help: text(options["description"]) || text(own["description"]) || text(core["description"]),
    placeholder: text(options["placeholder"]),
    default: "default" in own ? own["default"] : core["default"],
    isReadOnly: [own["readOnly"], core["readOnly"], options["readonly"], options["disabled"]].includes(true),
    isHidden: options["widget"] === "hidden",
    unit: text(options["unit"]) || text(core["unit"]),
    least: boundOf(core, "minimum", dialect),
    most: boundOf(core, "maximum", dialect),
    minLength: count(core["minLength"]),
    maxLength: count(core["maxLength"]),
    minItems: count(core["minItems"]),
    maxItems: count(core["maxItems"]),
    isUnique: core["uniqueItems"] === true,
    pattern: text(core["pattern"]),
    examples: Array.isArray(examples) ? examples : [],
    choices,
    entries,
    choiceType: typeOfChoices(choosing, choices ?? []),
  };
}
