// SPDX-License-Identifier: AGPL-3.0-or-later
import { t } from "../../shared/texts";
import type { FormRow, ObjectTypeName } from "../../shared/types";
import { TYPE_PATHS, typeName } from "../../shared/words";

/** In the order in which they are always shown. */
export const OBJECT_TYPES: readonly ObjectTypeName[] = TYPE_PATHS.map(typeName);

/** The types for which a group is offered a form. */
export function typesOffered(form: FormRow, group: number): ObjectTypeName[] {
  const offered = new Set(form.offered.filter((each) => each.group.id === group).map(({ object_type }) => object_type));
  return OBJECT_TYPES.filter((type) => offered.has(type));
}

/** Said where a change was accepted, and OMERO has no record of it yet. */
export const BEING_RECORDED = t("The change was accepted and is being recorded. Reload the page in a moment to see it.");
