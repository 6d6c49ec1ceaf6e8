// SPDX-License-Identifier: AGPL-3.0-or-later
import { isObject } from "../../form/refs";

/** `after`, with each part that says the same as in `before` being that very object: whoever shows it need not look at it again. */
export function shared<T>(before: unknown, after: T): T {
  if (before === after) return after;
  if (Array.isArray(after)) {
    if (!Array.isArray(before)) return after;
    const parts = after.map((part, index) => shared<unknown>((before as unknown[])[index], part));
    return (parts.length === before.length && parts.every((part, index) => part === (before as unknown[])[index]) ? before : parts) as T;
  }
  if (!isObject(after) || !isObject(before)) return after;
  const names = Object.keys(after);
  const old = Object.keys(before);
  const parts = names.map((name) => shared(Object.hasOwn(before, name) ? before[name] : undefined, after[name]));
  const isSame = names.length === old.length && names.every((name, index) => name === old[index] && parts[index] === before[name]);
  return (isSame ? before : Object.fromEntries(names.map((name, index) => [name, parts[index]]))) as T;
}
