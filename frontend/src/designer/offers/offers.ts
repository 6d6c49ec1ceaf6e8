// SPDX-License-Identifier: AGPL-3.0-or-later
import type { FormRow, ObjectTypeName } from "../../shared/types";
import { lowerType, plural } from "../../shared/words";

/** In the order in which they are always shown. */
export const OBJECT_TYPES: readonly ObjectTypeName[] = ["Project", "Dataset", "Screen", "Plate", "Image"];

/** The types for which a group is offered a form. */
export function typesOffered(form: FormRow, group: number): ObjectTypeName[] {
  const offered = new Set(form.offered.filter((each) => each.group.id === group).map(({ object_type }) => object_type));
  return OBJECT_TYPES.filter((type) => offered.has(type));
}

/** "datasets". */
export const objectsOf = (type: ObjectTypeName): string => plural(lowerType(type));

/** Said where a change was accepted, and OMERO has no record of it yet. */
export const BEING_RECORDED = "The change was accepted and is being recorded. Reload the page in a moment to see it.";
