// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from "vitest";
import { isReworded } from "../src/fill/rewording";

const form = (stain: object, more: object = {}): object => ({ type: "object", properties: { stain, title: { type: "string" } }, ...more });

it.each([
  ["a title", { title: "Stain" }, { title: "Dye" }],
  ["a title that was none", {}, { title: "Dye" }],
  ["a description", { description: "One." }, { description: "Two." }],
  ["the title of a choice", { oneOf: [{ const: 1, title: "One" }] }, { oneOf: [{ const: 1, title: "1" }] }],
])("takes another wording of %s for words alone", (_, before, after) => {
  expect(isReworded(form(before), form(after))).toBe(true);
});

it.each([
  ["a default", { default: "H&E" }, { default: "PAS" }],
  ["words inside a default", { default: { title: "a" } }, { default: { title: "b" } }],
  ["a kind of answer", { type: "string" }, { type: "number" }],
  ["a choice more", { enum: ["a"] }, { enum: ["a", "b"] }],
  ["a default of a question that is called title", { properties: { title: { default: 1 } } }, { properties: { title: { default: 2 } } }],
  ["a question that is called title", { properties: { title: {} } }, { properties: {} }],
  ["a list that got longer", { allOf: [{}] }, { allOf: [{}, {}] }],
])("takes %s for more than words", (_, before, after) => {
  expect(isReworded(form(before), form(after))).toBe(false);
});
