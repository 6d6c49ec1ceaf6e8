// SPDX-License-Identifier: AGPL-3.0-or-later
/** A form is shown in sections: each group and list of its top level, and the single questions between them. */
import { ADDITIONAL_PROPERTY_FLAG, getUiOptions, orderProperties, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { t } from "../shared/texts";
import type { Answers } from "../shared/types";
import { applied } from "./paths";
import type { Path } from "./pointers";
import { isLeftOut } from "./askable";
import { isObject, resolve } from "./refs";

export interface Section {
  /** Unique in the form. */
  key: string;
  title: string;
  description: string;
  /** The group whose properties the sections show: none, or the only one that the form consists of. */
  within: string[];
  /** Names of the properties it shows. */
  names: string[];
  /** A group or list of the schema, whose title is the section's. */
  whole: boolean;
  /** A single question, whose title is the section's. */
  single: boolean;
  /** What its title says beside it of what has to be answered: "required", "at least 2 required", or nothing. */
  need: string;
}

/** What is said beside the title of a question, group or list; a group tells it by its own questions. */
export function needOf(schema: RJSFSchema, required: boolean): string {
  if (schema.type !== "array") return required ? t("required") : "";
  const least = schema.minItems ?? (required ? 1 : 0);
  if (required && least > 0) return t("at least {n} required", { n: least });
  return least > 1 ? t("none, or at least {n}", { n: least }) : "";
}

/** The group that is cut into sections: the form itself, or the one group that it consists of. */
export function baseOf(sections: Section[]): string[] {
  return sections[0]?.within ?? [];
}

/** The section that shows the question, group or list at `path`. */
export function sectionOf(sections: Section[], path: Path): Section | undefined {
  const base = baseOf(sections);
  if (path.length !== base.length + 1 || !base.every((part, depth) => part === path[depth])) return undefined;
  return sections.find((section) => section.names.includes(String(path.at(-1))));
}

/** More single questions in a row than this are cut into several sections. */
const LONGEST_RUN = 15;

export function inOrder(names: string[], uiSchema: UiSchema): string[] {
  try {
    return orderProperties(names, getUiOptions(uiSchema).order);
  } catch {
    return names;
  }
}

interface Question {
  name: string;
  title: string;
  need: string;
}

interface Run {
  /** Number of sections before it. */
  at: number;
  questions: Question[];
}

/** A group may consist of itself. */
const DEEPEST_BASE = 3;

interface Base {
  within: string[];
  schema: RJSFSchema;
  ui: UiSchema;
  answers: Answers;
}

/** Down from the form as long as it is a group in a group: one section would be one endless column. */
function sectioned(schema: RJSFSchema, uiSchema: UiSchema, answers: Answers): Base {
  let base: Base = { within: [], schema: applied(schema, schema, answers), ui: uiSchema, answers };
  while (base.within.length < DEEPEST_BASE) {
    const shown = Object.entries(base.schema.properties ?? {}).filter(
      ([name]) => getUiOptions(base.ui[name] as UiSchema | undefined).widget !== "hidden",
    );
    const [only, ...more] = shown;
    if (only === undefined || more.length > 0) return base;
    const [name, property] = only;
    const { oneOf, anyOf } = resolve(property, schema);
    const value = base.answers[name];
    const inner = typeof property === "object" ? applied(property, schema, value) : {};
    // What people have added to a map is no question of the form: the page must not be made anew by their first entry.
    const isAsked = Object.values(inner.properties ?? {}).some((each) => !(isObject(each) && ADDITIONAL_PROPERTY_FLAG in each));
    if (oneOf || anyOf || !isAsked) return base;
    base = {
      within: [...base.within, name],
      schema: inner,
      ui: (base.ui[name] as UiSchema | undefined) ?? {},
      answers: isObject(value) ? value : {},
    };
  }
  return base;
}

/** The sections of one run of single questions; `general` is what such a run is called here, null where it is the whole form. */
function runSections({ questions }: Run, general: string | null, within: string[]): Section[] {
  const [only] = questions;
  if (only && questions.length === 1 && general !== null) {
    const { name, title, need } = only;
    return [{ key: `single-${name}`, title, description: "", within, names: [name], whole: false, single: true, need }];
  }
  const parts = Math.ceil(questions.length / LONGEST_RUN);
  const size = Math.ceil(questions.length / parts);
  return Array.from({ length: parts }, (_, part) => {
    const names = questions.slice(part * size, (part + 1) * size).map((question) => question.name);
    const range = { first: part * size + 1, last: part * size + names.length };
    const ranged = general === null ? t("Questions {first} to {last}", range) : t("{general}: questions {first} to {last}", { general, ...range });
    const title = parts === 1 ? (general ?? t("Questions")) : ranged;
    return { key: `run-${names[0]}`, title, description: "", within, names, whole: false, single: false, need: "" };
  });
}

function isGroupOf(part: unknown, root: RJSFSchema): boolean {
  const { type, properties } = resolve(part, root);
  return type === "object" || properties !== undefined;
}

/** The sections of a normalised form for its present answers. */
export function sectionsOf(schema: RJSFSchema, uiSchema: UiSchema, answers: Answers): Section[] {
  const base = sectioned(schema, uiSchema, answers);
  const { within } = base;
  const properties = base.schema.properties ?? {};
  const sections: Section[] = [];
  const required = new Set(base.schema.required ?? []);
  const runs: Run[] = [];
  let run: Question[] = [];
  const endRun = (): void => {
    if (run.length > 0) runs.push({ at: sections.length, questions: run });
    run = [];
  };
  for (const name of inOrder(Object.keys(properties), base.ui)) {
    const property = properties[name];
    const ui = base.ui[name] as UiSchema | undefined;
    if (typeof property !== "object" || getUiOptions(ui).widget === "hidden") continue;
    const own = applied(property, schema, base.answers[name]);
    if (isLeftOut(own)) continue;
    // A choice between groups stays where it is when somebody chooses.
    const isGroup = [own, ...(own.oneOf ?? []), ...(own.anyOf ?? [])].some((part) => isGroupOf(part, schema));
    const isList = own.type === "array" && typeof own.items === "object" && !Array.isArray(own.items);
    const listOf = isList ? applied(own.items as RJSFSchema, schema, undefined) : undefined;
    if (isGroup || (listOf !== undefined && listOf.type === "object")) {
      endRun();
      const options = getUiOptions(ui);
      sections.push({
        key: `whole-${name}`,
        title: options.title ?? property.title ?? own.title ?? name,
        description: [options.description ?? property.description ?? own.description, options.help].filter(Boolean).join(" "),
        within,
        names: [name],
        whole: true,
        single: false,
        need: own.type === "array" ? needOf(own, required.has(name)) : "",
      });
    } else {
      const title = getUiOptions(ui).title ?? property.title ?? own.title ?? name;
      run.push({ name, title, need: needOf(own, required.has(name)) });
    }
  }
  endRun();
  const several = runs.filter(({ questions }) => questions.length > 1);
  const isWholeForm = sections.length === 0;
  for (const each of [...runs].reverse()) {
    const number = several.indexOf(each);
    const general = number <= 0 ? t("General") : number === 1 ? t("Further questions") : t("Further questions {number}", { number });
    sections.splice(each.at, 0, ...runSections(each, isWholeForm ? null : general, within));
  }
  return sections;
}
