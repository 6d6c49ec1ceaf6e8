// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a form holds when it is opened: its own defaults where nobody has answered yet, else what was answered and no more. */
import { createSchemaUtils, type Experimental_DefaultFormStateBehavior, type RJSFSchema } from "@rjsf/utils";
import type { Answers } from "../shared/types";
import { givenAnswers, shownAnswers } from "./names";
import type { ShownForm } from "./normalise";
import { closedOnly } from "./presets";
import { isObject, resolve } from "./refs";
import { validator } from "./validator";

/** Whether entries that somebody would have to fill in lie in a list of this schema, even where nobody does. */
function hasEmptyEntries(schema: RJSFSchema, root: RJSFSchema | undefined): boolean {
  const items = resolve(schema.items, root ?? schema);
  const empty = items.type === "object" || items.properties ? {} : null;
  return isObject(schema.items) && validator.isValid(schema.items as RJSFSchema, empty, root ?? schema);
}

/**
 * Nothing is answered before somebody answers it: no "no", no constant, no empty list, no entry of a list that may be left out
 * or whose entries may be empty.
 */
export const DEFAULTS: Experimental_DefaultFormStateBehavior = {
  requiredBooleanDefault: "skip",
  constAsDefaults: "never",
  allOf: "populateDefaults",
  emptyObjectFields: "skipEmptyDefaults",
  arrayMinItems: {
    populate: "requiredOnly",
    computeSkipPopulate: (_validator, schema, root) => hasEmptyEntries(schema as RJSFSchema, root as RJSFSchema | undefined),
  },
};

/** One default may bring up the next question; a form that never comes to rest is left as it is after so many. */
const MOST_ROUNDS = 8;

/** What rjsf lays out for the entries of a tuple, and no default: a null or an empty list may be one that the form gives. */
const isLaidOut = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length > 0 && value.every(isLaidOut));

/** Defaults without the lists that are only laid out. */
function withoutLaidOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLaidOut);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, part]) => part === undefined || !isLaidOut(part));
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutLaidOut(part)]));
}

/** The answers with the defaults of all questions that they bring up. */
function withDefaults(schema: RJSFSchema, answers: Answers): Answers {
  const utils = createSchemaUtils(validator, schema, DEFAULTS);
  let present = answers;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = (utils.getDefaultFormState(schema, present) ?? {}) as Answers;
    if (JSON.stringify(next) === JSON.stringify(present)) break;
    present = next;
  }
  return present;
}

/** `answers` with an undefined for each question that has a default and was left open: so it stays open. */
function leftOpen(answers: unknown, preset: unknown): unknown {
  if (Array.isArray(answers)) return Array.isArray(preset) ? answers.map((item, index) => leftOpen(item, preset[index])) : answers;
  if (!isObject(answers) || !isObject(preset)) return answers;
  const marked: Record<string, unknown> = Object.fromEntries(
    Object.entries(answers).map(([name, value]) => [name, leftOpen(value, preset[name])]),
  );
  for (const [name, value] of Object.entries(preset)) {
    if (Object.hasOwn(answers, name)) continue;
    marked[name] = isObject(value) ? leftOpen({}, value) : undefined;
  }
  return marked;
}

/**
 * The answers to begin with: the form's defaults where `answers` is null. What somebody left open before stays open, though
 * the form has a default for it; only what nobody can answer is filled in.
 */
export function openedWith({ schema }: ShownForm, answers: Answers | null): Answers {
  if (answers === null) {
    // Only here: a row that somebody adds later is empty, too, until it is filled in.
    return givenAnswers(withoutLaidOut(withDefaults(schema, {})) as Answers);
  }
  const given = withDefaults(closedOnly(schema), shownAnswers(answers));
  return givenAnswers(leftOpen(given, withDefaults(schema, given)) as Answers);
}

const conditional = new WeakMap<RJSFSchema, boolean>();

function hasConditionalDefaults(schema: RJSFSchema): boolean {
  const known = conditional.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  const found = text.includes('"default":') && /"(?:if|dependencies|dependentSchemas)":/.test(text);
  conditional.set(schema, found);
  return found;
}

/** `answers` with the defaults of the questions that a change has brought up. */
export function broughtUp({ schema }: ShownForm, answers: Answers): Answers {
  if (!hasConditionalDefaults(schema)) return answers;
  return givenAnswers(withDefaults(schema, shownAnswers(answers)));
}
