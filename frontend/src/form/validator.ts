// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * JSON Schema in the browser without `eval`, for rjsf (which option of a oneOf fits) and for the problems shown while
 * filling in. The server's verdict is the one that counts.
 */
import { dereference, validate, type OutputUnit, type Schema, type SchemaDraft } from "@cfworker/json-schema";
import type { RJSFSchema, ValidatorType } from "@rjsf/utils";
import { parsePointer } from "./pointers";

const BASE = new URL("https://forms.invalid/schema");

/** Which draft a schema is written in; draft-07 where it does not say, as the forms in the field are. */
export function draftOf(schema: RJSFSchema): SchemaDraft {
  const declared = String(schema.$schema ?? "");
  if (declared.includes("draft-04") || declared.includes("draft-03")) return "4";
  if (declared.includes("2019-09")) return "2019-09";
  if (declared.includes("2020-12")) return "2020-12";
  return "7";
}

/** A schema whose references are resolved once, for any number of validations of it and of parts of it. */
class Compiled {
  readonly draft: SchemaDraft;
  readonly root: Schema;
  private readonly lookup: Record<string, Schema | boolean>;
  private readonly parts = new Map<string, Schema | boolean>();

  constructor(schema: RJSFSchema) {
    this.draft = draftOf(schema);
    this.root = structuredClone(schema) as Schema;
    // An id of its own would move the base that local references are resolved against.
    delete this.root.$id;
    delete (this.root as Record<string, unknown>)["id"];
    this.lookup = dereference(this.root, Object.create(null) as Record<string, Schema | boolean>, BASE);
  }

  errors(answers: unknown): OutputUnit[] {
    return validate(answers, this.root, this.draft, this.lookup, false).errors;
  }

  /** Whether `value` fits `part`, a schema whose references point into the root. */
  fits(part: RJSFSchema, value: unknown): boolean {
    const text = JSON.stringify(part);
    let schema = this.parts.get(text);
    if (schema === undefined) {
      schema = JSON.parse(text) as Schema;
      dereference(schema, this.lookup, BASE, `/parts/${this.parts.size}`);
      this.parts.set(text, schema);
    }
    return validate(value, schema, this.draft, this.lookup, true).valid;
  }

  /** The schema that a keyword location of an error lies in, following references. */
  schemaAt(keywordLocation: string): Record<string, unknown> {
    const parts = parsePointer(keywordLocation.replace(/^#/, "")).slice(0, -1);
    let current: unknown = this.root;
    for (const part of parts) {
      if (typeof current !== "object" || current === null) return {};
      const here = current as Record<string, unknown>;
      current = part === "$ref" ? this.lookup[String(here["__absolute_ref__"])] : here[part];
    }
    return typeof current === "object" && current !== null ? (current as Record<string, unknown>) : {};
  }
}

const compiled = new WeakMap<RJSFSchema, Compiled>();

export function compile(schema: RJSFSchema): Compiled {
  let found = compiled.get(schema);
  if (found === undefined) {
    found = new Compiled(schema);
    compiled.set(schema, found);
  }
  return found;
}

/** What rjsf asks a validator. Problems are found and shown by us, so `validateFormData` never reports any. */
export const validator: ValidatorType = {
  isValid(schema, formData, rootSchema) {
    if (formData === undefined) return false;
    try {
      // rjsf's data may hold undefined, which JSON does not.
      const value: unknown = JSON.parse(JSON.stringify(formData));
      return compile(rootSchema).fits(schema, value);
    } catch {
      return false;
    }
  },
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: (schema, formData) => ({ errors: compile(schema).errors(formData) as never[] }),
};
