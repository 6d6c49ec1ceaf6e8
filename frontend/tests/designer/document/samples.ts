// SPDX-License-Identifier: AGPL-3.0-or-later
/** Forms to be edited: our own cases, and public ones where they are at hand. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { FormDocument } from "../../../src/designer/document/document";

export interface Sample {
  name: string;
  document: FormDocument;
}

export const documentOf = (schema: unknown, uiSchema: unknown = {}): FormDocument => ({
  name: "Form",
  description: "",
  schema: typeof schema === "string" ? schema : `${JSON.stringify(schema, null, 2)}\n`,
  uiSchema: typeof uiSchema === "string" ? uiSchema : JSON.stringify(uiSchema, null, 2),
});

const OWN = resolve(__dirname, "../../../../tests/cases/own");
const SHARED = "/work/shared";

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")).sort().map((file) => join(folder, file)) : [];
}

/** Names that every object of JavaScript has already, and others that look alike or turn text around. */
const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "\u202eright to left", "b".repeat(2000)];

/** A form whose questions are called so. */
function oddNames(): Sample {
  const questions = (inside: string): string =>
    NAMES.map((name) => `${JSON.stringify(name)}: {"title": ${JSON.stringify(name)}, ${inside}}`).join(",\n");
  const text = '"type": "string", "enum": ["a", "b"]';
  const schema = `{"type": "object", "required": ["__proto__"], "properties": {${questions(text)}, "group": {"type": "object", "properties": {${questions('"type": "number"')}}}}}`;
  return { name: "odd names", document: documentOf(schema, `{${NAMES.map((name) => `${JSON.stringify(name)}: {"ui:help": "x"}`).join(", ")}}`) };
}

/** Every form, laid out by two, by tabs, or on one line, in turn. */
export function samples(): Sample[] {
  const cases = [OWN, `${SHARED}/cases`].flatMap(filesIn).flatMap((file) => {
    const { schema, ui_schema: ui, uiSchema } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    return schema ? [{ file, schema, ui: ui ?? uiSchema ?? {} }] : [];
  });
  const real = filesIn(`${SHARED}/data/schemas`).filter((file) => !file.endsWith(".ui.json"));
  const laidOut = cases.map(({ file, schema, ui }, index) => ({
    name: file,
    document: documentOf(JSON.stringify(schema, null, [2, "\t", 0][index % 3]), JSON.stringify(ui, null, [2, 0][index % 2])),
  }));
  return [
    oddNames(),
    ...laidOut.filter(({ document }) => document.schema.length < 60_000),
    ...real.map((file) => {
      const ui = file.replace(/\.json$/, ".ui.json");
      return { name: file, document: documentOf(readFileSync(file, "utf8"), existsSync(ui) ? readFileSync(ui, "utf8") : "") };
    }),
  ];
}
