// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A few lines of references can mean millions of questions. The server says so once it is asked; what is being typed must not stop the
 * browser before.
 */
import { OF_VALUES } from "../../form/keywords";
import { parsePointer, valueAt } from "../../form/pointers";
import { isObject } from "../../form/refs";

/** As many schemas as the server takes (omero_forms/domain/publishing/extent.py). */
const MOST = 10_000;

/** Whether a schema, with every reference followed, is more than a browser can show. A part inside itself is opened by hand and counts once. */
export function isTooLarge(schema: unknown): boolean {
  let left = MOST;
  const open = new Set<unknown>();
  const visit = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(visit);
    if (!isObject(value) || open.has(value)) return false;
    left -= 1;
    if (left < 0) return true;
    open.add(value);
    const { $ref: reference } = value;
    const isFar =
      (typeof reference === "string" && reference.startsWith("#") && visit(valueAt(schema, parsePointer(reference.slice(1))))) ||
      Object.entries(value).some(([keyword, part]) => !OF_VALUES.has(keyword) && keyword !== "definitions" && keyword !== "$defs" && visit(part));
    open.delete(value);
    return isFar;
  };
  return visit(schema);
}
