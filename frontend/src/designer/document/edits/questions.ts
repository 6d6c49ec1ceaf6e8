// SPDX-License-Identifier: AGPL-3.0-or-later
/** Questions added, removed and duplicated. */
import { t, tn } from "../../../shared/texts";
import type { FormDocument, QuestionPointer } from "../document";
import { OTHERWISE, type Condition } from "../conditions";
import { rawAt } from "../jsonText";
import { KIND_WORDS } from "../kinds";
import type { Question } from "../outline";
import { freeName, insideOf, namesIn, pathOf, pointerOf, questionAt, sectionAround, wholeForm, type Edited, type Section } from "./editing";
import { withCondition } from "./conditions";
import { without, withQuestion, type Taken } from "./holding";
import { KINDS, type AddableKind } from "./kinds";
import { titled } from "./settings";

/** Where something goes: before question `at` of a section, or of the whole form where `section` is null. */
export interface Where {
  /** Pointer of the question that is the section. */
  section: QuestionPointer | null;
  at: number;
}

export function sectionOf(document: FormDocument, section: QuestionPointer | null): Section {
  const question = section === null ? undefined : questionAt(document, section);
  return (question && insideOf(question)) ?? wholeForm(document);
}

/** Behind a question, in its own section. */
export function behind(document: FormDocument, pointer: QuestionPointer | null): Where {
  const question = pointer === null ? undefined : questionAt(document, pointer);
  if (question === undefined) return { section: null, at: wholeForm(document).questions.length };
  const { questions, question: section } = sectionAround(document, question);
  return { section: section?.pointer ?? null, at: questions.findIndex((each) => each.pointer === pointer) + 1 };
}

/** Puts a question that is no part of the form yet into it, under a name that is free there. */
export function put(document: FormDocument, { section: into, at }: Where, wanted: string, taken: Taken): { document: FormDocument; selected: QuestionPointer | null } {
  const section = sectionOf(document, into);
  const name = freeName(namesIn(document, section), wanted);
  const next = withQuestion(document, section, section.pointer, name, taken, at);
  return { document: next, selected: pointerOf(next, [...section.ui, name]) };
}

export function added(document: FormDocument, where: Where, kind: AddableKind): Edited {
  const { schema, ui } = KINDS[kind].template();
  const title = t("New {kind}", { kind: KIND_WORDS[kind] });
  const { document: next, selected } = put(document, where, "question", { schema: { title, ...schema }, ui, required: false });
  return { document: next, selected, said: t("{title} was added.", { title }) };
}

interface Freed {
  document: FormDocument;
  /** The question, which may stand elsewhere in the schema now. */
  question: Question;
  /** Titles of those that no condition is left for. */
  always: string[];
}

/** What becomes of the conditions of others, when a question is no longer where they look for it. */
export function withoutTestsOf(document: FormDocument, question: Question): Freed {
  const { ui, name } = question;
  const section = sectionAround(document, question);
  let next = document;
  const always: string[] = [];
  for (const other of section.questions) {
    const { condition } = other;
    if (condition === null || condition === OTHERWISE || !condition.tests.some((test) => test.question === name)) continue;
    const tests = condition.tests.filter((test) => test.question !== name);
    const kept: Condition | null = tests.length > 0 ? { ...condition, tests } : null;
    const now = pointerOf(next, other.ui);
    if (now === null || now === pointerOf(next, ui)) continue;
    next = withCondition(next, now, kept).document;
    if (kept === null) always.push(other.title);
  }
  return { document: next, question: questionAt(next, pointerOf(next, ui) ?? question.pointer) ?? question, always };
}

export const alwaysShown = (titles: readonly string[]): string => {
  if (titles.length === 0) return "";
  const [title = "", ...more] = titles;
  if (more.length === 0) return t("{title} is always shown now.", { title });
  return tn("{n} question that depended on it is always shown now.", "{n} questions that depended on it are always shown now.", titles.length);
};

/** Those of them that say something. */
export const sentences = (...said: readonly string[]): string => said.filter(Boolean).join(" ");

export function removed(document: FormDocument, pointer: QuestionPointer): Edited {
  const question = questionAt(document, pointer);
  if (question === undefined || question.name === "") return { document, selected: pointer, said: "" };
  const { questions, question: section } = sectionAround(document, question);
  const at = questions.findIndex((each) => each.pointer === pointer);
  const following = questions[at + 1] ?? questions[at - 1] ?? section;
  const freed = withoutTestsOf(document, question);
  const { document: next } = without(freed.document, freed.question);
  const selected = following ? pointerOf(next, following.ui) : null;
  return { document: next, selected, said: sentences(t("{title} was removed.", { title: question.title }), alwaysShown(freed.always)) };
}

export function duplicated(document: FormDocument, pointer: QuestionPointer): Edited {
  const question = questionAt(document, pointer);
  const schema = rawAt(document.schema, pathOf(pointer));
  if (question === undefined || question.name === "" || schema === undefined) return { document, selected: pointer, said: "" };
  const section = sectionAround(document, question);
  const name = freeName(namesIn(document, section), question.name);
  const at = section.questions.findIndex((each) => each.pointer === pointer) + 1;
  // Under the same condition, if it has one.
  const taken = { schema, ui: rawAt(document.uiSchema, question.ui), required: question.required };
  const copy = withQuestion(document, section, question.holder, name, taken, at);
  const selected = pointerOf(copy, [...section.ui, name]);
  const next = selected === null ? copy : titled(copy, selected, t("{title} (copy)", { title: question.title }));
  return { document: next, selected, said: t("{title} was duplicated.", { title: question.title }) };
}
