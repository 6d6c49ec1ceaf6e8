// SPDX-License-Identifier: AGPL-3.0-or-later
/** Questions copied from one form and pasted into another: as JSON with what the UI schema says of them, and with the definitions that they refer to. */
import { parsePointer, toPointer } from "../../../form/pointers";
import { isObject } from "../../../form/refs";
import { t } from "../../../shared/texts";
import type { Dialect } from "../../../shared/types";
import type { FormDocument, QuestionPointer } from "../document";
import { isSameJson, memberNames, rawAt, valueOf, withoutValue, withValue, type Path, type Raw } from "../jsonText";
import { parsed, readDocument } from "../reading";
import { freeName, inSchema, pathOf, questionAt, type Edited } from "./editing";
import { put, type Where } from "./questions";
import { referencesIn } from "./references";

// no text: by which a copied question is known
const MARK = "omero-forms question";

/** Definitions by the pointers under which the form has them, with those that they refer to themselves. */
function definitionsOf(schema: string, from: Path): Map<string, Raw> | null {
  const found = new Map<string, Raw>();
  const waiting: Path[] = [from];
  for (let here = waiting.pop(); here; here = waiting.pop()) {
    for (const { pointer } of referencesIn(valueOf(schema, here))) {
      if (found.has(pointer)) continue;
      const raw = pointer === "" ? undefined : rawAt(schema, parsePointer(pointer));
      if (raw === undefined) return null;
      found.set(pointer, raw);
      waiting.push(parsePointer(pointer));
    }
  }
  return found;
}

/** The text for the clipboard; null where the question refers to the form as a whole, or to what is not there. */
export function copied(document: FormDocument, pointer: QuestionPointer): string | null {
  const question = questionAt(document, pointer);
  const schema = rawAt(document.schema, pathOf(pointer));
  const definitions = definitionsOf(document.schema, pathOf(pointer));
  if (question === undefined || question.name === "" || schema === undefined || definitions === null) return null;
  const { dialect } = readDocument(document);
  let text = "{}";
  const values: [string, unknown][] = [
    [MARK, 1],
    ["dialect", dialect],
    ["name", question.name],
    ["required", question.required],
    ["schema", schema],
    ["uiSchema", rawAt(document.uiSchema, question.ui) ?? {}],
    ["definitions", {}],
  ];
  for (const [key, value] of values) text = withValue(text, [key], value);
  for (const [key, value] of definitions) text = withValue(text, ["definitions", key], value);
  return text;
}

/** Keywords that drafts write in different ways. */
function ofDialect(text: string, path: Path, from: Dialect, to: Dialect): string {
  if ((from === "draft-04") === (to === "draft-04")) return text;
  const schema = valueOf(text, path);
  if (Array.isArray(schema)) return schema.reduce((result: string, _each, index) => ofDialect(result, [...path, index], from, to), text);
  if (!isObject(schema)) return text;
  let result = Object.keys(schema).reduce((left, key) => ofDialect(left, [...path, key], from, to), text);
  for (const [limit, excluding] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    const [plain, excluded] = [schema[limit], schema[excluding]];
    if (to === "draft-04" && typeof excluded === "number") {
      result = withValue(withValue(result, [...path, excluding], true), [...path, limit], excluded);
    } else if (from === "draft-04" && typeof excluded === "boolean") {
      result = withoutValue(result, [...path, excluding]);
      if (excluded && typeof plain === "number") result = withValue(withoutValue(result, [...path, limit]), [...path, excluding], plain);
    }
  }
  if (to === "draft-04" && "const" in schema && path.at(-1) !== "properties") {
    result = withValue(withoutValue(result, [...path, "const"]), [...path, "enum"], [schema["const"]]);
  }
  return result;
}

/** Where a form keeps its definitions. */
function shelfOf(document: FormDocument): string {
  const root = valueOf(document.schema, []);
  const has = isObject(root) ? ["$defs", "definitions"].find((each) => isObject(root[each])) : undefined;
  const { dialect } = readDocument(document);
  return has ?? (dialect === "2019-09" || dialect === "2020-12" ? "$defs" : "definitions");
}

/** A text read as a question that was copied; null where it is none. */
function questionIn(text: string): { text: string; name: string; required: boolean; dialect: Dialect } | null {
  const value = parsed(text)?.value;
  if (!isObject(value) || value[MARK] !== 1 || !isObject(value["schema"]) || typeof value["name"] !== "string") return null;
  if (!isObject(value["definitions"]) || !isObject(value["uiSchema"])) return null;
  return { text, name: value["name"], required: value["required"] === true, dialect: value["dialect"] as Dialect };
}

export const NOT_COPIED = t("There is no copied question to paste. Copy one here or in another form first.");

/** The question of a clipboard's text put into the form. Names that are taken there are given another number. */
export function pasted(document: FormDocument, where: Where, clipboard: string): Edited {
  const read = questionIn(clipboard);
  if (read === null || readDocument(document).schema === null) return { document, selected: null, said: NOT_COPIED };
  const shelf = shelfOf(document);
  const { dialect } = readDocument(document);
  let text = ofDialect(ofDialect(read.text, ["definitions"], read.dialect, dialect), ["schema"], read.dialect, dialect);
  const taken = new Set(memberNames(document.schema, [shelf]));
  const targets = new Map<string, string>();
  const pointers = memberNames(text, ["definitions"]);
  // All or none of them: one that is there may mean another by the same reference.
  const areThere = pointers.every((pointer) => isSameJson(valueOf(document.schema, parsePointer(pointer)), valueOf(text, ["definitions", pointer])));
  for (const pointer of areThere ? [] : pointers) {
    const name = freeName(taken, parsePointer(pointer).at(-1) || "part");
    taken.add(name);
    targets.set(pointer, toPointer([shelf, name]));
  }
  for (const part of ["schema", "definitions"]) {
    for (const { path, pointer } of referencesIn(valueOf(text, [part]), [part])) {
      text = withValue(text, path, `#${targets.get(pointer) ?? pointer}`);
    }
  }
  let next = document;
  for (const [pointer, target] of targets) {
    const raw = rawAt(text, ["definitions", pointer]);
    if (raw && valueOf(next.schema, parsePointer(target)) === undefined) next = inSchema(next, (whole) => withValue(whole, parsePointer(target), raw));
  }
  const schema = rawAt(text, ["schema"]) as Raw;
  const result = put(next, where, read.name, { schema, ui: rawAt(text, ["uiSchema"]), required: read.required });
  const question = result.selected === null ? undefined : questionAt(result.document, result.selected);
  return { ...result, said: t("{title} was pasted.", { title: question?.title ?? read.name }) };
}
