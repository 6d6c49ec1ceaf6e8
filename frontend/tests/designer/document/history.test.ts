// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";
import type { FormDocument } from "../../../src/designer/document/document";
import { begun, edited, PAUSE, redoes, redone, undoes, undone, type History } from "../../../src/designer/document/history";

const START: FormDocument = { name: "", description: "", schema: "{ }", uiSchema: "" };

const typed = (history: History, name: string, at: number, mergeKey = "name"): History =>
  edited(history, { ...history.present, name }, { label: "Name of the form", mergeKey, at });

test("undo gives back the very texts, redo what was undone", () => {
  const second = { ...START, schema: '{ "a": 1 }', uiSchema: "{}" };
  const history = edited(begun(START), second, { label: "Add A", at: 0 });
  expect(undoes(history)).toBe("Add A");
  expect(undone(history).present).toBe(START);
  expect(redoes(undone(history))).toBe("Add A");
  expect(redone(undone(history)).present).toBe(second);
  expect(undone(undone(history)).present).toBe(START);
});

test("typing in one field goes back at once; a pause, another field or another act begin a new step", () => {
  let history = typed(typed(begun(START), "S", 0), "St", PAUSE - 1);
  expect(undone(history).present).toBe(START);
  history = typed(history, "Sta", 3 * PAUSE);
  expect(undone(history).present.name).toBe("St");
  history = typed(history, "Stai", 3 * PAUSE + 1, "title");
  expect(undone(history).present.name).toBe("Sta");
  history = edited(history, { ...history.present, schema: "{}" }, { label: "Add", at: 3 * PAUSE + 2 });
  history = typed(history, "Stain", 3 * PAUSE + 3, "title");
  expect(undone(history).present.name).toBe("Stai");
});

test("typing after undo joins nothing that was there before", () => {
  const history = typed(undone(typed(typed(begun(START), "a", 0), "b", 2 * PAUSE)), "c", 2 * PAUSE + 1);
  expect(undone(history).present.name).toBe("a");
  expect(redoes(history)).toBeUndefined();
});

test("an edit that changes nothing is no step", () => {
  const history = begun(START);
  expect(edited(history, { ...START }, { label: "Nothing", at: 0 })).toBe(history);
});

test("the history has an end, in steps and in characters", () => {
  let history = begun(START);
  for (let step = 0; step < 300; step += 1) history = typed(history, String(step), step, String(step));
  expect(history.past).toHaveLength(200);
  const large = "x".repeat(15_000_000);
  for (let step = 0; step < 4; step += 1) history = edited(history, { ...START, schema: large + step }, { label: "Paste", at: step });
  expect(history.past.length).toBeLessThan(4);
  expect(undone(history).present.schema).toBe(`${large}2`);
});
