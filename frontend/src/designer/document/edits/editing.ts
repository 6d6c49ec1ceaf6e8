// SPDX-License-Identifier: AGPL-3.0-or-later
/** What all edits of questions stand on: finding a question and its section, and changing both texts at once. */
import { parsePointer, toPointer } from "../../../form/pointers";
import { isObject, type Json } from "../../../form/refs";
import type { FormDocument, QuestionPointer } from "../document";
import { isSound, valueOf, withoutEmpty, withoutValue, withValue, type Path } from "../jsonText";
import { listed, outlineOf, type Outline, type Question } from "../outline";

export interface Edited {
  document: FormDocument;
  /** The question that is chosen afterwards. */
  selected: QuestionPointer | null;
  /** What was done, and what else came of it, as sentences. */
  said: string;
}

/** A section, or the whole form: where questions belong. */
export interface Section {
  pointer: string;
  /** The way to it in the UI schema. */
  ui: readonly string[];
  questions: readonly Question[];
  /** The question that it is; null for the whole form. */
  question: Question | null;
}

const EMPTY: Outline = { questions: [], byPointer: new Map() };

export const outline = (document: FormDocument): Outline => outlineOf(document) ?? EMPTY;

export const questionAt = (document: FormDocument, pointer: QuestionPointer): Question | undefined => outline(document).byPointer.get(pointer);

export const pathOf = (pointer: string): Path => parsePointer(pointer);

/** The questions that a question itself asks. */
export function insideOf(question: Question): Section | null {
  if (question.inside === null) return null;
  const ui = question.kind === "section" ? question.ui : [...question.ui, "items"];
  return { pointer: question.inside, ui, questions: question.children, question };
}

/** The whole form. A root that is a reference keeps its questions where that leads. */
export function wholeForm(document: FormDocument): Section {
  const { questions } = outline(document);
  const pointer = questions[0]?.group ?? rootPointer(document);
  return { pointer, ui: [], questions, question: null };
}

function rootPointer(document: FormDocument): string {
  const root = valueOf(document.schema, []);
  const reference = isObject(root) ? root["$ref"] : undefined;
  return typeof reference === "string" && reference.startsWith("#/") && !isObject((root as Json)["properties"]) ? reference.slice(1) : "";
}

/** The section that a question belongs to. */
export function sectionAround(document: FormDocument, question: Question): Section {
  for (const each of listed(outline(document).questions)) {
    if (each.inside === question.group && each.children.some((child) => child.pointer === question.pointer)) return insideOf(each) as Section;
  }
  return wholeForm(document);
}

/** The question that stands at `ui` in the form, wherever its schema went. */
export function pointerOf(document: FormDocument, ui: readonly string[]): QuestionPointer | null {
  const way = toPointer([...ui]);
  for (const each of listed(outline(document).questions)) if (toPointer([...each.ui]) === way && each.name !== "") return each.pointer;
  return null;
}

/** What somebody is in the middle of typing is left alone. */
export const inSchema = (document: FormDocument, change: (text: string) => string): FormDocument => {
  const schema = isSound(document.schema) ? change(document.schema) : document.schema;
  return schema === document.schema ? document : { ...document, schema };
};

export const inUi = (document: FormDocument, change: (text: string) => string): FormDocument => {
  const uiSchema = isSound(document.uiSchema) ? change(document.uiSchema) : document.uiSchema;
  return uiSchema === document.uiSchema ? document : { ...document, uiSchema };
};

/** `value` at a keyword of the schema at `pointer`; undefined takes the keyword away. */
export const withKeyword = (document: FormDocument, pointer: string, keyword: string, value: unknown): FormDocument =>
  inSchema(document, (text) => (value === undefined ? withoutValue(text, [...pathOf(pointer), keyword]) : withValue(text, [...pathOf(pointer), keyword], value)));

/** An option of the UI schema, in the way in which it is written there already. */
export function withOption(document: FormDocument, ui: readonly string[], option: string, value: unknown): FormDocument {
  return inUi(document, (text) => {
    const short = [...ui, `ui:${option}`];
    const long = [...ui, "ui:options", option];
    const path = valueOf(text, long) === undefined ? short : long;
    if (value !== undefined) return withValue(text, path, value);
    return withoutEmpty(withoutEmpty(text, long), short);
  });
}

export const optionOf = (document: FormDocument, ui: readonly string[], option: string): unknown =>
  valueOf(document.uiSchema, [...ui, "ui:options", option]) ?? valueOf(document.uiSchema, [...ui, `ui:${option}`]);

/** Schemas that apply to the same answers as the one at `path`, itself first, as far as they stand inside it. */
export function* besides(schema: unknown, path: Path = []): Generator<{ schema: Json; path: Path }> {
  if (!isObject(schema)) return;
  yield { schema, path };
  for (const keyword of ["if", "then", "else", "not"]) yield* besides(schema[keyword], [...path, keyword]);
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const parts: unknown = schema[keyword];
    if (Array.isArray(parts)) for (const [index, part] of parts.entries()) yield* besides(part, [...path, keyword, index]);
  }
  for (const keyword of ["dependencies", "dependentSchemas"]) {
    const parts = schema[keyword];
    if (isObject(parts)) for (const [name, part] of Object.entries(parts)) yield* besides(part, [...path, keyword, name]);
  }
}

/** A name for a question that none beside it has: `wanted`, or that with a number. */
export function freeName(taken: Iterable<string>, wanted: string): string {
  const names = new Set(taken);
  if (!names.has(wanted)) return wanted;
  const stem = wanted.replace(/_?\d+$/, "") || wanted;
  let number = 2;
  while (names.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/** Every name that a section knows: also those that only a condition or `required` speaks of. */
export function namesIn(document: FormDocument, section: Section): Set<string> {
  const names = new Set(section.questions.map((question) => question.name));
  for (const { schema } of besides(valueOf(document.schema, pathOf(section.pointer)))) {
    if (isObject(schema["properties"])) for (const name of Object.keys(schema["properties"])) names.add(name);
  }
  return names;
}
