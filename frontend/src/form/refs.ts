// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RJSFSchema } from "@rjsf/utils";

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A schema that no answer fits. */
export function isNever(schema: unknown): boolean {
  if (!isObject(schema)) return schema === false;
  const { not } = schema;
  return not === true || (isObject(not) && Object.keys(not).length === 0);
}

/** A choice that says its one answer: rjsf shows alternatives of nothing else as a list to choose from. */
export const isConstant = (option: unknown): boolean =>
  isObject(option) && ("const" in option || (Array.isArray(option["enum"]) && option["enum"].length === 1));

/** A schema that only null fits. */
export const isNull = (schema: unknown): boolean => isObject(schema) && schema["type"] === "null";

/** The schema that a local reference leads to; other schemas stand for themselves. */
export function resolve(schema: unknown, root: RJSFSchema): RJSFSchema {
  let current = schema;
  for (let hops = 0; hops < 20 && isObject(current) && typeof current["$ref"] === "string"; hops += 1) {
    let target: unknown = root;
    for (const token of current["$ref"].replace(/^#\/?/, "").split("/").filter(Boolean)) {
      const name = decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
      target = isObject(target) && Object.hasOwn(target, name) ? target[name] : undefined;
    }
    current = target;
  }
  return isObject(current) ? (current as RJSFSchema) : {};
}

/** What a condition or another answer brings into an object schema. */
export function conditionalParts(schema: RJSFSchema): unknown[] {
  return [
    schema.then,
    schema.else,
    ...Object.values(schema.dependencies ?? {}).filter(isObject),
    ...Object.values((schema as { dependentSchemas?: Json }).dependentSchemas ?? {}),
  ];
}

/**
 * Every property an object schema may have, those that only a condition or a choice brings in too. Each part is looked at once,
 * however many ways lead to it.
 */
export function allProperties(schema: RJSFSchema, root: RJSFSchema): Json {
  const seen = new Set<unknown>();
  const collect = (part: unknown): Json => {
    if (!isObject(part)) return {};
    const here = resolve(part, root);
    if (seen.has(here)) return {};
    seen.add(here);
    const parts = [...(here.allOf ?? []), ...(here.oneOf ?? []), ...(here.anyOf ?? []), ...conditionalParts(here)];
    return { ...Object.fromEntries(parts.flatMap((one) => Object.entries(collect(one)))), ...here.properties } as Json;
  };
  return collect(schema);
}
