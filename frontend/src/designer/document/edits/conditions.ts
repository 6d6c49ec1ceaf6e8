// SPDX-License-Identifier: AGPL-3.0-or-later
/** "Shown only if", written and taken away. */
import { knows } from "../../../form/dialects";
import { toPointer } from "../../../form/pointers";
import { isObject, type Json } from "../../../form/refs";
import { t } from "../../../shared/texts";
import { blockOf, ifOf, NEEDS_NEWER, OTHERWISE, type Condition } from "../conditions";
import type { FormDocument, QuestionPointer } from "../document";
import { isSameJson, valueOf, withValue, type Path } from "../jsonText";
import { choicesOf } from "../kinds";
import type { Question } from "../outline";
import { readDocument } from "../reading";
import { inSchema, pathOf, pointerOf, questionAt, sectionAround, type Edited, type Section } from "./editing";
import { without, withQuestion } from "./holding";
import { withReferences } from "./references";

const CLOSED = t(
  "Its section takes no other names (additionalProperties: false), and so no question that a condition brings in. Take that line out in the JSON first.",
);
const UNFINISHED = t("Choose a question and an answer for each condition.");
const LATER = t("A question can only depend on others of its section.");

/** All answers that a question may have, where they can be listed. */
function answersOf(document: FormDocument, question: Question): unknown[] | null {
  if (question.kind === "yesNo") return [true, false];
  const schema = valueOf(document.schema, pathOf(question.core));
  return question.kind === "oneOf" && isObject(schema) ? choicesOf(schema).map(({ value }) => value) : null;
}

const CIRCLE = t("A question that it would depend on is shown only for an answer to this one.");

/** Whether the question of this name is shown only under conditions that lead to `name`. */
function leadsTo(questions: readonly Question[], from: string, name: string, seen = new Set<string>()): boolean {
  if (from === name) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return questions.some(
    ({ name: each, condition }) =>
      each === from && condition !== null && condition !== OTHERWISE && condition.tests.some((test) => leadsTo(questions, test.question, name, seen)),
  );
}

const needsValue = ({ comparison, values }: Condition["tests"][number]): boolean =>
  comparison !== "isAnswered" && (values.length === 0 || values.some((value) => value === undefined || value === ""));

/** Why a question cannot be shown under a condition; null where it can. */
export function conditionProblem(document: FormDocument, pointer: QuestionPointer, condition: Condition): string | null {
  const question = questionAt(document, pointer);
  if (question === undefined) return null;
  const section = sectionAround(document, question);
  if (condition.tests.length === 0 || condition.tests.some(needsValue)) return UNFINISHED;
  const others = section.questions.filter((other) => other.pointer !== pointer);
  if (!condition.tests.every((test) => others.some((other) => other.name === test.question))) return LATER;
  if (condition.tests.some((test) => leadsTo(others, test.question, question.name))) return CIRCLE;
  const group = valueOf(document.schema, pathOf(section.pointer));
  if (isObject(group) && group["additionalProperties"] === false) return CLOSED;
  const { dialect } = readDocument(document);
  return knows(dialect, "if") || blockOf(condition, dialect, choicesFor(document, section, condition)) !== null ? null : NEEDS_NEWER;
}

function choicesFor(document: FormDocument, section: Section, { tests }: Condition): unknown[] | null {
  const trigger = section.questions.find((other) => other.name === tests[0]?.question);
  return trigger ? answersOf(document, trigger) : null;
}

/** The part of a section that holds under `condition` already. */
function heldUnder(document: FormDocument, section: Section, condition: Condition): string | null {
  const wanted = ifOf(condition);
  const branch = condition.unless ? "else" : "then";
  const parts: unknown = valueOf(document.schema, [...pathOf(section.pointer), "allOf"]);
  const index = (Array.isArray(parts) ? (parts as unknown[]) : []).findIndex((part) => isObject(part) && isSameJson(part["if"], wanted) && isObject(part[branch]));
  return index < 0 ? null : `${section.pointer}/allOf/${index}/${branch}`;
}

/** The document with a part for `condition` in the section, and the pointer of that part. */
function withBlock(document: FormDocument, section: Section, condition: Condition): { document: FormDocument; holder: string } | null {
  const { dialect } = readDocument(document);
  const held = knows(dialect, "if") ? heldUnder(document, section, condition) : null;
  if (held !== null) return { document, holder: held };
  const block = blockOf(condition, dialect, choicesFor(document, section, condition));
  if (block === null) return null;
  const path: Path = [...pathOf(section.pointer), "allOf"];
  const parts: unknown = valueOf(document.schema, path);
  const before = Array.isArray(parts) ? (parts as Json[]) : [];
  const next = inSchema(document, (text) => withValue(text, path, [...before, block.value]));
  return { document: next, holder: `${section.pointer}${toPointer(["allOf", before.length, ...block.path])}` };
}

/** A question shown under a condition, or always where that is null. */
export function withCondition(document: FormDocument, pointer: QuestionPointer, condition: Condition | null): Edited {
  const question = questionAt(document, pointer);
  const unchanged = { document, selected: pointer, said: "" };
  if (question === undefined || question.name === "") return unchanged;
  if (condition !== null && conditionProblem(document, pointer, condition) !== null) return unchanged;
  if (question.condition !== OTHERWISE && isSameJson(question.condition, condition)) return unchanged;
  const around = sectionAround(document, question);
  const at = around.questions.findIndex((each) => each.pointer === pointer);
  const { document: left, taken } = without(document, question);
  // Without it the section may have moved, where a part before it went.
  const section: Section = { ...around, questions: around.questions.filter((each) => each.pointer !== pointer) };
  const block = condition === null ? { document: left, holder: section.pointer } : withBlock(left, section, condition);
  if (block === null) return unchanged;
  let next = withQuestion(block.document, section, block.holder, question.name, taken, at);
  const selected = pointerOf(next, question.ui);
  if (selected !== null) next = withReferences(next, pointer, selected);
  const { title } = question;
  const shown = questionAt(next, selected ?? "")?.shownIf ?? t("shown under a condition");
  const said = condition === null ? t("{title} is always shown now.", { title }) : t("{title} is {shown} now.", { title, shown });
  return { document: next, selected, said };
}
