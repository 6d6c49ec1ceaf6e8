// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is not on the page must not be sent unseen: answers to questions that another answer has taken off it, emptied lists. */
import { retrieveSchema, type RJSFSchema } from "@rjsf/utils";
import type { Answers } from "../shared/types";
import { opened } from "./inner";
import { givenAnswers, shownAnswers } from "./names";
import type { ShownForm } from "./normalise";
import { itemSchema } from "./paths";
import { own } from "./pointers";
import { allProperties, conditionalParts, isObject, resolve } from "./refs";
import { isSteady } from "./steady";
import { validator } from "./validator";

/** Names that are asked for only under a condition. */
function conditionalNames(schema: RJSFSchema, root: RJSFSchema): Set<string> {
  const here = resolve(schema, root);
  const names = conditionalParts(here).flatMap((part) => Object.keys(allProperties(resolve(part, root), root)));
  const inner = (here.allOf ?? []).flatMap((part) => [...conditionalNames(part as RJSFSchema, root)]);
  return new Set([...names, ...inner]);
}

function asksForEntries(schema: unknown, root: RJSFSchema): boolean {
  return (resolve(schema, root).minItems ?? 0) > 0;
}

/** Its entries are always on the page, so that they are there says nothing. */
const isTuple = (schema: unknown, root: RJSFSchema): boolean => Array.isArray(resolve(schema, root).items);

/** A place of a tuple that nobody has filled in; a tuple of such places is none the fuller. */
const isEmptyPlace = (entry: unknown): boolean => entry === null || entry === undefined || (Array.isArray(entry) && entry.every(isEmptyPlace));

function visit(given: RJSFSchema, root: RJSFSchema, value: unknown): unknown {
  const schema = opened(given);
  if (Array.isArray(value)) {
    const list = retrieveSchema(validator, schema, root, undefined);
    const items: unknown[] = value.map((item, index) => visit(itemSchema(list, index), root, item));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isObject(value)) return value;
  if (isSteady(schema) && Object.values(value).every((child) => typeof child !== "object")) return value;
  const shown = retrieveSchema(validator, schema, root, value);
  const visible = allProperties(shown, root);
  const conditional = conditionalNames(schema, root);
  const required = new Set(shown.required ?? []);
  // An optional list that asks for so many entries was left out, not answered, when its last entry is taken out; so was a
  // required one that does not say how many it wants. How many others lack is told.
  const isLeftOut = (name: string, child: unknown): boolean => {
    if (!Array.isArray(child)) return false;
    if (child.length === 0) return required.has(name) !== asksForEntries(own(visible, name), root);
    return isTuple(own(visible, name), root) && child.every(isEmptyPlace);
  };
  const kept = Object.entries(value).filter(
    ([name, child]) => (Object.hasOwn(visible, name) || !conditional.has(name)) && !isLeftOut(name, child),
  );
  const left = kept.map(([name, child]): [string, unknown] => [name, isObject(own(visible, name)) ? visit(own(visible, name) as RJSFSchema, root, child) : child]);
  // The same object where nothing is taken away: what has not changed is not drawn anew.
  return left.length === Object.keys(value).length && left.every(([name, child]) => child === value[name]) ? value : Object.fromEntries(left);
}

/** The answers without those whose question is not asked any more, and without optional lists that have no entry left. */
export function withoutHidden({ schema }: Pick<ShownForm, "schema">, answers: Answers): Answers {
  try {
    return givenAnswers(visit(schema, schema, shownAnswers(answers)) as Answers);
  } catch {
    // What cannot be told stays: the server looks at all of it.
    return answers;
  }
}
