// SPDX-License-Identifier: AGPL-3.0-or-later
/** How many of the required answers are there. */
import type { RJSFSchema } from "@rjsf/utils";
import type { Answers } from "../shared/types";
import { opened } from "./inner";
import { applied, itemSchema } from "./paths";
import { renamedSchema, shownAnswers } from "./names";
import { givenPointer, own, toPointer, type Path } from "./pointers";
import { validator } from "./validator";

export interface RequiredAnswer {
  pointer: string;
  answered: boolean;
}

/** Whether `value` answers the question, as it does for the server: "nothing" only where the form takes it for an answer. */
function isAnswer(value: unknown, schema: RJSFSchema, root: RJSFSchema): boolean {
  if (value === undefined) return false;
  if (value === null) return validator.isValid(schema, value, root);
  if (!Array.isArray(value)) return true;
  // Entries that were added and not filled in yet are none, unless the form asks for nothing in them.
  return value.some((entry) => (entry !== null && !isEmpty(entry)) || validator.isValid(schema, value, root)) || (value.length === 0 && !schema.minItems);
}

const isEmpty = (entry: unknown): boolean => entry === "" || (typeof entry === "object" && entry !== null && Object.keys(entry).length === 0);

/** A group may require itself inside itself; such forms were published before that was refused. */
const DEEPEST = 30;

function visit(schema: RJSFSchema, root: RJSFSchema, value: unknown, path: Path, into: RequiredAnswer[]): void {
  if (path.length > DEEPEST) return;
  const here = applied(schema, root, value);
  if (Array.isArray(value)) {
    value.forEach((item, index) => visit(itemSchema(here, index), root, item, [...path, index], into));
    return;
  }
  const object = (typeof value === "object" && value !== null ? value : {}) as Answers;
  const required = new Set(here.required ?? []);
  for (const [name, asked] of Object.entries(here.properties ?? {})) {
    if (typeof asked === "boolean") continue;
    const property = opened(asked);
    const child = own(object, name);
    const childPath = [...path, name];
    const childSchema = applied(property, root, child);
    const isObject = childSchema.type === "object" || childSchema.properties !== undefined;
    if (required.has(name) && !(isObject && (childSchema.required?.length ?? 0) > 0)) {
      const entry = Array.isArray(child) && child.length > 0 ? applied(itemSchema(childSchema, 0), root, child[0]) : null;
      // A list counts by what its entries ask for, as a group does; without entries it is one question.
      if (!entry?.required?.length) {
        into.push({ pointer: toPointer(childPath), answered: isAnswer(child, childSchema, root) });
      }
    }
    // What an optional group asks for counts only once something in it is answered.
    if ((isObject && (required.has(name) || child !== undefined)) || Array.isArray(child)) {
      visit(property, root, child, childPath, into);
    }
  }
}

/** `required` as it stands where nothing is wrong: whatever was asked for has been answered. */
export const allAnswered = (required: RequiredAnswer[]): RequiredAnswer[] => required.map((each) => ({ ...each, answered: true }));

/** The required answers that prepared `answers` call for, in the order of the schema. */
export function requiredAnswers(schema: RJSFSchema, answers: Answers): RequiredAnswer[] {
  const found: RequiredAnswer[] = [];
  const shown = renamedSchema(schema);
  visit(shown, shown, shown === schema ? answers : shownAnswers(answers), [], found);
  return shown === schema ? found : found.map((each) => ({ ...each, pointer: givenPointer(each.pointer) }));
}
