// SPDX-License-Identifier: AGPL-3.0-or-later
/** Forms made at random, the same for the same seed, with what generators and people write into schemas. */
import type { RJSFSchema } from "@rjsf/utils";
import type { Answers, Dialect } from "../../src/shared/types";

export interface Random {
  next: () => number;
  below: (limit: number) => number;
  pick: <T>(list: readonly T[]) => T;
  chance: (share: number) => boolean;
}

/** Marsaglia's xorshift: enough to vary forms. */
export function randomly(seed: number): Random {
  let state = (seed * 2654435761) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, pick: (from) => from[below(from.length)] as (typeof from)[number], chance: (share) => next() < share };
}

const DIALECTS: readonly Dialect[] = ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"];
const VALUES: readonly unknown[] = [null, true, false, 0, 1, 1.5, -2, "", "x", "two words", [], [1, "a"], {}, { a: 1 }];
const TYPES = ["string", "number", "integer", "boolean", "null", "array", "object"] as const;
const NAMES = ["a", "b", "c/d", "e f", "~", "constructor", "length", ""] as const;
type Json = Record<string, unknown>;

function annotations(random: Random): Json {
  const found: Json = {};
  for (const name of ["title", "description", "default", "examples", "enumNames", "readOnly", "format", "deprecated", "unit", "$comment"]) {
    if (random.chance(0.15)) found[name] = random.pick(VALUES);
  }
  return found;
}

function choice(random: Random): Json {
  const values = Array.from({ length: 1 + random.below(4) }, () => random.pick(VALUES));
  const titled = values.map((value) => ({ const: value, title: String(value) }));
  return random.pick([{ enum: values }, { enum: values, oneOf: values.map((_, index) => ({ title: `T${index}` })) }, { oneOf: titled }, { anyOf: titled, enum: values }, { const: values[0] }]);
}

function list(random: Random, depth: number): Json {
  const items = random.pick([
    {},
    { items: question(random, depth - 1) },
    { items: [question(random, depth - 1), question(random, depth - 1)] },
    { prefixItems: [question(random, depth - 1)], items: random.pick([false, true, question(random, depth - 1)]) },
    { items: random.pick([true, false]) },
  ]);
  return { type: "array", ...items, ...(random.chance(0.3) ? { minItems: random.below(3) } : {}), ...(random.chance(0.2) ? { uniqueItems: true } : {}) };
}

function group(random: Random, depth: number): Json {
  const names = NAMES.filter(() => random.chance(0.35));
  const found: Json = { properties: Object.fromEntries(names.map((name) => [name, question(random, depth - 1)])) };
  if (random.chance(0.8)) found["type"] = "object";
  if (random.chance(0.4)) found["required"] = names.filter(() => random.chance(0.5));
  if (random.chance(0.2)) found["additionalProperties"] = random.pick([false, true, question(random, depth - 1)]);
  if (random.chance(0.1)) found["patternProperties"] = { "^x\\-": question(random, depth - 1) };
  if (random.chance(0.15)) found["dependentRequired"] = { a: ["b"] };
  if (random.chance(0.15)) found[random.pick(["dependentSchemas", "dependencies"])] = { a: group(random, depth - 1) };
  if (random.chance(0.2)) Object.assign(found, { if: group(random, 1), then: group(random, depth - 1), else: random.pick([true, false, group(random, depth - 1)]) });
  return found;
}

function question(random: Random, depth: number): Json | boolean {
  if (random.chance(0.05)) return random.chance(0.5);
  const kind = depth <= 0 ? random.below(4) : random.below(9);
  const inner = (): Json => question(random, depth - 1) as Json;
  const made = (): Json => {
    switch (kind) {
      case 0:
        return { type: random.pick(TYPES.slice(0, 5)) };
      case 1:
        return { ...(random.chance(0.5) ? { type: random.pick(TYPES) } : {}), ...choice(random) };
      case 2:
        return { type: TYPES.filter(() => random.chance(0.3)).concat("string") };
      case 3:
        return random.pick([{}, { minimum: 1 }, { pattern: "^[\\w-.]+$" }, { $ref: "#/definitions/part" }, { $ref: "#part" }, { $ref: "#" }]);
      case 4:
        return list(random, depth);
      case 5:
        return { [random.pick(["anyOf", "oneOf"])]: [inner(), inner(), random.pick([{ type: "null" }, inner()])] };
      case 6:
        return { allOf: [inner(), inner()] };
      default:
        return group(random, depth);
    }
  };
  return { ...made(), ...annotations(random) };
}

export function randomForm(random: Random): { schema: RJSFSchema; dialect: Dialect; answers: Answers } {
  const part = { $anchor: "part", ...group(random, 1) };
  const schema = { ...group(random, 3), type: "object", definitions: { part } };
  const answers = Object.fromEntries(NAMES.filter(() => random.chance(0.4)).map((name) => [name, random.pick(VALUES)]));
  return { schema: schema as RJSFSchema, dialect: random.pick(DIALECTS), answers };
}
