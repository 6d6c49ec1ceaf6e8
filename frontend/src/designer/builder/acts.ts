// SPDX-License-Identifier: AGPL-3.0-or-later
/** What can be done to a question in the tree: by buttons, in its menu, by keys and by dragging. */
import { t } from "../../shared/texts";
import type { FormDocument, QuestionPointer } from "../document/document";
import { copied, NOT_COPIED, pasted } from "../document/edits/clipboard";
import { sectionAround, type Edited } from "../document/edits/editing";
import { isInside, movedDown, movedIn, movedOut, movedUp, sectionBefore } from "../document/edits/moving";
import { behind, duplicated, removed, type Where } from "../document/edits/questions";
import { listed, outlineOf, type Outline, type Question } from "../document/outline";

export type Act = "up" | "down" | "in" | "out" | "duplicate" | "copy" | "paste" | "remove";

/** In the order of the menu; keys as they are pressed on the question in the tree. */
export const ACTS: readonly { act: Act; label: string; keys?: string }[] = [
  { act: "up", label: t("Move up"), keys: t("Alt ↑") },
  { act: "down", label: t("Move down"), keys: t("Alt ↓") },
  { act: "in", label: t("Move into the section above"), keys: t("Alt →") },
  { act: "out", label: t("Move out of its section"), keys: t("Alt ←") },
  { act: "duplicate", label: t("Duplicate") },
  { act: "copy", label: t("Copy"), keys: t("Ctrl C") },
  { act: "paste", label: t("Paste below it"), keys: t("Ctrl V") },
  { act: "remove", label: t("Remove"), keys: t("Delete") },
];

/** What each is called in the history. */
const LABELS: Readonly<Record<Act, (title: string) => string>> = {
  up: (title) => t("Move {title} up", { title }),
  down: (title) => t("Move {title} down", { title }),
  in: (title) => t("Move {title} into a section", { title }),
  out: (title) => t("Move {title} out of its section", { title }),
  duplicate: (title) => t("Duplicate {title}", { title }),
  copy: (title) => t("Copy {title}", { title }),
  paste: () => t("Paste a question"),
  remove: (title) => t("Remove {title}", { title }),
};

export const labelOf = (act: Act, title: string): string => LABELS[act](title);

/** Where the question that was copied last is kept, for forms in other windows: not every site may read the clipboard. */
const KEPT = "omero-forms-copied-question";

export function keepCopied(text: string): void {
  try {
    window.localStorage.setItem(KEPT, text);
  } catch {
    // The clipboard has it, where there is one.
  }
}

function keptCopy(): string {
  try {
    return window.localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

export const CANNOT_COPY = t("This question refers to the form as a whole, or to what is not there, and cannot be copied by itself.");

/** What cannot be done says why; nothing is changed then. */
export function done(document: FormDocument, act: Act, question: Question): Edited {
  const { pointer, title } = question;
  const told = (said: string): Edited => ({ document, selected: pointer, said });
  const orTold = (edited: Edited, said: string): Edited => (edited.document === document ? told(said) : edited);
  if (question.name === "" && act !== "paste") return told(t("{title} is a part of the form that is edited as JSON.", { title }));
  if (act === "up") return orTold(movedUp(document, pointer), t("{title} is the first question here.", { title }));
  if (act === "down") return orTold(movedDown(document, pointer), t("{title} is the last question here.", { title }));
  if (act === "in") return orTold(movedIn(document, pointer), t("There is no section right above it."));
  if (act === "out") return orTold(movedOut(document, pointer), t("{title} is in no section.", { title }));
  if (act === "duplicate") return duplicated(document, pointer);
  if (act === "remove") {
    const edited = removed(document, pointer);
    return edited.document === document ? edited : { ...edited, said: `${edited.said} ${t("Undo brings it back.")}` };
  }
  if (act === "copy") {
    const text = copied(document, pointer);
    if (text === null) return told(CANNOT_COPY);
    keepCopied(text);
    void navigator.clipboard?.writeText(text).catch(() => undefined);
    return told(t("{title} was copied.", { title }));
  }
  return pastedBehind(document, pointer, keptCopy());
}

export function pastedBehind(document: FormDocument, pointer: QuestionPointer | null, text: string): Edited {
  const edited = pasted(document, behind(document, pointer), text);
  return edited.document === document ? { document, selected: pointer, said: NOT_COPIED } : edited;
}

/** Acts that do something for a question. */
export function possible(document: FormDocument, question: Question): ReadonlySet<Act> {
  if (question.name === "") return new Set(["paste"]);
  const { questions, question: section } = sectionAround(document, question);
  const asked = questions.filter(({ name }) => name !== "");
  const acts = new Set<Act>(["duplicate", "copy", "paste", "remove"]);
  if (asked[0]?.pointer !== question.pointer) acts.add("up");
  if (asked.at(-1)?.pointer !== question.pointer) acts.add("down");
  if (sectionBefore(document, question.pointer)) acts.add("in");
  if (section) acts.add("out");
  return acts;
}

/** Whether questions go into it; those of a definition that is shown elsewhere go in there. */
export const holds = ({ inside, children, isShared }: Question): boolean => inside !== null && (children.length > 0 || !isShared);

export type DropSide = "before" | "after" | "inside";

/** Where a question goes that is let go over another; null where it cannot. `share`: how far down the row, from 0 to 1. */
export function dropOn(document: FormDocument, dragged: QuestionPointer, over: QuestionPointer, share: number, isOpen: boolean): { where: Where; side: DropSide } | null {
  const outline = outlineOf(document);
  const [question, target] = [outline?.byPointer.get(dragged), outline?.byPointer.get(over)];
  if (!question || !target || question.name === "" || isInside(over, question)) return null;
  if (holds(target) && share > 0.3 && share < (isOpen ? 1.1 : 0.7)) {
    // Below an open section's own row comes its first question.
    const isFirst = isOpen && share >= 0.7;
    const others = target.children.filter((child) => child.pointer !== dragged);
    return { where: { section: target.pointer, at: isFirst ? 0 : others.length }, side: "inside" };
  }
  const { questions, question: section } = sectionAround(document, target);
  const others = questions.filter((each) => each.pointer !== dragged);
  const at = others.findIndex((each) => each.pointer === over);
  const side = share < 0.5 ? "before" : "after";
  return { where: { section: section?.pointer ?? null, at: side === "before" ? at : at + 1 }, side };
}

export interface Row {
  question: Question;
  /** From 1. */
  level: number;
  /** Among those of its section. */
  at: number;
  of: number;
  isOpen: boolean;
}

/** The rows that are seen: those of closed sections are not. */
export function rowsOf(outline: Outline, closed: ReadonlySet<QuestionPointer>): Row[] {
  const rows: Row[] = [];
  const add = (questions: readonly Question[], level: number): void => {
    questions.forEach((question, index) => {
      const isOpen = question.children.length > 0 && !closed.has(question.pointer);
      rows.push({ question, level, at: index + 1, of: questions.length, isOpen });
      if (isOpen) add(question.children, level + 1);
    });
  };
  add(outline.questions, 1);
  return rows;
}

/** The question around another; null for those of the form itself. */
export function parentOf(outline: Outline, pointer: QuestionPointer): Question | null {
  for (const each of listed(outline.questions)) if (each.children.some((child) => child.pointer === pointer)) return each;
  return null;
}
