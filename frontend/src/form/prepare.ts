// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Answers } from "../shared/types";
import { isBlank } from "./blank";

/** Answers are never changed in place: what has not changed is prepared once, and stays the same object. */
const known = new WeakMap<object, unknown>();

function inside(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value === "string" && isBlank(value) ? "" : value;
  const found = known.get(value) ?? (Array.isArray(value) ? entries(value) : group(value));
  known.set(value, found);
  return found;
}

function group(value: object): unknown {
  const kept = Object.entries(value)
    .filter(([, item]) => !isBlankList(item))
    .map(([key, item]) => [key, inside(item)] as const)
    .filter(([, item]) => !isNothing(item));
  return Object.fromEntries(kept);
}

/** Entries stay where they are, so problems point at the same one here and on the server; blank ones at the end go. */
function entries(list: unknown[]): unknown[] {
  const prepared = list.map((item) => inside(item) ?? null);
  return prepared.slice(0, prepared.findLastIndex((item) => item !== "") + 1);
}

/** Also of entries that the page shows and nobody has touched, which come as undefined. */
const isBlankList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((item) => item === undefined || (typeof item === "string" && isBlank(item)));

function isNothing(value: unknown): boolean {
  if (value === undefined || value === "") return true;
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

/**
 * The answers as they are validated and sent: without fields that hold blank text, nothing but blank entries, or an empty
 * object, as the server does.
 */
export function prepare(answers: Answers): Answers {
  return inside(answers) as Answers;
}
