// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which keywords hold schemas in the page's own dialect. `items` holds one or a list of them and stands in neither set. */

export const SINGLE: ReadonlySet<string> = new Set([
  "additionalItems",
  "additionalProperties",
  "contains",
  "else",
  "if",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
export const LISTED: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf"]);

/** Keywords that hold schemas by names, which mean nothing by themselves; `dependencies` may hold lists of names, too. */
export const BY_NAME: ReadonlySet<string> = new Set(["properties", "$defs", "definitions", "patternProperties", "dependentSchemas", "dependencies"]);

/** Keywords whose values are answers, not schemas: what stands in them is none of the form's own, in any draft. */
export const OF_VALUES: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);
