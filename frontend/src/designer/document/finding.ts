// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which question a place in either text of a document belongs to. */
import { isInPart, parsePointer } from "../../form/pointers";
import { listed, type Outline, type Question } from "./outline";
import type { Pane } from "./reading";

/** The question in which a pointer of the schema lies; null in none. What several share is the first of them. */
function questionOfSchema(outline: Outline, pointer: string): Question | null {
  const parts = pointer.split("/");
  for (let { length } = parts; length > 1; length -= 1) {
    const found = outline.byPointer.get(parts.slice(0, length).join("/"));
    if (found) return found;
  }
  let innermost: Question | null = null;
  for (const question of listed(outline.questions)) {
    if (isInPart(pointer, question.core) && question.core.length > (innermost?.core.length ?? 0)) innermost = question;
  }
  return innermost;
}

/** The question that a pointer of the UI schema is about; null in none. */
function questionOfUi(outline: Outline, pointer: string): Question | null {
  const path = parsePointer(pointer);
  let innermost: Question | null = null;
  for (const question of listed(outline.questions)) {
    const { ui } = question;
    if (ui.length <= path.length && ui.length > (innermost?.ui.length ?? 0) && ui.every((part, index) => part === path[index])) innermost = question;
  }
  return innermost;
}

export const questionOf = (outline: Outline, pane: Pane, pointer: string): Question | null =>
  (pane === "schema" ? questionOfSchema : questionOfUi)(outline, pointer);
