// SPDX-License-Identifier: AGPL-3.0-or-later
/** Whatever is done to a form in whatever order: its texts stay JSON, and what is chosen afterwards is there. */
import { expect, test } from "vitest";
import type { Condition } from "../../../src/designer/document/conditions";
import type { FormDocument } from "../../../src/designer/document/document";
import { withChoices } from "../../../src/designer/document/edits/choices";
import { copied, pasted } from "../../../src/designer/document/edits/clipboard";
import { withCondition } from "../../../src/designer/document/edits/conditions";
import type { Edited } from "../../../src/designer/document/edits/editing";
import { ADDABLE, kindsFor, ofKind } from "../../../src/designer/document/edits/kinds";
import { moved, movedDown, movedIn, movedOut, movedUp } from "../../../src/designer/document/edits/moving";
import { renamed } from "../../../src/designer/document/edits/names";
import { added, behind, duplicated, removed } from "../../../src/designer/document/edits/questions";
import { helped, required, titled, withBound, withDefault } from "../../../src/designer/document/edits/settings";
import { listed, outlineOf, type Question } from "../../../src/designer/document/outline";
import { readDocument } from "../../../src/designer/document/reading";
import { randomForm, randomly, type Random } from "../../support/random";
import { documentOf } from "./samples";

type Act = (document: FormDocument, question: Question, random: Random, all: Question[]) => Edited | FormDocument;

function someCondition(random: Random, all: Question[]): Condition {
  const tests = Array.from({ length: 1 + random.below(2) }, () => {
    const question = random.pick(all).name;
    return random.pick([
      { question, comparison: "isAnswered" as const, values: [] },
      { question, comparison: "is" as const, values: ["x"] },
      { question, comparison: "isAtLeast" as const, values: [1] },
    ]);
  });
  return { tests, any: random.chance(0.5), unless: random.chance(0.3) };
}

const ACTS: readonly Act[] = [
  (document, { pointer }, random) => added(document, behind(document, pointer), random.pick(ADDABLE)),
  (document, { pointer, inside }, random) => (inside === null ? document : added(document, { section: pointer, at: 0 }, random.pick(ADDABLE))),
  (document, { pointer }) => removed(document, pointer),
  (document, { pointer }) => duplicated(document, pointer),
  (document, { pointer }, random) => renamed(document, pointer, random.pick(["a", "n/1", "~", "constructor", "b c"])),
  (document, { pointer }) => movedUp(document, pointer),
  (document, { pointer }) => movedDown(document, pointer),
  (document, { pointer }) => movedIn(document, pointer),
  (document, { pointer }) => movedOut(document, pointer),
  (document, { pointer }, random, all) => moved(document, pointer, { section: random.pick([null, random.pick(all).pointer]), at: random.below(4) }),
  (document, { pointer }, random, all) => withCondition(document, pointer, random.chance(0.3) ? null : someCondition(random, all)),
  (document, { pointer }, _random, all) => pasted(document, behind(document, all[0]?.pointer ?? null), copied(document, pointer) ?? ""),
  (document, question, random) => (kindsFor(question).length > 0 ? ofKind(document, question.pointer, random.pick(kindsFor(question))) : document),
  (document, { pointer, required: was }) => required(document, pointer, !was),
  (document, { pointer }, random) => titled(document, pointer, random.pick(["", "Title"])),
  (document, { pointer }) => helped(document, pointer, "Help"),
  (document, { pointer }) => withBound(document, pointer, "maximum", { value: 2, isExclusive: true }),
  (document, { pointer }) => withDefault(document, pointer, "x"),
  (document, { pointer, kind }) => (kind === "oneOf" || kind === "severalOf" ? withChoices(document, pointer, [{ value: "x", label: "X" }]) : document),
];

const questionsOf = (document: FormDocument): Question[] => [...listed(outlineOf(document)?.questions ?? [])];

test.each(Array.from({ length: 60 }, (_, seed) => [seed]))("form %i takes any edits in any order", (seed) => {
  const random = randomly(seed + 1);
  const { schema } = randomForm(random);
  const addresses = [undefined, "http://json-schema.org/draft-04/schema#", "https://json-schema.org/draft/2020-12/schema"];
  const $schema = random.pick(addresses);
  let document = documentOf(JSON.stringify({ ...($schema ? { $schema } : {}), ...schema }, null, random.pick([0, 2])), random.pick(["", "{}"]));
  for (let step = 0; step < 12; step += 1) {
    const all = questionsOf(document);
    const act = random.pick(ACTS);
    const result = all.length > 0 ? act(document, random.pick(all), random, all) : added(document, { section: null, at: 0 }, random.pick(ADDABLE));
    const edited = "document" in result ? result : { document: result, selected: null };
    const { faults } = readDocument(edited.document);
    expect(faults, `step ${step}`).toEqual([]);
    if (edited.selected !== null) expect(questionsOf(edited.document).some(({ pointer }) => pointer === edited.selected), `step ${step} chooses ${edited.selected}`).toBe(true);
    document = edited.document;
  }
});
