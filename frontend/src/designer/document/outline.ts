// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the builder shows of a document: its questions as a tree, in the order of the page. */
import { getUiOptions, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { knows } from "../../form/dialects";
import { own, parsePointer, toPointer, valueAt } from "../../form/pointers";
import { isObject, type Json } from "../../form/refs";
import { inOrder } from "../../form/sections";
import { t } from "../../shared/texts";
import type { Dialect } from "../../shared/types";
import { inWords, OTHERWISE, readIf, type ReadCondition } from "./conditions";
import type { FormDocument, QuestionPointer } from "./document";
import { isSameJson } from "./jsonText";
import { choicesOf, kindOf, KIND_WORDS, type Kind } from "./kinds";
import { leadOf } from "./leading";
import { readDocument, type Reading } from "./reading";

export interface Question {
  /** Where it is asked. */
  readonly pointer: QuestionPointer;
  /** Where it says what kind of answer it takes: `pointer`, or what that leads to (leading.ts). */
  readonly core: string;
  /** The way to it in the UI schema, which is that in the answers with `items` for entries. */
  readonly ui: readonly string[];
  /** Pointer of the section it belongs to, "" for the whole form. */
  readonly group: string;
  /** Pointer of the schema whose `properties` names it: the section, or a part of it that holds under a condition. */
  readonly holder: string;
  /** Of the property; "" for a part of a section that is no question, and is advanced. */
  readonly name: string;
  readonly title: string;
  readonly kind: Kind;
  /** Beside the title: "choice of 2", "number, µm". */
  readonly note: string;
  readonly required: boolean;
  readonly condition: ReadCondition;
  /** "shown if Stain is other", or nothing. */
  readonly shownIf: string;
  /** Pointer of the section that its own questions belong to, null where it can have none. */
  readonly inside: string | null;
  /** Whether it is asked for in several places by one definition, so that a change of it counts in all of them. */
  readonly isShared: boolean;
  readonly children: readonly Question[];
}

export interface Outline {
  readonly questions: readonly Question[];
  readonly byPointer: ReadonlyMap<QuestionPointer, Question>;
}

/** A part of a section that names questions. */
interface Holder {
  pointer: string;
  condition: ReadCondition;
  /** Of `dependencies`, whose alternatives are read as conditions. */
  isDependency?: true;
}

/** A name at which no schema has anything. */
const PART = "x-part";
const LEADING = ["$ref", "allOf", "anyOf", "oneOf"];

/** Levels of questions inside each other; the server takes no more. */
const DEEPEST = 64;

const uiAt = (ui: UiSchema, name: string): UiSchema => {
  const found = own(ui as Json, name);
  return isObject(found) ? (found as UiSchema) : {};
};

const namesOf = (schema: unknown): string[] => (isObject(schema) && isObject(schema["properties"]) ? Object.keys(schema["properties"]) : []);

/** Parts of a section that say something the builder has no settings for. */
const UNKNOWN_PARTS: Readonly<Record<string, string>> = {
  oneOf: t("Kinds to choose from"),
  anyOf: t("Kinds to choose from"),
  patternProperties: t("Entries that people name"),
  additionalProperties: t("Entries that people name"),
};

/** Whether a keyword brings in questions: alternatives that are only rules ("one of these two is needed") do not. */
function isPart(keyword: string, value: unknown): boolean {
  if (keyword === "oneOf" || keyword === "anyOf") {
    return Array.isArray(value) && value.some((each) => namesOf(each).length > 0 || (isObject(each) && "$ref" in each));
  }
  return isObject(value) && Object.keys(value).length > 0;
}

class Tracing {
  readonly byPointer = new Map<QuestionPointer, Question>();
  /** Sections whose questions are in the tree already: a definition is shown where it is first used. */
  private readonly shown = new Set<string>();

  constructor(
    private readonly root: RJSFSchema,
    private readonly dialect: Dialect,
  ) {}

  private readonly resolved = (part: Json): Json => {
    if (!LEADING.some((keyword) => keyword in part)) return part;
    return leadOf({ ...this.root, [PART]: part } as RJSFSchema, `/${PART}`)?.schema ?? part;
  };

  private at(pointer: string): unknown {
    return valueAt(this.root, parsePointer(pointer));
  }

  questions(group: string, ui: UiSchema, way: readonly string[], depth = 0): Question[] {
    if (depth > DEEPEST || this.shown.has(group)) return [];
    this.shown.add(group);
    const found: Question[] = [];
    const holders = this.holders(group, null);
    const always = new Map<string, Holder>();
    for (const holder of holders.filter(({ condition }) => condition === null)) {
      for (const name of namesOf(this.at(holder.pointer))) if (!always.has(name)) always.set(name, holder);
    }
    // Seen by their names before they are looked at: a condition is said with the titles of its questions.
    const titles = new Map<string, string>();
    for (const { pointer } of holders) {
      const properties = (this.at(pointer) as Json)["properties"];
      for (const [name, schema] of Object.entries(isObject(properties) ? properties : {})) {
        if (!titles.has(name)) titles.set(name, this.titleOf(name, schema, uiAt(ui, name)));
      }
    }
    for (const holder of holders) {
      for (const name of namesOf(this.at(holder.pointer))) {
        // What only says more of a question is none of its own.
        if ((always.get(name) ?? holder) !== holder) continue;
        found.push(this.question(group, holder, name, uiAt(ui, name), [...way, name], titles, depth));
      }
    }
    const order = inOrder([...new Set(found.map(({ name }) => name))], withRest(ui));
    const places = new Map(order.map((name, index) => [name, index]));
    const sorted = found.toSorted((one, other) => (places.get(one.name) ?? 0) - (places.get(other.name) ?? 0));
    return [...sorted, ...holders.flatMap((holder) => this.unknownParts(group, holder, way))];
  }

  private titleOf(name: string, schema: unknown, ui: UiSchema): string {
    const { title } = getUiOptions(ui);
    if (title) return title;
    if (isObject(schema) && typeof schema["title"] === "string" && schema["title"]) return schema["title"];
    const led = isObject(schema) ? this.resolved(schema)["title"] : undefined;
    return typeof led === "string" && led ? led : name;
  }

  private question(group: string, holder: Holder, name: string, ui: UiSchema, way: readonly string[], titles: ReadonlyMap<string, string>, depth: number): Question {
    const pointer = `${holder.pointer}${toPointer(["properties", name])}`;
    const lead = leadOf(this.root, pointer);
    const kind = lead === null ? "advanced" : kindOf(lead.schema, ui, this.root, this.resolved);
    const { required } = this.at(holder.pointer) as Json;
    const place = lead === null ? null : this.insideOf(kind, lead.pointer);
    const isElsewhere = place !== null && this.shown.has(place);
    const isList = kind === "table" || kind === "repeat";
    const children = place === null ? [] : this.questions(place, isList ? uiAt(ui, "items") : ui, isList ? [...way, "items"] : way, depth + 1);
    const note = lead === null ? KIND_WORDS.advanced : noteOf(kind, lead.schema, ui, this.resolved);
    const question: Question = {
      pointer,
      core: lead?.pointer ?? pointer,
      ui: way,
      group,
      holder: holder.pointer,
      name,
      title: titles.get(name) ?? name,
      kind,
      note: isElsewhere ? t("{kind}, with the questions shown above", { kind: note }) : note,
      required: Array.isArray(required) && required.includes(name),
      condition: holder.condition,
      shownIf: inWords(holder.condition, (other) => titles.get(other) ?? other),
      inside: place,
      isShared: lead?.isShared ?? false,
      children,
    };
    this.byPointer.set(pointer, question);
    return question;
  }

  private insideOf(kind: Kind, core: string): string | null {
    if (kind === "section") return core;
    return kind === "table" || kind === "repeat" ? (leadOf(this.root, `${core}/items`)?.pointer ?? null) : null;
  }

  /** The parts of a section that name questions, the section itself first. */
  private holders(pointer: string, condition: ReadCondition, seen: Set<string> = new Set()): Holder[] {
    const here = this.at(pointer);
    if (!isObject(here) || seen.has(pointer)) return [];
    seen.add(pointer);
    const found: Holder[] = [{ pointer, condition }];
    const under = (read: ReadCondition): ReadCondition => (condition === null ? read : OTHERWISE);
    if (knows(this.dialect, "if") && "if" in here) {
      for (const branch of ["then", "else"] as const) {
        found.push(...this.holders(`${pointer}/${branch}`, under(readIf(here["if"], branch === "else")), seen));
      }
    }
    found.push(...this.dependents(pointer, here, under, seen));
    if (Array.isArray(here["allOf"])) {
      here["allOf"].forEach((part, index) => {
        const lead = isObject(part) && typeof part["$ref"] === "string" ? leadOf(this.root, `${pointer}/allOf/${index}`)?.pointer : undefined;
        if (lead === undefined || !this.shown.has(lead)) found.push(...this.holders(lead ?? `${pointer}/allOf/${index}`, condition, seen));
      });
    }
    return found;
  }

  private dependents(pointer: string, here: Json, under: (read: ReadCondition) => ReadCondition, seen: Set<string>): Holder[] {
    const keyword = knows(this.dialect, "dependencies") ? "dependencies" : "dependentSchemas";
    const schemas = here[keyword];
    if (!isObject(schemas)) return [];
    return Object.entries(schemas).flatMap(([trigger, part]) => {
      const at = `${pointer}${toPointer([keyword, trigger])}`;
      const answered = under({ tests: [{ question: trigger, comparison: "isAnswered", values: [] }], any: false, unless: false });
      const options = isObject(part) && Array.isArray(part["oneOf"]) ? part["oneOf"] : [];
      const branches = options.flatMap((option, index) => {
        const chosen = isObject(option) && isObject(option["properties"]) ? own(option["properties"], trigger) : undefined;
        const read = isObject(chosen) ? readIf({ properties: { [trigger]: chosen }, required: [trigger] }, false) : OTHERWISE;
        return this.holders(`${at}/oneOf/${index}`, under(read), seen);
      });
      const [whole, ...inner] = this.holders(at, answered, seen);
      return [...(whole ? [{ ...whole, isDependency: true as const }] : []), ...inner, ...branches];
    });
  }

  private unknownParts(group: string, holder: Holder, way: readonly string[]): Question[] {
    const here = this.at(holder.pointer) as Json;
    const parts = Object.entries(UNKNOWN_PARTS).filter(([keyword]) => isPart(keyword, here[keyword]) && !(holder.isDependency && keyword === "oneOf"));
    return parts.map(([keyword, title]) => {
      const pointer = `${holder.pointer}/${keyword}`;
      const base = { pointer, core: pointer, ui: [...way, keyword], group, holder: holder.pointer, name: "", title, kind: "advanced" as const };
      const part: Question = { ...base, note: KIND_WORDS.advanced, required: false, condition: holder.condition, shownIf: "", inside: null, isShared: false, children: [] };
      this.byPointer.set(pointer, part);
      return part;
    });
  }
}

function withRest(ui: UiSchema): UiSchema {
  const { order } = getUiOptions(ui);
  return Array.isArray(order) && !order.includes("*") ? { ...ui, "ui:order": [...order, "*"] } : ui;
}

function noteOf(kind: Kind, schema: Json, ui: UiSchema, resolved: (part: Json) => Json): string {
  if (kind === "oneOf") return t("choice of {n}", { n: choicesOf(schema).length });
  if (kind === "severalOf") return t("several of {n}", { n: choicesOf(resolved(schema["items"] as Json)).length });
  const options = getUiOptions(ui);
  const unit = options["unit"] ?? schema["unit"];
  const format = kind === "text" ? schema["format"] : undefined;
  const details = [unit, format].filter((each) => typeof each === "string" && each !== "");
  const hidden = options.widget === "hidden" ? [t("hidden")] : [];
  return [KIND_WORDS[kind], ...details, ...hidden].join(", ");
}

const FIELDS = ["core", "group", "holder", "name", "title", "kind", "note", "required", "shownIf", "inside", "isShared"] as const;

/** The question as it was before, where nothing about it has changed: its row is not drawn anew. */
function shared(next: Question, before: ReadonlyMap<QuestionPointer, Question>, into: Map<QuestionPointer, Question>): Question {
  const old = before.get(next.pointer);
  const children = next.children.map((child) => shared(child, before, into));
  const isSame =
    old !== undefined &&
    FIELDS.every((field) => old[field] === next[field]) &&
    old.children.length === children.length &&
    children.every((child, index) => child === old.children[index]) &&
    old.ui.join("\n") === next.ui.join("\n") &&
    isSameJson(old.condition, next.condition);
  const kept = isSame ? old : children.every((child, index) => child === next.children[index]) ? next : { ...next, children };
  into.set(kept.pointer, kept);
  return kept;
}

let latest: { reading: Reading; outline: Outline } | null = null;

const NOTHING: Outline = { questions: [], byPointer: new Map() };

/** The questions of a document, null where its schema cannot be read. What has not changed since the last time is the same object. */
export function outlineOf(document: FormDocument): Outline | null {
  const reading = readDocument(document);
  const { schema, uiSchema, dialect } = reading;
  if (schema === null || uiSchema === null) return null;
  if (latest?.reading.schema === schema && latest.reading.uiSchema === uiSchema) return latest.outline;
  const tracing = new Tracing(schema, dialect);
  const lead = leadOf(schema, "");
  const made = lead === null ? [] : tracing.questions(lead.pointer, uiSchema, []);
  const before = latest?.outline ?? NOTHING;
  const byPointer = new Map<QuestionPointer, Question>();
  const questions = made.map((question) => shared(question, before.byPointer, byPointer));
  const isSame = questions.length === before.questions.length && questions.every((each, index) => each === before.questions[index]);
  const outline = isSame && byPointer.size === before.byPointer.size ? before : { questions, byPointer };
  latest = { reading, outline };
  return outline;
}

/** Every question, in the order in which the tree shows them. */
export function* listed(questions: readonly Question[]): Generator<Question> {
  for (const question of questions) {
    yield question;
    yield* listed(question.children);
  }
}
