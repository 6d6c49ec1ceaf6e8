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

/** By pointer. */
type Places = ReadonlyMap<string, Place>;

/** What is required at one place of the answers and below it. */
interface Place {
  schema: RJSFSchema;
  value: unknown;
  isRequired: boolean;
  found: RequiredAnswer[];
  below: Places;
}

const NOTHING: Places = new Map();

/** Kept from one look to the next, so that only places that have changed are looked at again. */
class Progress {
  private places = NOTHING;

  constructor(private readonly root: RJSFSchema) {}

  required(answers: Answers): RequiredAnswer[] {
    const now = new Map<string, Place>();
    const found = this.inside(this.root, answers, [], this.places, now);
    this.places = now;
    return found;
  }

  private inside(schema: RJSFSchema, value: unknown, path: Path, before: Places, now: Map<string, Place>): RequiredAnswer[] {
    if (path.length > DEEPEST) return [];
    const here = applied(schema, this.root, value);
    if (Array.isArray(value)) return value.flatMap((item, index) => this.inside(itemSchema(here, index), item, [...path, index], before, now));
    const object = (typeof value === "object" && value !== null ? value : {}) as Answers;
    const required = new Set(here.required ?? []);
    return Object.entries(here.properties ?? {}).flatMap(([name, asked]) => {
      if (typeof asked === "boolean") return [];
      const pointer = toPointer([...path, name]);
      const place = this.at([...path, name], asked, own(object, name), required.has(name), before.get(pointer));
      now.set(pointer, place);
      return place.found;
    });
  }

  private at(path: Path, schema: RJSFSchema, value: unknown, isRequired: boolean, before: Place | undefined): Place {
    if (before?.schema === schema && Object.is(before.value, value) && before.isRequired === isRequired) return before;
    const property = opened(schema);
    const asked = applied(property, this.root, value);
    const isObject = asked.type === "object" || asked.properties !== undefined;
    const found: RequiredAnswer[] = [];
    if (isRequired && !(isObject && (asked.required?.length ?? 0) > 0)) {
      const entry = Array.isArray(value) && value.length > 0 ? applied(itemSchema(asked, 0), this.root, value[0]) : null;
      // A list counts by what its entries ask for, as a group does; without entries it is one question.
      if (!entry?.required?.length) found.push({ pointer: toPointer(path), answered: isAnswer(value, asked, this.root) });
    }
    const below = new Map<string, Place>();
    // What an optional group asks for counts only once something in it is answered.
    if ((isObject && (isRequired || value !== undefined)) || Array.isArray(value)) {
      found.push(...this.inside(property, value, path, before?.below ?? NOTHING, below));
    }
    return { schema, value, isRequired, found, below };
  }
}

const kept = new WeakMap<RJSFSchema, Progress>();

function progressOf(schema: RJSFSchema): Progress {
  const found = kept.get(schema) ?? new Progress(schema);
  kept.set(schema, found);
  return found;
}

/** `required` as it stands where nothing is wrong: whatever was asked for has been answered. */
export const allAnswered = (required: RequiredAnswer[]): RequiredAnswer[] => required.map((each) => ({ ...each, answered: true }));

/** The required answers that prepared `answers` call for, in the order of the schema. */
export function requiredAnswers(schema: RJSFSchema, answers: Answers): RequiredAnswer[] {
  const shown = renamedSchema(schema);
  const found = progressOf(shown).required(shown === schema ? answers : shownAnswers(answers));
  return shown === schema ? found : found.map((each) => ({ ...each, pointer: givenPointer(each.pointer) }));
}
