// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * JSON as it was typed: where each value stands, and changes that leave every other character as it is. New parts are written in the
 * text's own indentation and line ends. (The edits of jsonc-parser lay whole lines out anew, and take the last entry of a list on one
 * line apart.)
 */
import { getNodeValue, parseTree, type Node, type ParseError } from "jsonc-parser";
import { remembering } from "./remembering";

export type { Node };
export type Path = readonly (string | number)[];

const end = (node: Node): number => node.offset + node.length;
/** The name of a member of an object. */
export const keyOf = (child: Node): string => String(child.children?.[0]?.value);

interface Read {
  tree: Node | undefined;
  errors: ParseError[];
}

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/** Both texts of the form, before and after an edit, and what undo brings back. */
const KEPT = 8;

export const readTree = remembering(KEPT, (text): Read => {
  const errors: ParseError[] = [];
  try {
    return { tree: parseTree(text, errors, STRICT), errors };
  } catch {
    // Nested deeper than the parser goes; the server says so in words.
    return { tree: undefined, errors };
  }
});

/** Whether a text may be edited: blank, or JSON without a fault. */
export const isSound = (text: string): boolean => text.trim() === "" || readTree(text).errors.length === 0;

/** What stands at `path`. Of a name that an object has twice the last one counts, as everywhere. */
export function nodeAt(text: string, path: Path): Node | undefined {
  let node = readTree(text).tree;
  for (const part of path) {
    const children: Node[] = node?.children ?? [];
    node = node?.type === "array" ? children[Number(part)] : children.findLast((child) => keyOf(child) === String(part))?.children?.[1];
  }
  return node;
}

export const valueOf = (text: string, path: Path): unknown => {
  const node = nodeAt(text, path);
  return node && (getNodeValue(node) as unknown);
};

interface Style {
  eol: string;
  /** One level of indentation. */
  unit: string;
  /** Whether the text has lines at all. */
  isLaidOut: boolean;
  /** After a colon, and after a comma on one line. */
  space: string;
}

function styleOf(text: string): Style {
  const isLaidOut = text.trim().includes("\n");
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  // The first line that is indented stands one level below the braces of the whole.
  const unit = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  const [key, value] = readTree(text).tree?.children?.[0]?.children ?? [];
  const space = !isLaidOut && key && value && value.offset === end(key) + 1 ? "" : " ";
  return { eol, unit, isLaidOut, space };
}

function lineIndent(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** Whether the entries of a list or object stand on lines of their own; what has none yet goes the way of the whole text. */
function isInLines(text: string, container: Node, style: Style): boolean {
  const [first] = container.children ?? [];
  return first === undefined ? style.isLaidOut || text.trim() === "{}" : text.slice(container.offset, first.offset).includes("\n");
}

function childIndent(text: string, container: Node, style: Style): string {
  const [first] = container.children ?? [];
  return first !== undefined && isInLines(text, container, style) ? lineIndent(text, first.offset) : lineIndent(text, container.offset) + style.unit;
}

function onOneLine(value: unknown, space: string): string {
  if (Array.isArray(value)) return `[${value.map((each) => onOneLine(each, space)).join(`,${space}`)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${space}${onOneLine(each, space)}`);
  return space && members.length > 0 ? `{ ${members.join(", ")} }` : `{${members.join(",")}}`;
}

/** Plain entries up to this length stay on one line, where lines are laid out. */
const SHORT_LIST = 60;

function laidOut(value: unknown, style: Style, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  if (isList && value.every((each) => typeof each !== "object" || each === null)) {
    const short = onOneLine(value, " ");
    if (short.length <= SHORT_LIST) return short;
  }
  const inner = indent + style.unit;
  const parts = isList
    ? value.map((each) => laidOut(each, style, inner))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${laidOut(each, style, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  if (parts.length === 0) return `${open}${close}`;
  return `${open}${style.eol}${inner}${parts.join(`,${style.eol}${inner}`)}${style.eol}${indent}${close}`;
}

/** A value that is written as it was typed elsewhere. */
export class Raw {
  constructor(
    readonly text: string,
    /** Of the line that it began in: the lines below it are moved by the difference. */
    readonly indent: string,
  ) {}
}

/** The characters of the value at `path`, to be written at another place. */
export function rawAt(text: string, path: Path): Raw | undefined {
  const node = nodeAt(text, path);
  return node && new Raw(text.slice(node.offset, end(node)), lineIndent(text, node.offset));
}

const rawValue = (raw: Raw): unknown => JSON.parse(raw.text) as unknown;

function written(value: unknown, style: Style, indent: string, inLines: boolean): string {
  if (value instanceof Raw) {
    const [first = "", ...rest] = value.text.split(/\r?\n/);
    // Strings hold no line ends, so white space at the beginning of a line is only layout.
    const moved = rest.map((line) => indent + (line.startsWith(value.indent) ? line.slice(value.indent.length) : line.trimStart()));
    return [first, ...moved].join(style.eol);
  }
  return inLines ? laidOut(value, style, indent) : onOneLine(value, style.space);
}

const cut = (text: string, from: number, to: number, by: string): string => text.slice(0, from) + by + text.slice(to);

/** Take `count` entries out of a container from `start` on, and put others in their place; `entries` are written as they are given. */
function spliced(text: string, container: Node, start: number, count: number, entries: (indent: string, inLines: boolean) => string[]): string {
  const style = styleOf(text);
  const children = container.children ?? [];
  const inLines = isInLines(text, container, style);
  const indent = childIndent(text, container, style);
  const parts = entries(indent, inLines);
  const between = inLines ? style.eol + indent : style.space;
  const joined = parts.join(`,${between}`);
  const [first, last, before, after] = [children[start], children[start + count - 1], children[start - 1], children[start + count]];
  if (parts.length > 0 && count > 0 && first && last) return cut(text, first.offset, end(last), joined);
  if (parts.length > 0 && before) return cut(text, end(before), end(before), `,${between}${joined}`);
  if (parts.length > 0 && after) return cut(text, after.offset, after.offset, `${joined},${between}`);
  if (parts.length > 0) {
    const pad = container.type === "object" && !inLines ? style.space : "";
    const inside = inLines ? between + joined + style.eol + lineIndent(text, container.offset) : pad + joined + pad;
    return cut(text, container.offset + 1, end(container) - 1, inside);
  }
  if (count === 0) return text;
  if (before && last) return cut(text, end(before), end(last), "");
  if (first && after) return cut(text, first.offset, after.offset, "");
  return cut(text, container.offset + 1, end(container) - 1, "");
}

function member(key: string, value: unknown, style: Style): (indent: string, inLines: boolean) => string[] {
  return (indent, inLines) => [`${JSON.stringify(key)}:${inLines ? " " : style.space}${written(value, style, indent, inLines)}`];
}

/** The text of an empty document is that of an empty object. */
const orEmpty = (text: string): string => (text.trim() === "" ? "{}" : text);

function withParents(text: string, path: Path, value: unknown): { path: Path; value: unknown } {
  let depth = path.length - 1;
  let wrapped = value;
  while (depth > 0 && nodeAt(text, path.slice(0, depth)) === undefined) {
    const key = path[depth] as string | number;
    if (wrapped instanceof Raw) wrapped = rawValue(wrapped);
    wrapped = typeof key === "number" ? [wrapped] : { [key]: wrapped };
    depth -= 1;
  }
  return { path: path.slice(0, depth + 1), value: wrapped };
}

/** Whether two values are written alike. */
export const isSameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A list, of whose entries only those are written that differ. */
function withList(text: string, node: Node, values: unknown[]): string {
  const before = (node.children ?? []).map((child) => getNodeValue(child) as unknown);
  let head = 0;
  while (head < before.length && head < values.length && isSameJson(before[head], values[head])) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < values.length - head && isSameJson(before.at(-1 - tail), values.at(-1 - tail))) tail += 1;
  const fresh = values.slice(head, values.length - tail);
  const style = styleOf(text);
  return spliced(text, node, head, before.length - head - tail, (indent, inLines) => {
    // The first of those that say the same, as it was typed.
    const typed = new Map(before.map((value, index) => [JSON.stringify(value), node.children?.[index]] as const).toReversed());
    return fresh.map((value) => {
      const known = typeof value === "object" ? typed.get(JSON.stringify(value)) : undefined;
      return known ? text.slice(known.offset, end(known)) : written(value, style, indent, inLines);
    });
  });
}

/** `value` at `path`; what lies on the way is made. `at`: where a new member goes among those of its object, else behind them. */
export function withValue(given: string, wanted: Path, wantedValue: unknown, at?: number): string {
  const text = orEmpty(given);
  const { path, value } = withParents(text, wanted, wantedValue);
  const style = styleOf(text);
  const node = nodeAt(text, path);
  if (node) {
    if (!(value instanceof Raw) && isSameJson(getNodeValue(node), value)) return given;
    if (node.type === "array" && Array.isArray(value)) return withList(text, node, value);
    const inLines = style.isLaidOut && (node.type !== "object" || isInLines(text, node, style));
    return cut(text, node.offset, end(node), written(value, style, lineIndent(text, node.offset), inLines));
  }
  const parent = nodeAt(text, path.slice(0, -1));
  const key = path.at(-1);
  if (parent?.type === "object" && key !== undefined) {
    const index = Math.min(at ?? Infinity, parent.children?.length ?? 0);
    return spliced(text, parent, index, 0, member(String(key), value, style));
  }
  if (parent?.type === "array" && typeof key === "number") {
    return spliced(text, parent, parent.children?.length ?? 0, 0, (indent, inLines) => [written(value, style, indent, inLines)]);
  }
  return given;
}

export function withoutValue(text: string, path: Path): string {
  const container = nodeAt(text, path.slice(0, -1));
  const key = path.at(-1);
  const index = (container?.children ?? []).findIndex((child, at) => (container?.type === "array" ? at === Number(key) : keyOf(child) === String(key)));
  return container === undefined || index < 0 ? text : spliced(text, container, index, 1, () => []);
}

/** As `withoutValue`, and then without each object and list around it that this left empty, up to `root`. */
export function withoutEmpty(text: string, path: Path, root = 0): string {
  let result = withoutValue(text, path);
  for (let depth = path.length - 1; depth > root; depth -= 1) {
    const around = path.slice(0, depth);
    const node = nodeAt(result, around);
    if (node === undefined || (node.children ?? []).length > 0 || (node.type !== "object" && node.type !== "array")) break;
    result = withoutValue(result, around);
  }
  return result;
}

/** The member `from` of the object at `path` under another name. */
export function withName(text: string, path: Path, from: string, to: string): string {
  const key = nodeAt(text, path)?.children?.findLast((child) => keyOf(child) === from)?.children?.[0];
  return key && from !== to ? cut(text, key.offset, end(key), JSON.stringify(to)) : text;
}

/** The members of the object at `path` in the order `names`: they change places, and what lies between the places stays. */
export function withMembersInOrder(text: string, path: Path, names: readonly string[]): string {
  const places = nodeAt(text, path)?.children ?? [];
  const moved = names.map((name) => places.findLast((child) => keyOf(child) === name));
  if (moved.length !== places.length || moved.some((child) => child === undefined)) return text;
  const parts = places.map((place, index) => {
    const child = moved[index] ?? place;
    const following = places[index + 1];
    return text.slice(child.offset, end(child)) + (following ? text.slice(end(place), following.offset) : "");
  });
  const [first, last] = [places[0], places.at(-1)];
  return first && last ? cut(text, first.offset, end(last), parts.join("")) : text;
}

export const memberNames = (text: string, path: Path): string[] => (nodeAt(text, path)?.children ?? []).map(keyOf);
