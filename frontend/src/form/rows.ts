// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which lists are tables: those of groups with a few short questions. All others have a card for each entry, or a line. */
import { getUiOptions, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { inOrder } from "./sections";

const MOST_COLUMNS = 5;

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

/** Whether entries that are such groups are rows of a table. */
export function isTable(group: RJSFSchema, ui: UiSchema | undefined): boolean {
  const names = shownNames(group, ui);
  return (
    names.length > 0 &&
    names.length <= MOST_COLUMNS &&
    !group.oneOf &&
    !group.anyOf &&
    !group.dependencies &&
    names.every((column) => isShort(group.properties?.[column], ui?.[column] as UiSchema | undefined))
  );
}
