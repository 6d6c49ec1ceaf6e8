// SPDX-License-Identifier: AGPL-3.0-or-later
/** What holds of every edit of every question of every form that we have. */
import { describe, expect, test } from "vitest";
import { parsePointer, toPointer } from "../../../src/form/pointers";
import type { FormDocument } from "../../../src/designer/document/document";
import { pointerOf, sectionAround, type Edited } from "../../../src/designer/document/edits/editing";
import { kindsFor, ofKind } from "../../../src/designer/document/edits/kinds";
import { moved, movedDown, movedIn, movedOut, movedUp, sectionBefore } from "../../../src/designer/document/edits/moving";
import { renamed } from "../../../src/designer/document/edits/names";
import { added, behind, duplicated, removed } from "../../../src/designer/document/edits/questions";
import { helped, required, titled, withBound, withUnit } from "../../../src/designer/document/edits/settings";
import { rawAt } from "../../../src/designer/document/jsonText";
import { listed, outlineOf, type Question } from "../../../src/designer/document/outline";
import { samples } from "./samples";

const questionsOf = (document: FormDocument): Question[] => [...listed(outlineOf(document)?.questions ?? [])].filter(({ name }) => name !== "");

/** At most so many questions of a form, from all over it. */
function some(questions: Question[], most = 4): Question[] {
  const step = Math.max(1, Math.ceil(questions.length / most));
  return questions.filter((_, index) => index % step === 0);
}

/** The characters of each question without the white space that lines begin with: all of them by their way in the form. */
function charactersOf(document: FormDocument): Map<string, string> {
  return new Map(
    questionsOf(document).map(({ pointer, ui }) => {
      const text = rawAt(document.schema, parsePointer(pointer))?.text ?? "";
      return [toPointer([...ui]), text.replaceAll(/\n[ \t]*/g, "\n")] as const;
    }),
  );
}

const isAround = (one: readonly string[], other: readonly string[]): boolean => one.every((part, index) => part === other[index]);

/** Questions that have nothing to do with one: not in it, not around it, not the section that it can go into, and under no condition beside it. */
function untouched(document: FormDocument, question: Question): Set<string> {
  const near = sectionAround(document, question).questions.filter(({ condition }) => condition !== null);
  const before = sectionBefore(document, question.pointer);
  const ways = [question, ...near, ...(before ? [before] : [])].map(({ ui }) => ui);
  return new Set(
    questionsOf(document)
      .filter(({ ui }) => !ways.some((way) => isAround(way, ui) || isAround(ui, way)))
      .map(({ ui }) => toPointer([...ui])),
  );
}

/** Questions whose characters an edit of another one changed. */
function changedBeside(before: FormDocument, after: FormDocument, question: Question): string[] {
  JSON.parse(after.schema);
  JSON.parse(after.uiSchema || "{}");
  // A change of a definition counts wherever it is used.
  if (question.isShared) return [];
  const [old, now] = [charactersOf(before), charactersOf(after)];
  // References go with what they refer to; a definition may be shown first at another place now.
  return [...untouched(before, question)].filter((way) => now.has(way) && now.get(way) !== old.get(way) && !old.get(way)?.includes('"$ref"'));
}

const doing: readonly (readonly [string, (document: FormDocument, question: Question) => Edited | FormDocument])[] = [
  ["remove", (document, { pointer }) => removed(document, pointer)],
  ["duplicate", (document, { pointer }) => duplicated(document, pointer)],
  ["rename", (document, { pointer }) => renamed(document, pointer, "renamed / ~ here")],
  ["up", (document, { pointer }) => movedUp(document, pointer)],
  ["down", (document, { pointer }) => movedDown(document, pointer)],
  ["in", (document, { pointer }) => movedIn(document, pointer)],
  ["out", (document, { pointer }) => movedOut(document, pointer)],
  ["to the end of the form", (document, { pointer }) => moved(document, pointer, { section: null, at: 1000 })],
  ["title", (document, { pointer }) => titled(document, pointer, 'New "title"')],
  ["help", (document, { pointer }) => helped(document, pointer, "Help")],
  ["required", (document, { pointer, required: was }) => required(document, pointer, !was)],
  ["bound", (document, { pointer }) => withBound(document, pointer, "minimum", { value: 1.5, isExclusive: true })],
  ["unit", (document, { pointer }) => withUnit(document, pointer, "µm")],
  ["kind", (document, question) => ofKind(document, question.pointer, kindsFor(question).find((each) => each !== question.kind) ?? "text")],
];

describe.each(samples())("$name", ({ document }) => {
  test("every edit of a question leaves the characters of all others", () => {
    for (const question of some(questionsOf(document))) {
      for (const [what, act] of doing) {
        const result = act(document, question);
        expect(changedBeside(document, "document" in result ? result.document : result, question), `${what} ${question.pointer}`).toEqual([]);
      }
    }
  });

  test("what is done and taken back by its opposite gives the very texts", () => {
    for (const question of some(questionsOf(document))) {
      const { pointer, ui, name, required: was } = question;
      // JavaScript has numbers as names first, wherever they stand; and a blank name is given to none anew.
      if (name.trim() === "" || sectionAround(document, question).questions.some((each) => /^\d+$/.test(each.name))) continue;
      const isPlain = sectionAround(document, question).questions.every((each) => each.condition === null && each.holder === question.holder);
      const more = added(document, behind(document, pointer), "number");
      expect(more.selected).not.toBeNull();
      if (isPlain && !document.uiSchema.includes("order")) expect(removed(more.document, more.selected ?? "").document, `add behind ${pointer}`).toEqual(document);
      const other = renamed(document, pointer, "another name");
      expect(renamed(other.document, other.selected ?? "", name).document, `rename ${pointer}`).toEqual(document);
      if (!was) expect(required(required(document, pointer, true), pointer, false), `require ${pointer}`).toEqual(document);
      const down = movedDown(document, pointer);
      if (isPlain && down.document !== document) expect(movedUp(down.document, pointerOf(down.document, ui) ?? "").document, `move ${pointer}`).toEqual(document);
    }
  });
});
