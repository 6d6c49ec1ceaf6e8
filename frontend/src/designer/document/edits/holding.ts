// SPDX-License-Identifier: AGPL-3.0-or-later
/** A question taken out of its section, and put into one: with whether it is required, its part of the UI schema, and its place. */
import { isObject } from "../../../form/refs";
import type { FormDocument } from "../document";
import { memberNames, rawAt, valueOf, withoutEmpty, withoutValue, withValue, type Path, type Raw } from "../jsonText";
import type { Question } from "../outline";
import { inSchema, inUi, pathOf, sectionAround, type Section } from "./editing";
import { inOrderOf, namesOf, withoutNameInOrder } from "./order";

/** A question on its way. */
export interface Taken {
  schema: Raw | object;
  ui: Raw | object | undefined;
  required: boolean;
}

const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

/** Without the name among those that the schema at `path` requires. */
export function withoutRequired(text: string, path: Path, name: string): string {
  const at = [...path, "required"];
  const required = valueOf(text, at);
  if (!Array.isArray(required) || !required.includes(name)) return text;
  const left = (required as unknown[]).filter((each) => each !== name);
  return left.length > 0 ? withValue(text, at, left) : withoutValue(text, at);
}

export function withRequired(text: string, path: Path, name: string): string {
  const at = [...path, "required"];
  const required = valueOf(text, at);
  if (!Array.isArray(required)) {
    const before = memberNames(text, path).indexOf("properties");
    return withValue(text, at, [name], before < 0 ? undefined : before);
  }
  return required.includes(name) ? text : withValue(text, at, [...(required as unknown[]), name]);
}

/** Whether the alternatives of a dependency bring nothing in any more. */
const bringNothing = (part: unknown, trigger: string): boolean => {
  if (!isObject(part)) return false;
  if (Object.keys(part).some((key) => !["properties", "required", "oneOf"].includes(key))) return false;
  const names = isObject(part["properties"]) ? Object.keys(part["properties"]) : [];
  const options = Array.isArray(part["oneOf"]) ? (part["oneOf"] as unknown[]) : [];
  return names.every((name) => name === trigger) && part["required"] === undefined && options.every((option) => bringNothing(option, trigger));
};

/** Without what is left of a condition whose last question went: `holder` is the part that held it. */
function withoutIdle(given: string, section: Path, holder: Path): string {
  let text = given;
  if (isEmpty(valueOf(text, [...holder, "properties"]))) text = withoutValue(text, [...holder, "properties"]);
  const trigger = holder.lastIndexOf("dependencies") >= section.length ? holder.lastIndexOf("dependencies") : holder.lastIndexOf("dependentSchemas");
  if (trigger >= section.length && holder.length > trigger + 1) {
    const path = holder.slice(0, trigger + 2);
    if (!bringNothing(valueOf(text, path), String(holder[trigger + 1]))) return text;
    return withoutEmpty(text, path, section.length);
  }
  if (!isEmpty(valueOf(text, holder))) return text;
  text = withoutValue(text, holder);
  const block = holder.slice(0, -1);
  const left = valueOf(text, block);
  // An `if` that nothing follows from.
  if (isObject(left) && "if" in left && !("then" in left) && !("else" in left)) text = withoutValue(text, [...block, "if"]);
  return block.length > section.length && isEmpty(valueOf(text, block)) ? withoutEmpty(text, block, section.length) : text;
}

/** The document without a question; what other questions make of its answers is not looked at. */
export function without(document: FormDocument, question: Question): { document: FormDocument; taken: Taken } {
  const { pointer, holder, group, name, ui } = question;
  const section = sectionAround(document, question);
  const taken: Taken = {
    schema: rawAt(document.schema, pathOf(pointer)) ?? {},
    ui: rawAt(document.uiSchema, ui),
    required: question.required,
  };
  let next = inSchema(document, (text) => {
    const out = withoutRequired(withoutValue(text, pathOf(pointer)), pathOf(holder), name);
    return holder === group ? out : withoutIdle(out, pathOf(group), pathOf(holder));
  });
  next = withoutNameInOrder(next, section.ui, name);
  // Another question of this name, under another condition, keeps what the UI schema says of it.
  const isAlone = section.questions.every((other) => other.name !== name || other.pointer === pointer);
  if (isAlone) next = inUi(next, (text) => withoutEmpty(text, ui));
  return { document: next, taken };
}

/** The document with a question in a part of a section, among its questions at place `at`. */
export function withQuestion(document: FormDocument, section: Section, holder: string, name: string, taken: Taken, at: number): FormDocument {
  const names = namesOf(section.questions).filter((each) => each !== name);
  const wanted = [...names.slice(0, at), name, ...names.slice(at)];
  let next = inSchema(document, (text) => {
    const path = [...pathOf(holder), "properties"];
    const present = memberNames(text, path);
    const before = wanted.slice(0, at).findLast((each) => present.includes(each));
    const behind = wanted.slice(at + 1).find((each) => present.includes(each));
    const index = before === undefined ? (behind === undefined ? undefined : present.indexOf(behind)) : present.indexOf(before) + 1;
    const put = withValue(text, [...path, name], taken.schema, index);
    return taken.required ? withRequired(put, pathOf(holder), name) : put;
  });
  const { ui } = taken;
  if (ui !== undefined && !isEmpty(ui)) next = inUi(next, (text) => withValue(text, [...section.ui, name], ui));
  return inOrderOf(next, section, wanted);
}
