// SPDX-License-Identifier: AGPL-3.0-or-later
/** Questions moved: up and down in their section, into a section and out of it, to any place. */
import { t } from "../../../shared/texts";
import type { FormDocument, QuestionPointer } from "../document";
import type { Question } from "../outline";
import { freeName, insideOf, namesIn, pointerOf, questionAt, sectionAround, type Edited } from "./editing";
import { without, withQuestion } from "./holding";
import { inOrderOf, namesOf } from "./order";
import { alwaysShown, sectionOf, sentences, withoutTestsOf, type Where } from "./questions";
import { withReferences } from "./references";

const unchanged = (document: FormDocument, selected: QuestionPointer): Edited => ({ document, selected, said: "" });

/** What a move is said as: after which question it stands now. */
function standing(document: FormDocument, pointer: QuestionPointer | null): string {
  const question = pointer === null ? undefined : questionAt(document, pointer);
  if (question === undefined) return "";
  const { questions, question: section } = sectionAround(document, question);
  const asked = questions.filter((each) => each.name !== "");
  const at = asked.findIndex((each) => each.pointer === pointer);
  const said = { title: question.title, n: at + 1, all: asked.length };
  return section ? t("{title} is question {n} of {all} in {section} now.", { ...said, section: section.title }) : t("{title} is question {n} of {all} now.", said);
}

function within(document: FormDocument, question: Question, to: number): Edited {
  const section = sectionAround(document, question);
  const names = namesOf(section.questions);
  const from = names.indexOf(question.name);
  const place = Math.max(0, Math.min(to, names.length - 1));
  if (from === place) return unchanged(document, question.pointer);
  const next = inOrderOf(document, section, names.toSpliced(from, 1).toSpliced(place, 0, question.name));
  const selected = pointerOf(next, question.ui);
  return { document: next, selected, said: standing(next, selected) };
}

/** Whether a question is, or lies in, another. */
export const isInside = (pointer: QuestionPointer, around: Question): boolean =>
  pointer === around.pointer || around.children.some((child) => isInside(pointer, child));

/** `at` is the place that the question has afterwards among those of the section. */
export function moved(document: FormDocument, pointer: QuestionPointer, { section: into, at }: Where): Edited {
  const question = questionAt(document, pointer);
  if (question === undefined || question.name === "") return unchanged(document, pointer);
  const around = sectionAround(document, question);
  if ((around.question?.pointer ?? null) === into) return within(document, question, at);
  if (into !== null && isInside(into, question)) return unchanged(document, pointer);
  const target = into === null ? null : questionAt(document, into);
  if (target !== null && (target === undefined || target.inside === null)) return unchanged(document, pointer);
  const freed = withoutTestsOf(document, question);
  const { document: left, taken } = without(freed.document, freed.question);
  const section = sectionOf(left, target === null ? null : pointerOf(left, target.ui));
  const name = freeName(namesIn(left, section), question.name);
  let next = withQuestion(left, section, section.pointer, name, taken, Math.min(at, section.questions.length));
  const selected = pointerOf(next, [...section.ui, name]);
  if (selected !== null) next = withReferences(next, freed.question.pointer, selected);
  const lost = question.condition === null ? "" : t("Its condition was about questions of another section, and was taken away.");
  return { document: next, selected, said: sentences(standing(next, selected), lost, alwaysShown(freed.always)) };
}

function steps(document: FormDocument, pointer: QuestionPointer, by: 1 | -1): Edited {
  const question = questionAt(document, pointer);
  if (question === undefined) return unchanged(document, pointer);
  const names = namesOf(sectionAround(document, question).questions);
  return within(document, question, names.indexOf(question.name) + by);
}

export const movedUp = (document: FormDocument, pointer: QuestionPointer): Edited => steps(document, pointer, -1);
export const movedDown = (document: FormDocument, pointer: QuestionPointer): Edited => steps(document, pointer, 1);

/** The section before a question, which it can be moved into. */
export function sectionBefore(document: FormDocument, pointer: QuestionPointer): Question | null {
  const question = questionAt(document, pointer);
  if (question === undefined) return null;
  const { questions } = sectionAround(document, question);
  const before = questions.slice(0, questions.findIndex((each) => each.pointer === pointer)).at(-1);
  // A definition that is shown elsewhere too has its questions there.
  return before && before.inside !== null && insideOf(before) !== null && (before.children.length > 0 || !before.isShared) ? before : null;
}

/** Into the section before it, as its last question. */
export function movedIn(document: FormDocument, pointer: QuestionPointer): Edited {
  const section = sectionBefore(document, pointer);
  return section === null ? unchanged(document, pointer) : moved(document, pointer, { section: section.pointer, at: section.children.length });
}

/** Out of its section, behind that. */
export function movedOut(document: FormDocument, pointer: QuestionPointer): Edited {
  const question = questionAt(document, pointer);
  const section = question && sectionAround(document, question).question;
  if (!section) return unchanged(document, pointer);
  const around = sectionAround(document, section);
  const at = around.questions.findIndex((each) => each.pointer === section.pointer) + 1;
  return moved(document, pointer, { section: around.question?.pointer ?? null, at });
}
