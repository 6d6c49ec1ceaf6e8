// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The engine that judges in the page, without `eval`: @cfworker/json-schema, given schemas in which it judges as the server does.
 *
 * Its own ways are not used where they differ: it would resolve references against addresses, check formats by another list, and apply
 * every keyword in every draft.
 */
import { format, validate, type OutputUnit, type Schema } from "@cfworker/json-schema";
import type { RJSFSchema } from "@rjsf/utils";
import { FORMATS } from "./formats";
import { INNER } from "./inner";
import { LISTED, SINGLE } from "./keywords";
import { pagePattern } from "./patterns";
import { own, parsePointer, valueAt } from "./pointers";
import { isObject, type Json } from "./refs";

for (const name of Object.keys(format)) delete format[name];
Object.assign(format, FORMATS);

/** All that the draft decides is said in the schema already; this is the one that ignores nothing beside a reference. */
const DRAFT = "2019-09";

/** Where choices and fixed texts stand as they were written: the engine's come in each spelling. */
export const WRITTEN_CHOICES = "x-enum";
export const WRITTEN_CONST = "x-const";

type Part = Json | boolean;

/** A choice in each way in which its accents may be composed: it is the same text. */
function spellings(choice: unknown): unknown[] {
  return typeof choice === "string" ? [...new Set([choice, choice.normalize("NFC"), choice.normalize("NFD")])] : [choice];
}

/**
 * The engine gives an error of `false` the place of the answer as the place of the schema. It comes right after the error of the
 * keyword that holds the `false`, and belongs to the same alternative.
 */
function placed(errors: OutputUnit[]): OutputUnit[] {
  let above = "#";
  return errors.map((error) => {
    above = error.keyword === "false" ? `${above}/false` : error.keywordLocation;
    return { ...error, keywordLocation: above };
  });
}

/** A schema of the page's dialect that is ready to judge, as are parts of it. */
export class Judge {
  private readonly root: Json;
  private readonly lookup: Record<string, Schema | boolean> = Object.create(null) as Record<string, Schema | boolean>;
  private readonly made = new Map<Json, Json>();
  private readonly parts = new Map<string, Part>();

  constructor(private readonly schema: RJSFSchema) {
    this.root = this.prepared(schema) as Json;
  }

  errors(answers: unknown): OutputUnit[] {
    return placed(validate(answers, this.root as Schema, DRAFT, this.lookup, false).errors);
  }

  /** Whether `value` fits `part`, a schema whose references point into the whole. */
  fits(part: RJSFSchema | boolean, value: unknown): boolean {
    const text = JSON.stringify(part);
    let schema = this.parts.get(text);
    if (schema === undefined) {
      schema = this.prepared(JSON.parse(text) as Part);
      this.parts.set(text, schema);
    }
    return validate(value, schema as Schema | boolean, DRAFT, this.lookup, true).valid;
  }

  /** The schema that a keyword location of an error lies in, following references. */
  schemaAt(keywordLocation: string): Json {
    const parts = parsePointer(keywordLocation.replace(/^#/, "")).map(decodeURIComponent).slice(0, -1);
    let current: unknown = this.root;
    for (const part of parts) {
      if (typeof current !== "object" || current === null) return {};
      const here = current as Json;
      // A question may have the name of the keyword.
      const reference = part === "$ref" ? here[part] : undefined;
      current = typeof reference === "string" ? this.lookup[reference] : own(here, part);
    }
    return isObject(current) ? current : {};
  }

  private prepared(value: unknown): Part {
    if (typeof value === "boolean") return value;
    if (!isObject(value)) return true;
    const known = this.made.get(value);
    if (known) return known;
    const result: Json = {};
    // Before its inside: a part may stand in several places.
    this.made.set(value, result);
    for (const [keyword, child] of Object.entries(value)) this.add(keyword, child, result);
    return result;
  }

  private add(keyword: string, child: unknown, into: Json): void {
    if (SINGLE.has(keyword)) into[keyword] = this.prepared(child);
    else if (LISTED.has(keyword) && Array.isArray(child)) into[keyword] = child.map((item) => this.prepared(item));
    else if (keyword === "items") into[keyword] = Array.isArray(child) ? child.map((item) => this.prepared(item)) : this.prepared(child);
    else if (keyword === "properties" && isObject(child)) into[keyword] = this.named(child);
    else if (keyword === "patternProperties" && isObject(child)) this.addPatterns(child, into);
    else if (keyword === "dependencies" && isObject(child)) this.addDependencies(child, into);
    else if (keyword === "$ref" || keyword === INNER) this.addReference(child, into);
    else if (keyword === "pattern") this.addPattern(child, into);
    else if (keyword === "enum" && Array.isArray(child)) {
      into[keyword] = child.flatMap(spellings);
      into[WRITTEN_CHOICES] = child;
    } else if (keyword === "const" && spellings(child).length > 1) {
      into["enum"] = spellings(child);
      into[WRITTEN_CONST] = child;
    } else if (keyword === "format") {
      if (Object.hasOwn(FORMATS, String(child))) into[keyword] = child;
    } else if (!/^(?:\$|__|id$)/.test(keyword)) into[keyword] = child;
  }

  private named(schemas: Json): Json {
    return Object.fromEntries(Object.entries(schemas).map(([name, item]) => [name, this.prepared(item)])) as Json;
  }

  private addPattern(pattern: unknown, into: Json): void {
    if (typeof pattern === "string" && pagePattern(pattern) !== null) into["pattern"] = pattern;
  }

  private addPatterns(patterns: Json, into: Json): void {
    // Of one that is none here the server alone knows which names it means.
    const entries = Object.entries(patterns).map(([pattern, item]) => [pattern, pagePattern(pattern) === null ? true : this.prepared(item)]);
    into["patternProperties"] = Object.fromEntries(entries) as Json;
  }

  /** Under their newer names, which the engine counts as evaluated. */
  private addDependencies(dependencies: Json, into: Json): void {
    const entries = Object.entries(dependencies);
    const lists = entries.filter(([, item]) => Array.isArray(item));
    const schemas = entries.filter(([, item]) => !Array.isArray(item)).map(([name, item]) => [name, this.prepared(item)]);
    if (lists.length > 0) into["dependentRequired"] = Object.fromEntries(lists) as Json;
    if (schemas.length > 0) into["dependentSchemas"] = Object.fromEntries(schemas) as Json;
  }

  private addReference(reference: unknown, into: Json): void {
    if (typeof reference !== "string" || !reference.startsWith("#")) return;
    const path = parsePointer(decodeURIComponent(reference.slice(1)));
    const target = path.length === 0 ? this.schema : valueAt(this.schema, path);
    if (!isObject(target) && typeof target !== "boolean") return;
    into["$ref"] = reference;
    if (!(reference in this.lookup)) {
      // Held open, since the part may refer to itself.
      this.lookup[reference] = true;
      this.lookup[reference] = this.prepared(target) as Schema | boolean;
    }
  }
}

const judges = new WeakMap<RJSFSchema, Judge>();

export function judgeOf(schema: RJSFSchema): Judge {
  let found = judges.get(schema);
  if (found === undefined) {
    found = new Judge(schema);
    judges.set(schema, found);
  }
  return found;
}
