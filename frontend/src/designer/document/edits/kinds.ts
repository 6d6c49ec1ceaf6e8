// SPDX-License-Identifier: AGPL-3.0-or-later
/** The kinds of question that can be added, what each is good for, and how a question becomes one of another kind. */
import { isObject, type Json } from "../../../form/refs";
import { t } from "../../../shared/texts";
import type { FormDocument, QuestionPointer } from "../document";
import { rawAt, valueOf, withoutValue, withValue } from "../jsonText";
import { choicesOf, entryOf, KIND_WORDS, type Kind } from "../kinds";
import type { Question } from "../outline";
import { inSchema, inUi, optionOf, pathOf, questionAt, withOption, type Edited } from "./editing";

export interface Template {
  schema: Json;
  ui?: Json;
}

export type AddableKind = Exclude<Kind, "advanced">;

interface KindEntry {
  /** Its own line in the menu. */
  label: string;
  explanation: string;
  template: () => Template;
}

const text = (title: string): Json => ({ title, type: "string" });
const CHOICES = [t("First choice"), t("Second choice")];
const ROW = { type: "object", properties: { name: text(t("Name")), value: { title: t("Value"), type: "number" } } };
const PART = { type: "object", properties: { name: text(t("Name")), notes: text(t("Notes")) } };

/** In the order of the menu. */
export const KINDS: Readonly<Record<AddableKind, KindEntry>> = {
  text: { label: t("Short text"), explanation: t("One line, such as a name or a code"), template: () => ({ schema: { type: "string" } }) },
  longText: {
    label: t("Long text"),
    explanation: t("Several lines, such as a protocol"),
    template: () => ({ schema: { type: "string" }, ui: { "ui:widget": "textarea" } }),
  },
  pattern: {
    label: t("Text with a pattern"),
    explanation: t("A code of a fixed shape, such as AB-1234"),
    template: () => ({ schema: { type: "string", pattern: "^[A-Z]{2}-[0-9]+$", examples: ["AB-1234"] } }),
  },
  number: { label: t("Number"), explanation: t("Any number, with a unit and bounds"), template: () => ({ schema: { type: "number" } }) },
  integer: { label: t("Whole number"), explanation: t("A count, such as a passage number"), template: () => ({ schema: { type: "integer" } }) },
  yesNo: { label: t("Yes or no"), explanation: t("Answered by one of the two"), template: () => ({ schema: { type: "boolean" } }) },
  date: { label: t("Date"), explanation: t("A day, without a time"), template: () => ({ schema: { type: "string", format: "date" } }) },
  dateTime: { label: t("Date and time"), explanation: t("A moment, with its time zone"), template: () => ({ schema: { type: "string", format: "date-time" } }) },
  oneOf: { label: t("One of a list"), explanation: t("One choice of those that you name"), template: () => ({ schema: { type: "string", enum: CHOICES } }) },
  severalOf: {
    label: t("Several of a list"),
    explanation: t("Any number of the choices that you name"),
    template: () => ({ schema: { type: "array", uniqueItems: true, items: { type: "string", enum: CHOICES } } }),
  },
  section: {
    label: t("Section"),
    explanation: t("Questions that belong together, below a heading"),
    template: () => ({ schema: { type: "object", properties: { name: text(t("Name")) } } }),
  },
  list: {
    label: t("List"),
    explanation: t("The same short question, answered any number of times"),
    template: () => ({ schema: { type: "array", items: { type: "string" } } }),
  },
  table: {
    label: t("Table of rows"),
    explanation: t("Up to five short questions a row, such as channels"),
    template: () => ({ schema: { type: "array", items: ROW } }),
  },
  repeat: {
    label: t("Repeated section"),
    explanation: t("A whole section for each entry, at least so many of them"),
    template: () => ({ schema: { type: "array", minItems: 1, items: PART }, ui: { items: { notes: { "ui:widget": "textarea" } } } }),
  },
};

export const ADDABLE = Object.keys(KINDS) as AddableKind[];

/** Keywords that mean something for one type of answer only. */
const OF_TYPE = new Set(
  // no text: keywords
  `type format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf unit
    enum enumNames oneOf anyOf const items additionalItems prefixItems minItems maxItems uniqueItems contains minContains maxContains
    properties required additionalProperties patternProperties propertyNames minProperties maxProperties default examples`.split(/\s+/),
);

/** What a kind keeps of another. */
const NUMBERS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "unit"];
const TEXTS = ["minLength", "maxLength", "default", "examples"];
const KEPT: Readonly<Partial<Record<Kind, Readonly<Partial<Record<Kind, readonly string[]>>>>>> = {
  number: { integer: NUMBERS },
  integer: { number: [...NUMBERS, "default", "examples"] },
  // What fits no pattern yet goes, where one comes.
  text: { longText: TEXTS, pattern: ["minLength", "maxLength"] },
  longText: { text: TEXTS, pattern: ["minLength", "maxLength"] },
  pattern: { text: TEXTS, longText: TEXTS },
};

/** What a question has that the new kind takes over in another form: choices, or the questions of a section. */
function takenOver(before: Json, from: Kind, to: Kind): Json | null {
  const entries = entryOf(before);
  if (from === "oneOf" && to === "severalOf") {
    const { type, enum: values, enumNames, oneOf, anyOf } = before;
    return { items: Object.fromEntries(Object.entries({ type, enum: values, enumNames, oneOf, anyOf }).filter(([, value]) => value !== undefined)) };
  }
  if (from === "severalOf" && to === "oneOf" && entries && choicesOf(entries).length > 0) return entries;
  return null;
}

const isSectionLike = (kind: Kind): boolean => kind === "section" || kind === "table" || kind === "repeat";

/** Kinds that a question can become. What asks for a section's own questions stays one, in rows or not; a list that a definition is stays a list. */
export function kindsFor({ kind, isShared }: Pick<Question, "kind" | "isShared">): readonly AddableKind[] {
  if (kind === "advanced") return [];
  if (kind === "section") return ["section", "repeat"];
  if (kind === "table" || kind === "repeat") return isShared ? [kind] : [kind, "section"];
  return ADDABLE.filter((each) => !isSectionLike(each));
}

/** A section in the place of a list of them, or the other way round, with its questions as they are written. */
function rewrapped(document: FormDocument, pointer: QuestionPointer, ui: readonly string[], to: Kind): FormDocument {
  const path = pathOf(pointer);
  const isList = to !== "section";
  const inner = rawAt(document.schema, isList ? path : [...path, "items"]);
  const title = valueOf(document.schema, [...path, "title"]);
  const about = valueOf(document.schema, [...path, "description"]);
  if (inner === undefined) return document;
  let next = document;
  if (isList) {
    next = inSchema(next, (whole) => {
      const listed = withValue(whole, path, { ...(title === undefined ? {} : { title }), ...(about === undefined ? {} : { description: about }), type: "array", minItems: 1 });
      const put = withValue(listed, [...path, "items"], inner);
      return withoutValue(withoutValue(put, [...path, "items", "title"]), [...path, "items", "description"]);
    });
  } else {
    next = inSchema(next, (whole) => {
      const put = withValue(whole, path, inner);
      const titled = title === undefined ? put : withValue(put, [...path, "title"], title, 0);
      return about === undefined ? titled : withValue(titled, [...path, "description"], about, 1);
    });
  }
  const uiPath = isList ? ui : [...ui, "items"];
  const uiInner = rawAt(next.uiSchema, uiPath);
  if (uiInner === undefined) return next;
  return inUi(next, (whole) => (isList ? withValue(withValue(whole, ui, {}), [...ui, "items"], uiInner) : withValue(whole, ui, uiInner)));
}

export function ofKind(document: FormDocument, pointer: QuestionPointer, to: AddableKind): Edited {
  const question = questionAt(document, pointer);
  if (question === undefined || question.kind === to || !kindsFor(question).includes(to)) return { document, selected: pointer, said: "" };
  const { core, ui, kind, title } = question;
  const said = t("{title} is asked as {kind} now.", { title, kind: KIND_WORDS[to] });
  if (isSectionLike(kind)) return { document: rewrapped(document, to === "section" ? core : pointer, ui, to), selected: pointer, said };
  const before = valueOf(document.schema, pathOf(core));
  const given = KINDS[to].template();
  if (!isObject(before)) return { document, selected: pointer, said: "" };
  const over = takenOver(before, kind, to);
  const schema: Json = { ...(over && to === "oneOf" ? over : { ...given.schema, ...over }) };
  if (Array.isArray(before["type"]) && before["type"].includes("null") && typeof schema["type"] === "string") schema["type"] = [schema["type"], "null"];
  const kept = new Set(KEPT[kind]?.[to] ?? []);
  let next = inSchema(document, (whole) => {
    const gone = Object.keys(before).filter((keyword) => OF_TYPE.has(keyword) && !kept.has(keyword) && !(keyword in schema));
    const left = gone.reduce((result, keyword) => withoutValue(result, [...pathOf(core), keyword]), whole);
    return Object.entries(schema).reduce((result, [keyword, value]) => withValue(result, [...pathOf(core), keyword], value), left);
  });
  if (core !== pointer && valueOf(next.schema, [...pathOf(pointer), "default"]) !== undefined) {
    next = inSchema(next, (whole) => withoutValue(whole, [...pathOf(pointer), "default"]));
  }
  const widget = given.ui?.["ui:widget"];
  if (widget !== optionOf(next, ui, "widget") && optionOf(next, ui, "widget") !== "hidden") next = withOption(next, ui, "widget", widget);
  return { document: next, selected: pointer, said };
}
