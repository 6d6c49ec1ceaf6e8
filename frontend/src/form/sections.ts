// SPDX-License-Identifier: AGPL-3.0-or-later
/** A form is shown in sections: each group and list of its top level, and the single questions between them. */
import { getUiOptions, orderProperties, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import type { Answers } from "../shared/types";
import { applied } from "./paths";

export interface Section {
  /** Unique in the form. */
  key: string;
  title: string;
  description: string;
  /** Names of the top-level properties it shows. */
  names: string[];
  /** A group or list of the schema, whose title is the section's. */
  whole: boolean;
}

/** More single questions in a row than this are cut into several sections. */
const LONGEST_RUN = 15;

function inOrder(names: string[], uiSchema: UiSchema): string[] {
  try {
    return orderProperties(names, getUiOptions(uiSchema).order);
  } catch {
    return names;
  }
}

function runSections(names: string[], isOnly: boolean, firstNumber: number): Section[] {
  const parts = Math.ceil(names.length / LONGEST_RUN);
  const size = Math.ceil(names.length / parts);
  return Array.from({ length: parts }, (_, part) => {
    const own = names.slice(part * size, (part + 1) * size);
    const from = firstNumber + part * size;
    const range = own.length === 1 ? `Question ${from}` : `Questions ${from} to ${from + own.length - 1}`;
    const title = isOnly && parts === 1 ? "Questions" : range;
    return { key: `run-${from}`, title, description: "", names: own, whole: false };
  });
}

/** The sections of a normalised form for its present answers. */
export function sectionsOf(schema: RJSFSchema, uiSchema: UiSchema, answers: Answers): Section[] {
  const root = applied(schema, schema, answers);
  const properties = root.properties ?? {};
  const sections: Section[] = [];
  let run: string[] = [];
  let asked = 0;
  const runs: { at: number; names: string[]; first: number }[] = [];
  const endRun = (): void => {
    if (run.length > 0) runs.push({ at: sections.length, names: run, first: asked - run.length + 1 });
    run = [];
  };
  for (const name of inOrder(Object.keys(properties), uiSchema)) {
    const property = properties[name];
    const ui = uiSchema[name] as UiSchema | undefined;
    if (typeof property !== "object" || getUiOptions(ui).widget === "hidden") continue;
    const own = applied(property, schema, answers[name]);
    const isGroup = own.type === "object" || own.properties !== undefined;
    const isList = own.type === "array" && typeof own.items === "object" && !Array.isArray(own.items);
    const listOf = isList ? applied(own.items as RJSFSchema, schema, undefined) : undefined;
    if (isGroup || (listOf !== undefined && listOf.type === "object")) {
      endRun();
      const options = getUiOptions(ui);
      sections.push({
        key: `whole-${name}`,
        title: options.title ?? property.title ?? own.title ?? name,
        description: options.description ?? property.description ?? own.description ?? "",
        names: [name],
        whole: true,
      });
    } else {
      asked += 1;
      run.push(name);
    }
  }
  endRun();
  for (const { at, names, first } of runs.reverse()) {
    sections.splice(at, 0, ...runSections(names, runs.length === 1, first));
  }
  return sections;
}
