// SPDX-License-Identifier: AGPL-3.0-or-later
/** One question in all panes: in the outline, in both texts, and as a field of the preview. */
import { domId, fieldId, pathOfDomId, toPointer, valueAt, type Path } from "../../form/pointers";
import type { FormDocument } from "../document/document";
import { listed, type Outline, type Question } from "../document/outline";
import { placeOf, readDocument, type Pane, type Place } from "../document/reading";

/** Where a question stands in a text; null where that says nothing of it. */
export function placeOfQuestion(document: FormDocument, { pointer, ui }: Question, pane: Pane): Place | null {
  if (pane === "schema") return placeOf(document, pointer, pane);
  const layout = toPointer([...ui]);
  return valueAt(readDocument(document).uiSchema, [...ui]) === undefined ? null : placeOf(document, layout, pane);
}

/** Ways to the answers of a question, of entries to the first: `items` may be a name as well. */
function answerPaths([first, ...rest]: readonly string[]): Path[] {
  if (first === undefined) return [[]];
  const heads = first === "items" ? [0, "items"] : [first];
  return answerPaths(rest).flatMap((tail) => heads.map((head) => [head, ...tail]));
}

/** Ids that rjsf may give the field of a question, of entries to the first. */
export const fieldIdsOf = ({ ui }: Question): string[] => answerPaths(ui).map(fieldId);

/** Ids in the page of the field of a question, and of those around it. */
export const fieldsOf = ({ ui }: Question): string[] =>
  ui.flatMap((_, index) => answerPaths(ui.slice(0, ui.length - index)).map((path) => domId(fieldId(path))));

/** The question of the field that has this id in the page, or of the nearest one around it. */
export function questionOfField(outline: Outline, id: string): Question | null {
  const path = pathOfDomId(id);
  let innermost: Question | null = null;
  for (const question of listed(outline.questions)) {
    const { ui } = question;
    const leads = ui.length <= path.length && ui.every((part, index) => part === path[index] || (part === "items" && /^\d+$/.test(path[index] ?? "")));
    if (leads && ui.length > (innermost?.ui.length ?? 0)) innermost = question;
  }
  return innermost;
}

/** What of the form an address asks for, as the page that publishes leads to a problem: `?in=schema&at=/properties/dye`. */
export function askedPlace(search: string): { pane: Pane; pointer: string } | null {
  const query = new URLSearchParams(search);
  const [pane, pointer] = [query.get("in"), query.get("at")];
  return pointer !== null && (pane === "schema" || pane === "uiSchema") ? { pane, pointer } : null;
}
