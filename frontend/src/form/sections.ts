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
  /** A single question, whose title is the section's. */
  single: boolean;
  /** Whether the single question has to be answered. */
  required: boolean;
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

interface Question {
  name: string;
  title: string;
  required: boolean;
}

interface Run {
  /** Number of sections before it. */
  at: number;
  questions: Question[];
}

/** The sections of one run of single questions; `general` is what such a run is called here, null where it is the whole form. */
function runSections({ questions }: Run, general: string | null): Section[] {
  const [only] = questions;
  if (only && questions.length === 1 && general !== null) {
    const { name, title, required } = only;
    return [{ key: `single-${name}`, title, description: "", names: [name], whole: false, single: true, required }];
  }
  const parts = Math.ceil(questions.length / LONGEST_RUN);
  const size = Math.ceil(questions.length / parts);
  return Array.from({ length: parts }, (_, part) => {
    const names = questions.slice(part * size, (part + 1) * size).map((question) => question.name);
    const range = `uestions ${part * size + 1} to ${part * size + names.length}`;
    const title = parts === 1 ? (general ?? "Questions") : general === null ? `Q${range}` : `${general}: q${range}`;
    return { key: `run-${names[0]}`, title, description: "", names, whole: false, single: false, required: false };
  });
}

/** The sections of a normalised form for its present answers. */
export function sectionsOf(schema: RJSFSchema, uiSchema: UiSchema, answers: Answers): Section[] {
  const root = applied(schema, schema, answers);
  const properties = root.properties ?? {};
  const sections: Section[] = [];
  const required = new Set(root.required ?? []);
  const runs: Run[] = [];
  let run: Question[] = [];
  const endRun = (): void => {
    if (run.length > 0) runs.push({ at: sections.length, questions: run });
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
        single: false,
        required: false,
      });
    } else {
      const title = getUiOptions(ui).title ?? property.title ?? own.title ?? name;
      run.push({ name, title, required: required.has(name) });
    }
  }
  endRun();
  const several = runs.filter(({ questions }) => questions.length > 1);
  const isWholeForm = sections.length === 0;
  for (const each of [...runs].reverse()) {
    const number = several.indexOf(each);
    const general = number <= 0 ? "General" : `Further questions${number > 1 ? ` ${number}` : ""}`;
    sections.splice(each.at, 0, ...runSections(each, isWholeForm ? null : general));
  }
  return sections;
}
