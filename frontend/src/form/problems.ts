// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is wrong with answers: at the field without path and value, in the summary with the path. The words are problemWords.ts's. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import type { Answers, Problem } from "../shared/types";
import { judgeOf, type Judge } from "./engine";
import { isOfNever, toldOf, type Told } from "./meant";
import { renamedSchema, shownAnswers } from "./names";
import { isRepresentable } from "./numbers";
import { humanPath, inFormOrder, titlesOf } from "./paths";
import { givenPointer, leafPaths, parsePointer, toPointer, valueAt, type Path } from "./pointers";
import { say, sentenceFor, shown } from "./problemWords";
import { requiredAnswers } from "./progress";

const OF_NAMES = /(?<!\/(?:properties|patternProperties|dependentSchemas))\/propertyNames\//;
const TOO_MANY = /\/(?:items|additionalItems|unevaluatedItems)\/(?:false|not)$/;

/** The trigger and the name of an answer that another one asks for, or the name alone; null for what tells of no missing one. */
function missing(error: Told, part: Record<string, unknown>): { name: string; trigger?: string } | null {
  if (error.keyword === "required") {
    const name = /property "(.*)"\.$/s.exec(error.error)?.[1];
    return name === undefined ? null : { name };
  }
  for (const [trigger, names] of Object.entries((part[error.keyword] ?? {}) as Record<string, unknown>)) {
    const name = Array.isArray(names) && names.find((each) => error.error === `Instance has "${trigger}" but does not have "${String(each)}".`);
    if (typeof name === "string") return { name, trigger };
  }
  return null;
}

/** Where an error is told, and in which words. */
function worded(error: Told, place: Path, answers: Answers, judge: Judge): { path: Path; message: string } {
  if (error.sentence) return { path: place, message: say(error.sentence) };
  // Too long is the list, none of its entries is wrong.
  if (TOO_MANY.test(error.keywordLocation) && isOfNever(error, judge)) return { path: place.slice(0, -1), message: say("items") };
  const isName = OF_NAMES.test(error.keywordLocation);
  const value = isName ? place.at(-1) : valueAt(answers, place);
  const keyword = isName && error.keywordLocation.endsWith("/propertyNames/false") ? "propertyNames" : error.keyword;
  if (keyword !== "propertyNames" && isOfNever(error, judge)) return { path: place, message: say("false") };
  const part = error.limit === undefined ? judge.schemaAt(error.keywordLocation) : { [keyword]: error.limit };
  return { path: place, message: sentenceFor(keyword, part, value) };
}

/** Whole numbers that a double cannot hold come back changed, so they are refused before they are sent. */
function unsafeNumbers(answers: Answers): { path: Path; message: string }[] {
  return leafPaths(answers).flatMap((path) => {
    const value = valueAt(answers, path);
    const isUnsafe = typeof value === "number" && !isRepresentable(value);
    return isUnsafe ? [{ path, message: say("type.long", { value: shown(value) }) }] : [];
  });
}

/** A group that is missing as a whole is told by the questions it requires; `open` are all required ones without an answer. */
function missingBelow(open: string[], path: Path): Path[] {
  const prefix = `${toPointer(path)}/`;
  return open.filter((pointer) => pointer.startsWith(prefix)).map((pointer) => parsePointer(pointer));
}

/**
 * The problems of prepared answers, in the order of the form, at most one for each field. None where they cannot be told here:
 * the server's verdict is the one that counts.
 */
export function findProblems(schema: RJSFSchema, uiSchema: UiSchema, answers: Answers): Problem[] {
  try {
    const renamed = renamedSchema(schema);
    if (renamed === schema) return problemsOf(schema, uiSchema, answers);
    const found = problemsOf(renamed, uiSchema, shownAnswers(answers));
    return found.map((problem) => ({ ...problem, pointer: givenPointer(problem.pointer) }));
  } catch {
    return [];
  }
}

function problemsOf(schema: RJSFSchema, uiSchema: UiSchema, answers: Answers): Problem[] {
  const judge = judgeOf(schema);
  const errors = toldOf(judge.errors(answers), judge);
  const unsafe = unsafeNumbers(answers);
  if (errors.length === 0 && unsafe.length === 0) return [];
  const open = requiredAnswers(schema, answers)
    .filter((answer) => !answer.answered)
    .map((answer) => answer.pointer);
  const found = new Map<string, Problem>();
  const add = (path: Path, message: string, keyword: string, rule?: string): void => {
    const pointer = toPointer(path);
    if (found.has(pointer)) return;
    const problem = { pointer, path: humanPath(schema, uiSchema, answers, path), message, keyword };
    found.set(pointer, rule === undefined ? problem : { ...problem, rule });
  };
  const addMissing = (path: Path, message: string): void => {
    const inside = missingBelow(open, path);
    for (const each of inside.length === 0 ? [path] : inside) add(each, message, "required");
  };
  for (const { path, message } of unsafe) add(path, message, "representable");
  for (const error of errors) {
    const path: Path = parsePointer(error.instanceLocation.replace(/^#/, "")).map(decodeURIComponent);
    const part = judge.schemaAt(error.keywordLocation);
    if (["required", "dependentRequired", "dependencies"].includes(error.keyword)) {
      const lacking = missing(error, part);
      if (lacking === null) continue;
      const { name, trigger } = lacking;
      const title = trigger === undefined ? undefined : titlesOf(schema, uiSchema, answers, [...path, trigger]).at(-1);
      addMissing([...path, name], title === undefined ? say("required") : say("dependentRequired", { title }));
    } else if (!isOfNever(error, judge) && valueAt(answers, path) === null && !OF_NAMES.test(error.keywordLocation)) {
      add(path, say("required"), "required");
    } else {
      const told = worded(error, path, answers, judge);
      add(told.path, told.message, error.keyword, error.keyword === "pattern" ? String(part["pattern"]) : undefined);
    }
  }
  return inFormOrder(schema, answers, [...found.values()], (problem) => parsePointer(problem.pointer));
}
