// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What becomes of the answers when one of them changes, as rjsf's own form has it: a change may bring up defaults, and takes what
 * no longer fits. Where nothing of that can happen, the rest of the answers stays the very same objects.
 */
import { deepEquals, hashObject, schemaHasNestedConditional, type SchemaUtilsType } from "@rjsf/utils";
import type { Answers } from "../shared/types";
import { valueAt, type Path } from "./pointers";
import { isObject } from "./refs";
import { isSteadyAt } from "./steady";

export interface Change {
  value: unknown;
  path: Path;
}

/** `value` with `answer` at `path`; what is not on the way there stays the same. */
export function withAnswer(value: unknown, path: Path, answer: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return answer;
  const inside: unknown = isObject(value) || Array.isArray(value) ? (Object.hasOwn(value, first) ? (value as Answers)[first] : undefined) : undefined;
  const next = withAnswer(inside, rest, answer);
  if (Array.isArray(value) || (!isObject(value) && typeof first === "number")) {
    const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
    list[Number(first)] = next;
    return list;
  }
  // Not by assignment: a question may be called `__proto__`.
  return Object.defineProperty({ ...(value as Answers | undefined) }, first, { value: next, enumerable: true, configurable: true, writable: true });
}

/** Whether the question at `path` is one that rjsf knows, and no choice between kinds: then an emptied answer stays empty. */
function isPlainQuestion(tools: SchemaUtilsType, path: Path, answers: Answers): boolean {
  const { field } = tools.findFieldInSchema(tools.getRootSchema(), path, answers);
  return field !== undefined && !("oneOf" in field) && !("anyOf" in field);
}

/** `answers` with the defaults that they bring up, and without what the questions they leave do not take any more. */
function settled(tools: SchemaUtilsType, answers: Answers, before: Answers, takesAway: boolean): Answers {
  const root = tools.getRootSchema();
  const asked = tools.retrieveSchema(root, before);
  const isNested = schemaHasNestedConditional(root, root);
  const seen: string[] = [];
  let given = answers;
  for (;;) {
    const present = tools.getDefaultFormState(root, given, false, true) as Answers;
    if (!takesAway) return present;
    const hash = hashObject({ formData: present });
    const now = tools.retrieveSchema(root, present);
    if (seen.includes(hash) || !(isNested || !deepEquals(now, asked))) return present;
    const fitting = tools.sanitizeDataForNewSchema(now, asked, present) as Answers;
    if (deepEquals(fitting, present)) return present;
    given = fitting;
    const next = hashObject({ formData: fitting });
    if (seen.includes(next)) return fitting;
    seen.push(next, hash);
  }
}

/** The answers after a change of one of them. */
export function changed(tools: SchemaUtilsType, before: Answers, { value, path }: Change): Answers {
  if (path.length === 0) return settled(tools, value as Answers, before, false);
  // An entry of a list keeps its place.
  const answer = value === undefined && typeof path.at(-1) === "number" ? null : value;
  const next = withAnswer(before, path, answer) as Answers;
  const isSingle = !isObject(value) && !Array.isArray(value);
  // A group that comes up with its first answer brings its defaults along.
  const isThere = valueAt(before, path.slice(0, -1)) !== undefined;
  if (isSingle && isThere && isSteadyAt(tools.getRootSchema(), path)) return next;
  const result = settled(tools, next, before, isSingle);
  const isEmptied = answer === undefined && isPlainQuestion(tools, path, before);
  return isEmptied ? (withAnswer(result, path, undefined) as Answers) : result;
}

/** The answers that are shown for given ones: with the defaults of what they leave open. */
export const withDefaultsOf = (tools: SchemaUtilsType, given: Answers, isFirst: boolean): Answers =>
  tools.getDefaultFormState(tools.getRootSchema(), given, false, isFirst ? undefined : true) as Answers;

const isEmptyObject = (value: unknown): boolean => isObject(value) && Object.values(value).every((each) => each === undefined);

function withoutAbsent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, withoutAbsent(part)]])));
}

/** Whether both are the same answers, however they say that one is absent. */
export const isSame = (one: Answers, other: Answers): boolean =>
  one === other || (isEmptyObject(one) && isEmptyObject(other)) || deepEquals(withoutAbsent(one), withoutAbsent(other));
