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
    ...laidOut.filter(({ document }) => document.schema.length < 60_000),
    ...real.map((file) => {
      const ui = file.replace(/\.json$/, ".ui.json");
      return { name: file, document: documentOf(readFileSync(file, "utf8"), existsSync(ui) ? readFileSync(ui, "utf8") : "") };
    }),
  ];
}
