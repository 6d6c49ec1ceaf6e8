// SPDX-License-Identifier: AGPL-3.0-or-later
/** JSON pointers (RFC 6901), and the ids that fields have in the page. */

export type Path = (string | number)[];

export const ID_PREFIX = "root";
export const ID_SEPARATOR = "_";

export function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function toPointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The id rjsf gives the field at `path`. */
export function fieldId(path: Path): string {
  return [ID_PREFIX, ...path].join(ID_SEPARATOR);
}

/** An id that may stand in lists of ids (aria-describedby): without white space. */
export function domId(id: string): string {
  return id.replace(/\s/g, "-");
}

/** The value at `path`, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

/** Paths of all answers that are neither object nor array, in document order. */
export function leafPaths(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leafPaths(item, [...path, index]));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => leafPaths(item, [...path, key]));
  }
  return value === undefined ? [] : [path];
}
