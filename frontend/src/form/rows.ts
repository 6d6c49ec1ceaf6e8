// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which lists are tables: those of groups with a few short questions. All others have a card for each entry, or a line. */
import { getUiOptions, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { allProperties, conditionalParts, resolve } from "./refs";
import { inOrder } from "./sections";

const MOST_COLUMNS = 5;
/** Combinations of combinations; the server takes no longer chains. */
const MOST_COMBINED = 40;

/** Names of a group's questions that are not hidden, in the order of the page. */
export function shownNames(group: RJSFSchema, ui: UiSchema | undefined): string[] {
  const names = Object.keys(group.properties ?? {}).filter(
    (name) => getUiOptions(ui?.[name] as UiSchema | undefined).widget !== "hidden",
  );
  return inOrder(names, ui ?? {});
}

function isShort(property: unknown, ui: UiSchema | undefined): boolean {
  if (typeof property !== "object" || property === null) return false;
  const schema = property as RJSFSchema;
  const { widget } = getUiOptions(ui);
  const isPlain = ["string", "number", "integer", "boolean"].includes(String(schema.type));
  return isPlain && !schema.oneOf && !schema.anyOf && !["textarea", "radio", "file", "range"].includes(String(widget));
}

/** Whether an answer brings in questions that the group does not have without one: entries differ in what they ask then. */
function isConditional(whole: unknown, group: RJSFSchema, root: RJSFSchema, depth = 0): boolean {
  const here = resolve(whole, root);
  const names = conditionalParts(here).flatMap((part) => Object.keys(allProperties(resolve(part, root), root)));
  if (names.some((name) => !Object.hasOwn(group.properties ?? {}, name))) return true;
  return depth < MOST_COMBINED && (here.allOf ?? []).some((part) => isConditional(part, group, root, depth + 1));
}

/** Whether entries that are such groups are rows of a table. `group`: as it is without an answer; `whole`: with what answers bring in. */
export function isTable(group: RJSFSchema, ui: UiSchema | undefined, whole: unknown, root: RJSFSchema): boolean {
  const names = shownNames(group, ui);
  return (
    names.length > 0 &&
    names.length <= MOST_COLUMNS &&
    !group.oneOf &&
    !group.anyOf &&
    !isConditional(whole, group, root) &&
    names.every((column) => isShort(group.properties?.[column], ui?.[column] as UiSchema | undefined))
  );
}
