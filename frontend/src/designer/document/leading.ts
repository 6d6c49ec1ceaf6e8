// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where a question leads: by reference, or as "a value or nothing", to the schema that says what kind of answer it takes. */
import type { RJSFSchema } from "@rjsf/utils";
import { parsePointer, toPointer, valueAt, type Path } from "../../form/pointers";
import { isNull, isObject, type Json } from "../../form/refs";

interface Lead {
  schema: Json;
  /** Pointer of `schema`: the question's own, or one of `definitions` or `$defs`. */
  pointer: string;
  /** Whether null is an answer too. */
  isNullable: boolean;
  /** Whether another question may lead to the same schema. */
  isShared: boolean;
}

/** What may stand beside a reference without meaning a rule. */
const BESIDE = new Set(
  // no text: keywords
  "$ref $schema $id id $comment definitions $defs title description default examples readOnly writeOnly deprecated unit".split(" "),
);

export function decodedPointer(reference: unknown): string | null {
  if (typeof reference !== "string" || !/^#(?:\/|$)/.test(reference)) return null;
  try {
    return toPointer(parsePointer(decodeURIComponent(reference.slice(1))));
  } catch {
    return null;
  }
}

const allBeside = (schema: Json, keyword: string): boolean => Object.keys(schema).every((key) => key === keyword || BESIDE.has(key));

/** The next step from `schema`: the path from it, or a pointer of the whole. */
function stepFrom(schema: Json): { path: Path } | { pointer: string } | null {
  const reference = decodedPointer(schema["$ref"]);
  if (reference !== null && allBeside(schema, "$ref")) return { pointer: reference };
  const { allOf } = schema;
  // A reference with a title beside it, as generators for draft 07 write it.
  if (Array.isArray(allOf) && allOf.length === 1 && isObject(allOf[0]) && Object.keys(allOf[0]).join() === "$ref" && allBeside(schema, "allOf")) {
    return { path: ["allOf", 0] };
  }
  for (const keyword of ["anyOf", "oneOf"]) {
    const options: unknown = schema[keyword];
    if (!Array.isArray(options) || options.length !== 2 || !allBeside(schema, keyword)) continue;
    const at = options.findIndex((option) => !isNull(option));
    if (at >= 0 && isNull(options[1 - at])) return { path: [keyword, at] };
  }
  return null;
}

const MOST_STEPS = 20;

export function leadOf(root: RJSFSchema, pointer: string): Lead | null {
  let [here, isNullable, isShared] = [pointer, false, false];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const schema = valueAt(root, parsePointer(here));
    if (!isObject(schema)) return null;
    const next = stepFrom(schema);
    if (next === null) {
      const { type } = schema;
      return { schema, pointer: here, isNullable: isNullable || (Array.isArray(type) && type.includes("null")), isShared };
    }
    if ("pointer" in next) {
      here = next.pointer;
      isShared = true;
    } else {
      if (next.path[0] !== "allOf") isNullable = true;
      here += toPointer(next.path);
    }
  }
  return null;
}
