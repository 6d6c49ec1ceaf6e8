// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the texts of a document say, read strictly: as values, with their faults, and with the place of each pointer. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { parsePointer, toPointer } from "../../form/pointers";
import { isObject, type Json } from "../../form/refs";
import { t } from "../../shared/texts";
import type { Dialect } from "../../shared/types";
import type { FormDocument, QuestionPointer } from "./document";
import { keyOf, nodeAt, readTree, type Node } from "./jsonText";
import { remembering } from "./remembering";

/** Which of a document's texts. */
export type Pane = "schema" | "uiSchema";

export interface Place {
  offset: number;
  length: number;
  /** From 1. */
  line: number;
}

/** Why a text cannot be read. The server checks more; this is what keeps builder and preview from showing anything. */
export interface Fault extends Place {
  pane: Pane;
  message: string;
  /** From 1. */
  column: number;
  pointer: string;
}

export interface Reading {
  /** null where the text is no JSON object. */
  schema: RJSFSchema | null;
  uiSchema: UiSchema | null;
  faults: readonly Fault[];
  dialect: Dialect;
}

/** Addresses of drafts, as the server knows them. */
const DRAFTS: ReadonlyMap<string, Dialect> = new Map([
  ["http://json-schema.org/draft-04/schema", "draft-04"],
  ["http://json-schema.org/draft-06/schema", "draft-06"],
  ["http://json-schema.org/draft-07/schema", "draft-07"],
  ["http://json-schema.org/draft/2019-09/schema", "2019-09"],
  ["http://json-schema.org/draft/2020-12/schema", "2020-12"],
]);

/** What only draft 04 takes: a limit that is excluded by a mark beside it. */
const EXCLUDED = /"exclusiveM(?:in|ax)imum"\s*:\s*(?:true|false)\b/;

/** The draft that a schema is written in; where it names none, 07, or 04 where only that takes it. */
function dialectOf(schema: Json, text: string): Dialect {
  const named = schema["$schema"];
  if (typeof named === "string") return DRAFTS.get(named.replace(/#$/, "").replace("https://", "http://")) ?? "draft-07";
  return EXCLUDED.test(text) ? "draft-04" : "draft-07";
}

/** Where each line begins, in both texts of a document. */
const lineStarts = remembering(2, (text): readonly number[] => [0, ...Array.from(text.matchAll(/\n/g), (match) => match.index + 1)]);

export function lineOf(text: string, offset: number): number {
  const starts = lineStarts(text);
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function fault(pane: Pane, text: string, offset: number, length: number, pointer: string, words: (line: number, column: number) => string): Fault {
  const line = lineOf(text, offset);
  const column = offset - (lineStarts(text)[line - 1] as number) + 1;
  return { pane, message: words(line, column), line, column, offset, length, pointer };
}

interface ReadText {
  value: Json | null;
  faults: Fault[];
}

/** What a text says as JSON; null where it is none. */
export function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function readText(pane: Pane, text: string): ReadText {
  if (pane === "uiSchema" && text.trim() === "") return { value: {}, faults: [] };
  const read = parsed(text);
  if (read === null) {
    const { errors } = readTree(text);
    const [first] = errors;
    const words = (line: number, column: number): string => t("It is not JSON: line {line}, column {column} cannot be read.", { line, column });
    return { value: null, faults: [fault(pane, text, Math.min(first?.offset ?? 0, text.length), first?.length ?? 0, "", words)] };
  }
  if (!isObject(read.value)) {
    const words = pane === "schema" ? t("A form's schema is a JSON object.") : t("A UI schema is a JSON object.");
    return { value: null, faults: [fault(pane, text, 0, text.length, "", () => words)] };
  }
  return { value: read.value, faults: [] };
}

/** Readings that undo goes back to. */
const KEPT = 16;

const readSchema = remembering(KEPT, (text) => {
  const read = readText("schema", text);
  return { ...read, dialect: read.value === null ? ("draft-07" as const) : dialectOf(read.value, text) };
});
const readUi = remembering(KEPT, (text) => readText("uiSchema", text));

let latest: { schema: string; uiSchema: string; reading: Reading } | null = null;

/** What a document says. The same texts give the same objects. */
export function readDocument({ schema, uiSchema }: FormDocument): Reading {
  if (latest?.schema !== schema || latest.uiSchema !== uiSchema) {
    const [asSchema, asUi] = [readSchema(schema), readUi(uiSchema)];
    const reading: Reading = {
      schema: asSchema.value as RJSFSchema | null,
      uiSchema: asUi.value as UiSchema | null,
      faults: [...asSchema.faults, ...asUi.faults],
      dialect: asSchema.dialect,
    };
    latest = { schema, uiSchema, reading };
  }
  return latest.reading;
}

/**
 * Where `pointer` stands in a text of the document, with the name before it; the nearest place around it where there is nothing.
 * null where the text cannot be read at all.
 */
export function placeOf(document: FormDocument, pointer: QuestionPointer, pane: Pane = "schema"): Place | null {
  const text = document[pane];
  const path = parsePointer(pointer);
  let node = nodeAt(text, path);
  while (node === undefined && path.pop() !== undefined) node = nodeAt(text, path);
  if (node === undefined) return null;
  const { offset, length } = node.parent?.type === "property" ? node.parent : node;
  return { offset, length, line: lineOf(text, offset) };
}

/** The innermost pointer around `offset`: what somebody is at, in a pane. */
export function pointerAt(document: FormDocument, offset: number, pane: Pane = "schema"): string {
  const { tree } = readTree(document[pane]);
  let [node, pointer] = [tree, ""];
  while (node?.children) {
    const isList = node.type === "array";
    const index = node.children.findIndex((child) => child.offset <= offset && offset <= child.offset + child.length);
    const child: Node | undefined = node.children[index];
    if (child === undefined) break;
    pointer += toPointer([isList ? index : keyOf(child)]);
    node = isList ? child : child.children?.[1];
  }
  return pointer;
}
