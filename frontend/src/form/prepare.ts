// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Answers } from "../shared/types";

function inside(value: unknown): unknown {
  // Items of a list stay where they are, so problems point at the same item here and on the server.
  if (Array.isArray(value)) return value.map((item) => inside(item) ?? null);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .map(([key, item]) => [key, inside(item)] as const)
      .filter(([, item]) => !isNothing(item));
    return Object.fromEntries(entries);
  }
  return value;
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === "") return true;
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** The answers as they are validated and sent: without fields that hold empty text or an empty object, as the server does. */
export function prepare(answers: Answers): Answers {
  return inside(answers) as Answers;
}
