// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A stored schema, said in the one dialect that the page knows: whatever draft it is written in, it means the same afterwards.
 *
 * The page's dialect is draft 07 as rjsf understands it, with the keywords of later drafts that have no older name. References
 * are `#/definitions/...` or `#`, nothing has an address of its own, what the draft does not know is left out, and so is every
 * annotation of a wrong kind. The stored schema is never changed.
 */
import type { RJSFSchema } from "@rjsf/utils";
import type { Dialect, FormSchemas } from "../shared/types";
import { disentangled } from "./inner";
import { LISTED, SINGLE } from "./keywords";
import { parsePointer, valueAt } from "./pointers";
import { isNever, isObject, type Json } from "./refs";

const DRAFTS: readonly Dialect[] = ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"];

/** In any draft. */
const ONE = new Set([...SINGLE, "contentSchema", "items"]);
const MANY = new Set([...LISTED, "items", "prefixItems"]);
const NAMED = new Set(["dependencies", "dependentSchemas", "patternProperties", "properties"]);
/** Schemas that apply to nothing where they stand. */
const SHELVES = new Set(["$defs", "definitions"]);
/** Where rjsf looks for something to show, and `true` or `false` is nothing that it could. */
const SHOWN = new Set(["items", "then", "else", "if"]);
const REFERENCES = ["$ref", "$dynamicRef", "$recursiveRef"] as const;

/** First and last draft that know a keyword, where not all do. */
const KNOWN_FROM: Readonly<Record<string, Dialect>> = {
  const: "draft-06",
  contains: "draft-06",
  propertyNames: "draft-06",
  if: "draft-07",
  then: "draft-07",
  else: "draft-07",
  dependentRequired: "2019-09",
  dependentSchemas: "2019-09",
  maxContains: "2019-09",
  minContains: "2019-09",
  unevaluatedItems: "2019-09",
  unevaluatedProperties: "2019-09",
  $recursiveRef: "2019-09",
  prefixItems: "2020-12",
  $dynamicRef: "2020-12",
};
const KNOWN_UNTIL: Readonly<Record<string, Dialect>> = {
  dependencies: "draft-07",
  $recursiveRef: "2019-09",
  additionalItems: "2019-09",
};

/** Whether a keyword means anything in a draft; one that no draft has is known to all. */
export function knows(dialect: Dialect, keyword: string): boolean {
  const level = DRAFTS.indexOf(dialect);
  const from = Object.hasOwn(KNOWN_FROM, keyword) ? KNOWN_FROM[keyword] : undefined;
  const until = Object.hasOwn(KNOWN_UNTIL, keyword) ? KNOWN_UNTIL[keyword] : undefined;
  return (!from || level >= DRAFTS.indexOf(from)) && (!until || level <= DRAFTS.indexOf(until));
}

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string";
const isNumber: Test = (value) => typeof value === "number";
const isBoolean: Test = (value) => typeof value === "boolean";
const isCount: Test = (value) => typeof value === "number" && value >= 0;
const isList: Test = Array.isArray;
const isNames: Test = (value) => Array.isArray(value) && value.every(isText);

/** Keywords that hold no schemas, and what they have to be to mean anything. */
const PLAIN: Readonly<Record<string, Test>> = {
  type: (value) => isText(value) || (isNames(value) && (value as string[]).length > 0),
  enum: isList,
  const: () => true,
  required: isNames,
  dependentRequired: isObject,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => typeof value === "number" && value > 0,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minContains: isCount,
  maxContains: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  uniqueItems: isBoolean,
  pattern: isText,
};

/** What only describes. Drafts 04 to 07 let anything stand here. */
const ANNOTATIONS: Readonly<Record<string, Test>> = {
  title: isText,
  description: isText,
  format: isText,
  examples: isList,
  enumNames: isList,
  readOnly: isBoolean,
  writeOnly: isBoolean,
  deprecated: isBoolean,
  unit: isText,
  discriminator: (value) => isObject(value) && isText(value["propertyName"]),
};

/** Marks what the server found that the page cannot ask. */
export const NOT_ASKED = "x-not-asked";

const DROPPED = new Set([NOT_ASKED, "$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment"]);

const own = (table: Readonly<Record<string, Test>>, keyword: string): Test | undefined =>
  Object.hasOwn(table, keyword) ? table[keyword] : undefined;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Every schema directly inside one, wherever any draft has schemas. */
function children(schema: Json): Json[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (isObject(value)) {
      if (ONE.has(keyword)) return [value];
      return NAMED.has(keyword) || SHELVES.has(keyword) ? Object.values(value).filter(isObject) : [];
    }
    return Array.isArray(value) && MANY.has(keyword) ? value.filter(isObject) : [];
  });
}

/** Whether two of them beside each other mean more than the reference alone. */
const isConstraint = (keyword: string): boolean =>
  Object.hasOwn(PLAIN, keyword) || ONE.has(keyword) || MANY.has(keyword) || NAMED.has(keyword);

class Translation {
  private readonly level: number;
  private readonly address: string;
  private readonly anchors = new Map<string, Json>();
  /** What references lead to, by the name it gets. */
  private readonly names = new Map<Json | boolean, string>();
  private readonly definitions: Json = {};
  private readonly made = new Map<Json, Json>();
  private readonly notAsked: ReadonlySet<unknown>;

  constructor(
    private readonly root: Json,
    private readonly dialect: Dialect,
    notAsked: string[],
  ) {
    this.level = DRAFTS.indexOf(dialect);
    const address = root["$id"] ?? root["id"];
    this.address = typeof address === "string" ? (address.split("#")[0] ?? "") : "";
    this.collectAnchors();
    this.notAsked = new Set(notAsked.map((pointer) => valueAt(root, parsePointer(pointer))));
  }

  run(): RJSFSchema {
    const result = this.schema(this.root);
    return (Object.keys(this.definitions).length > 0 ? { ...result, definitions: this.definitions } : result) as RJSFSchema;
  }

  private collectAnchors(): void {
    const seen = new Set<Json>();
    const waiting = [this.root];
    for (let here = waiting.pop(); here; here = waiting.pop()) {
      if (seen.has(here)) continue;
      seen.add(here);
      const { $anchor, $dynamicAnchor, $id, id } = here;
      const ids = [$id, id].filter((name) => typeof name === "string" && /^#[^/]/.test(name)).map((name) => (name as string).slice(1));
      for (const name of [$anchor, $dynamicAnchor, ...ids]) {
        if (typeof name === "string" && !this.anchors.has(name)) this.anchors.set(name, here);
      }
      waiting.push(...children(here).reverse());
    }
  }

  /** What a reference leads to; undefined where it leads nowhere. */
  private target(reference: string): Json | boolean | undefined {
    const [address = "", ...rest] = reference.split("#");
    if (address !== "" && address !== this.address) return undefined;
    const fragment = decoded(rest.join("#"));
    if (fragment === "") return this.root;
    if (!fragment.startsWith("/")) return this.anchors.get(fragment);
    let current: unknown = this.root;
    for (const token of fragment.slice(1).split("/")) {
      const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
      if (isObject(current) && Object.hasOwn(current, key)) current = current[key];
      else if (Array.isArray(current) && /^\d+$/.test(key)) current = (current as unknown[])[Number(key)];
      else return undefined;
    }
    return isObject(current) || typeof current === "boolean" ? current : undefined;
  }

  /** The reference by which the page means the same part. */
  private reference(text: unknown): Json | null {
    if (typeof text !== "string") return null;
    const target = this.target(text);
    if (target === undefined) return null;
    if (target === this.root) return { $ref: "#" };
    let name = this.names.get(target);
    if (name === undefined) {
      name = `part${this.names.size + 1}`;
      this.names.set(target, name);
      this.definitions[name] = this.schema(target);
    }
    return { $ref: `#/definitions/${name}` };
  }

  private schema(value: unknown): Json {
    if (typeof value === "boolean") return value ? {} : { not: {} };
    if (!isObject(value)) return {};
    const known = this.made.get(value);
    if (known) return known;
    const result: Json = {};
    // Before its inside, which may lead back to it.
    this.made.set(value, result);
    Object.assign(result, this.translated(value), this.notAsked.has(value) ? { [NOT_ASKED]: true } : {});
    return result;
  }

  private translated(value: Json): Json {
    const references = REFERENCES.filter((keyword) => keyword in value && knows(this.dialect, keyword)).map((keyword) => this.reference(value[keyword]));
    const found = references.filter((reference) => reference !== null);
    const isAlone = this.level <= DRAFTS.indexOf("draft-07") && "$ref" in value;
    const result = this.keywords(value, isAlone);
    if (found.length === 0) return result;
    const [only] = found;
    // rjsf takes the keywords beside a reference in place of those that it leads to.
    if (found.length === 1 && !Object.keys(result).some(isConstraint)) return { ...result, ...only };
    return { ...result, allOf: [...((result["allOf"] as Json[] | undefined) ?? []), ...found] };
  }

  /** The keywords of one schema; `annotationsOnly` beside a reference in the drafts where nothing else counts there. */
  private keywords(value: Json, annotationsOnly: boolean): Json {
    const result: Json = {};
    for (const [keyword, child] of Object.entries(value)) {
      if (DROPPED.has(keyword) || SHELVES.has(keyword) || (REFERENCES as readonly string[]).includes(keyword)) continue;
      if (!knows(this.dialect, keyword) || (annotationsOnly && isConstraint(keyword))) continue;
      const translated = this.keyword(keyword, child);
      if (translated !== undefined) result[keyword] = translated;
    }
    this.limits(value, result);
    this.lists(result);
    this.dependencies(result);
    return result;
  }

  private keyword(keyword: string, child: unknown): unknown {
    if (MANY.has(keyword) && Array.isArray(child)) return child.map((item) => this.schema(item));
    if (ONE.has(keyword)) {
      // rjsf cannot merge `true` with the same keyword of a condition.
      if (typeof child === "boolean") return child || SHOWN.has(keyword) ? this.schema(child) : child;
      return isObject(child) ? this.schema(child) : undefined;
    }
    if (NAMED.has(keyword)) {
      if (!isObject(child)) return undefined;
      const entries = Object.entries(child).map(([name, item]) => [name, isNames(item) ? item : this.schema(item)]);
      return Object.fromEntries(entries) as Json;
    }
    // What a field can offer: a text, a number, yes or no.
    if (keyword === "examples" && Array.isArray(child)) return child.filter((example) => example !== null && typeof example !== "object");
    const test = own(PLAIN, keyword) ?? own(ANNOTATIONS, keyword);
    return test === undefined || test(child) ? child : undefined;
  }

  /** Draft 04 marks a limit as excluded, later drafts have keywords for it. */
  private limits(value: Json, into: Json): void {
    if (this.level > 0) return;
    for (const [limit, excluded] of [
      ["minimum", "exclusiveMinimum"],
      ["maximum", "exclusiveMaximum"],
    ] as const) {
      delete into[excluded];
      if (value[excluded] !== true || into[limit] === undefined) continue;
      into[excluded] = into[limit];
      delete into[limit];
    }
  }

  /** `prefixItems` and what follows them, as drafts before 2020-12 say it. */
  private lists(into: Json): void {
    const { prefixItems, items } = into;
    if (!Array.isArray(prefixItems)) return;
    delete into["prefixItems"];
    into["items"] = prefixItems;
    if (items === undefined) delete into["additionalItems"];
    else into["additionalItems"] = isNever(items) ? false : items;
  }

  /** `dependentRequired` and `dependentSchemas`, as drafts before 2019-09 say it. */
  private dependencies(into: Json): void {
    const required = into["dependentRequired"];
    const schemas = into["dependentSchemas"];
    delete into["dependentRequired"];
    delete into["dependentSchemas"];
    const both = new Map<string, unknown>(isObject(required) ? Object.entries(required).filter(([, names]) => isNames(names)) : []);
    for (const [name, schema] of isObject(schemas) ? Object.entries(schemas) : []) {
      both.set(name, both.has(name) ? { allOf: [schema], required: both.get(name) } : schema);
    }
    if (both.size > 0) into["dependencies"] = Object.fromEntries(both);
  }
}

const translations = new WeakMap<RJSFSchema, { dialect: Dialect; form: RJSFSchema }>();

/** The form of a version, in the page's dialect. */
export function formOf({ schema, dialect, not_asked }: Omit<FormSchemas, "ui_schema">): RJSFSchema {
  const pointers = not_asked.map(({ pointer }) => pointer);
  return inPageDialect(schema, dialect, pointers);
}

/** `schema`, written in `dialect`, in the page's own. */
export function inPageDialect(schema: RJSFSchema, dialect: Dialect, notAsked: string[] = []): RJSFSchema {
  let found = translations.get(schema);
  if (found?.dialect !== dialect) {
    found = { dialect, form: disentangled(new Translation(schema as Json, dialect, notAsked).run()) };
    translations.set(schema, found);
  }
  return found.form;
}
