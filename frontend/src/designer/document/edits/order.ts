// SPDX-License-Identifier: AGPL-3.0-or-later
/** In which order a section asks: that of its properties, and that of `ui:order` where the UI schema has one or needs one. */
import type { FormDocument } from "../document";
import { memberNames, valueOf, withMembersInOrder, withoutEmpty, withValue } from "../jsonText";
import { insideOf, inSchema, inUi, outline, pathOf, wholeForm, type Section } from "./editing";
import { listed, type Question } from "../outline";

const orderPaths = (ui: readonly string[]): string[][] => [
  [...ui, "ui:options", "order"],
  [...ui, "ui:order"],
];

/** Where the UI schema says the order of a section, and what it says. */
function orderIn(document: FormDocument, ui: readonly string[]): { path: string[]; names: unknown[] } | null {
  for (const path of orderPaths(ui)) {
    const names = valueOf(document.uiSchema, path);
    if (Array.isArray(names)) return { path, names };
  }
  return null;
}

export function withNameInOrder(document: FormDocument, ui: readonly string[], from: string, to: string): FormDocument {
  const order = orderIn(document, ui);
  return order ? inUi(document, (text) => withValue(text, order.path, order.names.map((name) => (name === from ? to : name)))) : document;
}

export function withoutNameInOrder(document: FormDocument, ui: readonly string[], name: string): FormDocument {
  const order = orderIn(document, ui);
  if (!order?.names.includes(name)) return document;
  const left = order.names.filter((each) => each !== name);
  const hasMore = left.some((each) => each !== "*");
  return inUi(document, (text) => (hasMore ? withValue(text, order.path, left) : withoutEmpty(text, order.path)));
}

function sectionNow(document: FormDocument, { pointer, ui }: Pick<Section, "pointer" | "ui">): Section {
  for (const each of listed(outline(document).questions)) {
    const inside = each.inside === null ? null : insideOf(each);
    if (inside && (inside.pointer === pointer || inside.ui.join("\n") === ui.join("\n"))) return inside;
  }
  return wholeForm(document);
}

/** Of those that are questions, not parts of the form without a name. */
export const namesOf = (questions: readonly Question[]): string[] => questions.filter((question) => question.name !== "").map((question) => question.name);

/**
 * The questions of a section in the order `wanted`. The properties of each part are put in that order, and where that is not enough,
 * since the UI schema has an order or a condition brings a question in, `ui:order` says it.
 */
export function inOrderOf(document: FormDocument, given: Pick<Section, "pointer" | "ui">, names: readonly string[]): FormDocument {
  const wanted = [...new Set(names)];
  const holders = new Set(sectionNow(document, given).questions.filter((question) => question.name !== "").map((question) => question.holder));
  const moved = inSchema(document, (text) => {
    let result = text;
    for (const holder of holders) {
      const path = [...pathOf(holder), "properties"];
      const present = memberNames(result, path);
      const moving = wanted.filter((name) => present.includes(name));
      const [...following] = moving;
      // What the section does not show stays where it is.
      result = withMembersInOrder(result, path, present.map((name) => (moving.includes(name) ? (following.shift() ?? name) : name)));
    }
    return result;
  });
  const section = sectionNow(moved, given);
  const shown = [...new Set(namesOf(section.questions))];
  const asked = wanted.filter((name) => shown.includes(name));
  if (shown.join("\n") === asked.join("\n")) return moved;
  const order = orderIn(moved, section.ui);
  const others = (order?.names ?? []).filter((name) => typeof name !== "string" || !asked.includes(name));
  return inUi(moved, (text) => withValue(text, order?.path ?? [...section.ui, "ui:order"], [...asked, ...others]));
}
