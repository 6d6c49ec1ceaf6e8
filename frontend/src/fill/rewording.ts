// SPDX-License-Identifier: AGPL-3.0-or-later
import { BY_NAME, OF_VALUES } from "../form/keywords";
import { isObject } from "../form/refs";

/** What is said of a question to those who read it, and decides nothing. */
const WORDS = new Set(["title", "description", "$comment"]);

/** Whether two schemas differ in words alone, and so ask for the same. Parts that are the same object are not looked into. */
export function isReworded(before: unknown, after: unknown, areNames = false): boolean {
  if (before === after) return true;
  if (Array.isArray(before)) return Array.isArray(after) && before.length === after.length && before.every((part, index) => isReworded(part, after[index]));
  if (!isObject(before) || !isObject(after)) return false;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].every((key) => {
    if (before[key] === after[key] || (!areNames && WORDS.has(key))) return true;
    return (areNames || !OF_VALUES.has(key)) && isReworded(before[key], after[key], !areNames && BY_NAME.has(key));
  });
}
