// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a question is called in the answers, and everything in the form that calls it so. */
import { ID_SEPARATOR, NEW_NAME, toPointer } from "../../../form/pointers";
import { isObject } from "../../../form/refs";
import { t } from "../../../shared/texts";
import type { FormDocument, QuestionPointer } from "../document";
import { valueOf, withName, withValue, type Path } from "../jsonText";
import { besides, inSchema, inUi, namesIn, pathOf, pointerOf, questionAt, sectionAround, type Edited } from "./editing";
import { withNameInOrder } from "./order";
import { withReferences } from "./references";

/** What the page puts between names, and half characters: the server refuses them. */
const isUnfit = (name: string): boolean => /\p{Surrogate}/u.test(name) || ["\u0000", ID_SEPARATOR, NEW_NAME.charAt(0)].some((each) => name.includes(each));

/** Why a question cannot be called so; null where it can. */
export function nameProblem(document: FormDocument, pointer: QuestionPointer, name: string): string | null {
  const question = questionAt(document, pointer);
  if (question === undefined || name === question.name) return null;
  if (name.trim() === "") return t("Write a name. Answers are kept under it.");
  if (isUnfit(name)) return t("The name holds a character that cannot be kept.");
  return namesIn(document, sectionAround(document, question)).has(name) ? t("Another question of this section has this name.") : null;
}

/** A name made of a title: "Cell line" is `cell_line`. */
export function nameFrom(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "").slice(0, 60) || "question";
}

/** The name in lists of names and as a key, in one schema that applies to the same answers. */
function renamedIn(text: string, path: Path, from: string, to: string): string {
  const schema = valueOf(text, path);
  if (!isObject(schema)) return text;
  let result = text;
  const inList = (at: Path, names: unknown): void => {
    if (Array.isArray(names) && names.includes(from)) result = withValue(result, at, names.map((name: unknown) => (name === from ? to : name)));
  };
  inList([...path, "required"], schema["required"]);
  for (const keyword of ["dependencies", "dependentRequired"]) {
    const lists = schema[keyword];
    if (isObject(lists)) for (const [name, names] of Object.entries(lists)) inList([...path, keyword, name], names);
  }
  for (const keyword of ["properties", "dependencies", "dependentRequired", "dependentSchemas"]) {
    result = withName(result, [...path, keyword], from, to);
  }
  return isObject(schema["default"]) ? withName(result, [...path, "default"], from, to) : result;
}

export function renamed(document: FormDocument, pointer: QuestionPointer, to: string): Edited {
  const question = questionAt(document, pointer);
  if (question === undefined || question.name === "" || question.name === to || nameProblem(document, pointer, to) !== null) {
    return { document, selected: pointer, said: "" };
  }
  const { name, group, holder, ui } = question;
  const section = sectionAround(document, question);
  let next = inSchema(document, (text) => {
    // A part of the section may stand in a definition of its own.
    const roots = new Set([group, holder]);
    const all = [...roots].flatMap((root) => [...besides(valueOf(text, pathOf(root)))].map(({ path }) => [...pathOf(root), ...path].map(String)));
    const places = [...new Map(all.map((path) => [toPointer(path), path])).values()];
    // The innermost first: the way to it leads by the old name.
    return places.toReversed().reduce((result, path) => renamedIn(result, path, name, to), text);
  });
  next = inUi(next, (text) => withName(text, section.ui, name, to));
  next = withNameInOrder(next, section.ui, name, to);
  const way = [...ui.slice(0, -1), to];
  const now = `${holder}${toPointer(["properties", to])}`;
  next = withReferences(next, pointer, now);
  return { document: next, selected: pointerOf(next, way) ?? now, said: t("{title} is called {to} now.", { title: question.title, to }) };
}
