// SPDX-License-Identifier: AGPL-3.0-or-later
/** JSON pointers (RFC 6901), and the ids that fields have in the page. */
import { givenName, shownName } from "./names";

export type Path = (string | number)[];

export const ID_PREFIX = "root";

/** A control character that stands in no name, so that no two paths make one id. */
export const ID_SEPARATOR = "\u001f";

/** Below a map, the field that names a new entry: no answer is called so, since names hold no control characters. */
export const NEW_NAME = "\u001enew";

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

/** Whether a pointer is that of a part, or of something in it. */
export const isInPart = (pointer: string, part: string): boolean => pointer === part || pointer.startsWith(`${part}/`);

/** The pointer by the names that the form gives, of one by those that the page knows. */
export const givenPointer = (pointer: string): string => toPointer(parsePointer(pointer).map(givenName));

/** The id rjsf gives the field at `path`. */
export function fieldId(path: Path): string {
  return [ID_PREFIX, ...path.map((part) => shownName(String(part)))].join(ID_SEPARATOR);
}

/** Whether the field with this id is that field, or a part of it. */
export function isWithin(id: string, field: string): boolean {
  return id === field || id.startsWith(`${field}${ID_SEPARATOR}`);
}

/** What may not stand in an id that lists of ids name (white space), or ends one of ours ("-help"). */
const UNFIT = /[\s\p{C}-]/gu;

/** The id in the page of the field with this id: its JSON pointer, escaped further, so that no two are alike. */
export function domId(id: string): string {
  const parts = id.split(ID_SEPARATOR).map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"));
  return parts.join("/").replace(UNFIT, (char) => (char === "-" ? "~-" : `~x${char.codePointAt(0)?.toString(16)}.`));
}

/** The path whose field has this id in the page, by the names that the form gives. */
export function pathOfDomId(id: string): string[] {
  const plain = id.replace(/~x([0-9a-f]+)\./g, (_, code: string) => String.fromCodePoint(parseInt(code, 16))).replaceAll("~-", "-");
  return parsePointer(`/${plain}`).slice(1).map(givenName);
}

/** A property of its own, never one that every object has ("constructor"). */
export function own<T>(object: Readonly<Record<string, T>> | undefined, name: string | number): T | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The value at `path`, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = own(current as Record<string, unknown>, part);
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
