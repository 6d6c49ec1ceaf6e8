// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Parts that may hold themselves. rjsf follows each reference once, and so comes to an end; but it follows without end what leads
 * back by way of `allOf` or of a condition, and a kind of a choice that holds itself. And where many parts hold each other it follows
 * them in every order, which takes hours for five. There, the question that leads back is put out of its sight until somebody opens it.
 */
import type { RJSFSchema } from "@rjsf/utils";
import { isObject, resolve, type Json } from "./refs";

/** On a question: the reference to what is asked there once it is opened. */
export const INNER = "x-inner-part";

interface Edge {
  from: Json;
  to: Json;
  keyword: string;
  /** Of a property. */
  name: string;
}

/** More ways back than this are more orders than rjsf can follow while somebody waits. */
const MOST_WAYS_BACK = 3;

const CHOICES = ["oneOf", "anyOf"];
const ENDLESS = new Set(["allOf", "if", "then", "else"]);

/** What is on the page together with a schema, or may be once something is chosen or answered. */
function edgesOf(from: Json, root: RJSFSchema): Edge[] {
  const edges: Edge[] = [];
  const add = (keyword: string, child: unknown, name = ""): void => {
    if (isObject(child)) edges.push({ from, to: resolve(child, root), keyword, name });
  };
  for (const keyword of ["properties", "dependencies", "dependentSchemas"]) {
    const named = from[keyword];
    if (isObject(named)) for (const [name, child] of Object.entries(named)) add(keyword, child, name);
  }
  for (const keyword of ["allOf", ...CHOICES]) {
    const listed = from[keyword];
    if (Array.isArray(listed)) for (const child of listed) add(keyword, child);
  }
  for (const keyword of ["if", "then", "else"]) add(keyword, from[keyword]);
  // A list asks for nothing before somebody adds an entry; what such an entry holds is looked at like the form itself.
  for (const child of Array.isArray(from["items"]) ? (from["items"] as unknown[]) : [from["items"], from["additionalProperties"]]) add("items", child);
  return edges;
}

class Graph {
  private readonly known = new Map<Json, Edge[]>();

  constructor(private readonly root: RJSFSchema) {}

  edges(from: Json): Edge[] {
    let found = this.known.get(from);
    if (found === undefined) {
      found = edgesOf(from, this.root);
      this.known.set(from, found);
    }
    return found;
  }

  /** All that a schema leads to by edges that `follows` takes, itself only where it leads back to itself. */
  reached(start: Json, follows: (edge: Edge) => boolean): Set<Json> {
    const found = new Set<Json>();
    const waiting = [start];
    for (let here = waiting.pop(); here; here = waiting.pop()) {
      for (const edge of this.edges(here)) {
        if (!follows(edge) || found.has(edge.to)) continue;
        found.add(edge.to);
        waiting.push(edge.to);
      }
    }
    return found;
  }

  /** Questions that lead back to a group around them, by lists too where `lists` says so. */
  *leadingBack(lists: boolean): Generator<Edge> {
    const done = new Set<Json>();
    for (const start of [this.root as Json, ...this.reached(this.root, () => true)]) {
      const open = new Set<Json>([start]);
      const trail: { node: Json; next: number; edge?: Edge }[] = [{ node: start, next: 0 }];
      for (let top = trail.at(-1); top && !done.has(start); top = trail.at(-1)) {
        const edge = this.edges(top.node)[top.next];
        if (edge === undefined) {
          done.add(top.node);
          open.delete(top.node);
          trail.pop();
          continue;
        }
        top.next += 1;
        if ((edge.keyword === "items" && !lists) || done.has(edge.to)) continue;
        if (open.has(edge.to)) {
          const question = [...trail.map((step) => step.edge), edge].findLast((each) => each?.keyword === "properties");
          if (question) yield question;
          continue;
        }
        open.add(edge.to);
        trail.push({ node: edge.to, next: 0, edge });
      }
    }
  }

  /** Whether rjsf would come to an end too late. */
  isEntangled(): boolean {
    return [...this.leadingBack(true)].length > MOST_WAYS_BACK;
  }

  /** Whether rjsf would come to no end. */
  isEndless(): boolean {
    const all = [this.root as Json, ...this.reached(this.root, () => true)].flatMap((node) => this.edges(node));
    const isEndless = ({ from, to, keyword }: Edge): boolean => {
      if (ENDLESS.has(keyword)) return to === from || this.reached(to, (edge) => edge.keyword !== "items").has(from);
      if (!CHOICES.includes(keyword)) return false;
      const inside = this.reached(to, (edge) => edge.keyword === "properties");
      return [to, ...inside].some((part) => this.reached(part, (edge) => edge.keyword === "properties").has(part));
    };
    return all.some(isEndless);
  }
}

const annotations = ({ title, description }: Json): Json => ({ ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) });

function putAway(schema: RJSFSchema, lists: boolean): RJSFSchema {
  const result = structuredClone(schema) as RJSFSchema & { definitions?: Json };
  const definitions: Json = { ...result.definitions };
  result.definitions = definitions as never;
  const next = (): Edge | undefined => new Graph(result).leadingBack(lists).next().value as Edge | undefined;
  let count = 0;
  // Each takes one property out of the way, so there is an end of it.
  for (let edge = next(); edge; edge = next()) {
    const questions = edge.from["properties"] as Json;
    const question = questions[edge.name] as Json;
    count += 1;
    definitions[`inner${count}`] = question;
    questions[edge.name] = { ...annotations(edge.to), ...annotations(question), [INNER]: `#/definitions/inner${count}` };
  }
  return result;
}

/** The form in which rjsf comes to an end: itself, where it does so by itself. */
export function withInnerParts(schema: RJSFSchema): RJSFSchema {
  const graph = new Graph(schema);
  if (graph.isEntangled()) return putAway(schema, true);
  return !graph.leadingBack(false).next().done && graph.isEndless() ? putAway(schema, false) : schema;
}

/** The form in which questions can be named and judged one by one. */
export const disentangled = (schema: RJSFSchema): RJSFSchema => (new Graph(schema).isEntangled() ? putAway(schema, true) : schema);

/** Whether a question is one that waits to be opened. */
export const isInner = (schema: unknown): boolean => isObject(schema) && typeof schema[INNER] === "string";

/** What is asked at a question that waits to be opened; other questions are what they are. */
export function opened(schema: RJSFSchema): RJSFSchema {
  if (!isInner(schema)) return schema;
  const { [INNER]: part, ...rest } = schema as Json;
  return { ...rest, $ref: part } as RJSFSchema;
}
