// SPDX-License-Identifier: AGPL-3.0-or-later
/** The settings of one question, each changed in the place and the spelling that the form has for it already. */
import { isObject } from "../../../form/refs";
import type { FormDocument, QuestionPointer } from "../document";
import { valueOf, withValue } from "../jsonText";
import type { Question } from "../outline";
import { readDocument } from "../reading";
import type { Bound } from "../settings";
import { inSchema, optionOf, pathOf, questionAt, withKeyword, withOption } from "./editing";
import { withoutRequired, withRequired } from "./holding";

type Change = (question: Question) => FormDocument;

function changed(document: FormDocument, pointer: QuestionPointer, change: Change): FormDocument {
  const question = questionAt(document, pointer);
  return question === undefined ? document : change(question);
}

const orNothing = (text: string): string | undefined => (text === "" ? undefined : text);

/** A text that both schemas may say: in the UI schema where that says it, else in the schema, at place `at` of a question that lacks it. */
function withText(document: FormDocument, { pointer, ui }: Question, keyword: "title" | "description", text: string, at: number): FormDocument {
  if (optionOf(document, ui, keyword) !== undefined) return withOption(document, ui, keyword, orNothing(text));
  if (text === "") return withKeyword(document, pointer, keyword, undefined);
  return inSchema(document, (whole) => withValue(whole, [...pathOf(pointer), keyword], text, at));
}

export const titled = (document: FormDocument, pointer: QuestionPointer, title: string): FormDocument =>
  changed(document, pointer, (question) => withText(document, question, "title", title, 0));

export const helped = (document: FormDocument, pointer: QuestionPointer, help: string): FormDocument =>
  changed(document, pointer, (question) => withText(document, question, "description", help, 1));

export const withPlaceholder = (document: FormDocument, pointer: QuestionPointer, placeholder: string): FormDocument =>
  changed(document, pointer, ({ ui }) => withOption(document, ui, "placeholder", orNothing(placeholder)));

export const required = (document: FormDocument, pointer: QuestionPointer, isRequired: boolean): FormDocument =>
  changed(document, pointer, ({ holder, name }) =>
    inSchema(document, (text) => (isRequired ? withRequired : withoutRequired)(text, pathOf(holder), name)),
  );

export function readOnly(document: FormDocument, pointer: QuestionPointer, isReadOnly: boolean): FormDocument {
  return changed(document, pointer, ({ core, ui }) => {
    if (isReadOnly) return withKeyword(document, pointer, "readOnly", true);
    const inBoth = withKeyword(withKeyword(document, pointer, "readOnly", undefined), core, "readOnly", undefined);
    return withOption(withOption(inBoth, ui, "readonly", undefined), ui, "disabled", undefined);
  });
}

/** What the question is answered with before anybody does; undefined for nothing. */
export const withDefault = (document: FormDocument, pointer: QuestionPointer, value: unknown): FormDocument =>
  changed(document, pointer, ({ core }) => {
    const next = withKeyword(document, pointer, "default", value);
    return value === undefined && core !== pointer ? withKeyword(next, core, "default", undefined) : next;
  });

export const withUnit = (document: FormDocument, pointer: QuestionPointer, unit: string): FormDocument =>
  changed(document, pointer, ({ core, ui }) =>
    typeof valueOf(document.schema, [...pathOf(core), "unit"]) === "string" && optionOf(document, ui, "unit") === undefined
      ? withKeyword(document, core, "unit", orNothing(unit))
      : withOption(document, ui, "unit", orNothing(unit)),
  );

export function withBound(document: FormDocument, pointer: QuestionPointer, limit: "minimum" | "maximum", bound: Bound | null): FormDocument {
  const excluding = limit === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
  const isOld = readDocument(document).dialect === "draft-04";
  return changed(document, pointer, ({ core }) => {
    const isExclusive = bound?.isExclusive === true;
    if (isOld) return withKeyword(withKeyword(document, core, limit, bound?.value), core, excluding, isExclusive || undefined);
    const [kept, gone] = isExclusive ? [excluding, limit] : [limit, excluding];
    return withKeyword(withKeyword(document, core, gone, undefined), core, kept, bound?.value);
  });
}

export type Counted = "minLength" | "maxLength" | "minItems" | "maxItems";

export const withCount = (document: FormDocument, pointer: QuestionPointer, keyword: Counted, count: number | null): FormDocument =>
  changed(document, pointer, ({ core }) => withKeyword(document, core, keyword, count ?? undefined));

export const unique = (document: FormDocument, pointer: QuestionPointer, isUnique: boolean): FormDocument =>
  changed(document, pointer, ({ core }) => withKeyword(document, core, "uniqueItems", isUnique || undefined));

/** A question without a pattern is a short text; its kind says that it has one. */
export const withPattern = (document: FormDocument, pointer: QuestionPointer, pattern: string): FormDocument =>
  changed(document, pointer, ({ core }) => withKeyword(document, core, "pattern", pattern));

export const withExamples = (document: FormDocument, pointer: QuestionPointer, examples: readonly string[]): FormDocument =>
  changed(document, pointer, ({ core }) => {
    const at = isObject(valueOf(document.schema, pathOf(pointer))) && valueOf(document.schema, [...pathOf(pointer), "examples"]) !== undefined ? pointer : core;
    return withKeyword(document, at, "examples", examples.length > 0 ? examples : undefined);
  });

/** The name of the form, which its schema repeats as the title where it did so before. */
export function named(document: FormDocument, name: string): FormDocument {
  const title = valueOf(document.schema, ["title"]);
  const isSame = title === undefined || title === document.name;
  const next = { ...document, name };
  return isSame && isObject(valueOf(document.schema, [])) ? inSchema(next, (text) => (name === "" ? text : withValue(text, ["title"], name, 0))) : next;
}

export function described(document: FormDocument, description: string): FormDocument {
  const about = valueOf(document.schema, ["description"]);
  const next = { ...document, description };
  if (!isObject(valueOf(document.schema, [])) || (about !== undefined && about !== document.description)) return next;
  return description === "" ? withKeyword(next, "", "description", undefined) : inSchema(next, (text) => withValue(text, ["description"], description, 1));
}
