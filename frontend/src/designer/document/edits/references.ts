// SPDX-License-Identifier: AGPL-3.0-or-later
/** References from one part of a schema to another, when that other is moved. */
import { OF_VALUES } from "../../../form/keywords";
import { isInPart } from "../../../form/pointers";
import { isObject } from "../../../form/refs";
import type { FormDocument } from "../document";
import { valueOf, withValue, type Path } from "../jsonText";
import { decodedPointer } from "../leading";
import { inSchema } from "./editing";

/** Every local reference below `value`: its path, and the pointer that it means. */
export function* referencesIn(value: unknown, path: Path = []): Generator<{ path: Path; pointer: string }> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* referencesIn(each, [...path, index]);
  } else if (isObject(value)) {
    for (const [key, each] of Object.entries(value)) {
      const pointer = key === "$ref" ? decodedPointer(each) : null;
      if (pointer !== null) yield { path: [...path, key], pointer };
      else if (!OF_VALUES.has(key) || path.at(-1) === "properties") yield* referencesIn(each, [...path, key]);
    }
  }
}

/** With `to` in place of `from` wherever a reference leads to that, or into it. */
export function withReferences(document: FormDocument, from: string, to: string): FormDocument {
  if (from === to || !document.schema.includes('"$ref"')) return document;
  return inSchema(document, (text) => {
    let result = text;
    for (const { path, pointer } of referencesIn(valueOf(text, []))) {
      if (isInPart(pointer, from)) result = withValue(result, path, `#${to}${pointer.slice(from.length)}`);
    }
    return result;
  });
}
