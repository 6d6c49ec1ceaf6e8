// SPDX-License-Identifier: AGPL-3.0-or-later
/** What would break, told by question and by object: titles and rules, never an answer. */
import { t } from "../../shared/texts";
import type { Breaking, BrokenRule } from "../../shared/types";
import { lowerType } from "../../shared/words";

const RULES: Readonly<Record<string, string>> = {
  required: t("not answered, and required"),
  dependentRequired: t("not answered, and required with another answer"),
  dependencies: t("does not go with another answer"),
  dependentSchemas: t("does not go with another answer"),
  enum: t("not one of the choices"),
  const: t("not the one answer that is taken"),
  type: t("another kind of answer"),
  minimum: t("too small"),
  exclusiveMinimum: t("too small"),
  maximum: t("too large"),
  exclusiveMaximum: t("too large"),
  multipleOf: t("not a multiple of what is asked for"),
  minLength: t("too short"),
  maxLength: t("too long"),
  pattern: t("does not match the pattern"),
  format: t("not in the format that is asked for"),
  minItems: t("too few entries"),
  maxItems: t("too many entries"),
  uniqueItems: t("an entry occurs twice"),
  contains: t("an entry that must be there is missing"),
  minProperties: t("too few answers in the group"),
  maxProperties: t("too many answers in the group"),
  propertyNames: t("an entry has a name that is not taken"),
  additionalProperties: t("not asked any more, and not taken"),
  unevaluatedProperties: t("not asked any more, and not taken"),
  additionalItems: t("more entries than are taken"),
  unevaluatedItems: t("more entries than are taken"),
  "false schema": t("not taken any more"),
  oneOf: t("fits none of the alternatives, or several"),
  anyOf: t("fits none of the alternatives"),
  not: t("one of the answers that are ruled out"),
  limit: t("took too long to judge"),
};

/** Why an answer breaks, as words of the form's designer. */
export const ruleWords = (keyword: string): string => RULES[keyword] ?? t("breaks the rule “{keyword}”", { keyword });

/** "Channels > Emission" for the emission of any channel. Numbers of entries are told by the pointer: a title may be one too. */
export function questionOf({ pointer, path }: BrokenRule): string {
  const names = pointer.split("/").slice(1);
  const titles = path.split(" > ");
  if (names.length !== titles.length) return path || t("The answers as a whole");
  const isEntry = (index: number): boolean => /^\d+$/.test(names[index] ?? "") && titles[index] === String(Number(names[index]) + 1);
  return titles.filter((_, index) => !isEntry(index)).join(" > ") || t("The answers as a whole");
}

export interface ByQuestion {
  question: string;
  rule: string;
  /** How many objects; one with several such entries counts once. */
  objects: number;
}

/** The questions that break, most objects first. */
export function byQuestion(breaking: readonly Breaking[]): ByQuestion[] {
  const found = new Map<string, ByQuestion>();
  for (const { problems } of breaking) {
    const seen = new Set<string>();
    for (const problem of problems) {
      const [question, rule] = [questionOf(problem), ruleWords(problem.keyword)];
      const key = JSON.stringify([question, rule]);
      if (seen.has(key)) continue;
      seen.add(key);
      const known = found.get(key) ?? { question, rule, objects: 0 };
      found.set(key, { ...known, objects: known.objects + 1 });
    }
  }
  return [...found.values()].sort((a, b) => b.objects - a.objects);
}

/** Whether all that is wrong is that something is not answered. */
export const onlyLacks = ({ problems }: Breaking): boolean => problems.every(({ keyword }) => keyword === "required" || keyword === "dependentRequired");

export const objectAddress = (base: string, { object_type, object_id }: Breaking, form: string): string =>
  `${base}?id=${object_id}&type=${lowerType(object_type)}&form=${form}`;

/** A text that a spreadsheet would take for a formula is given as text. */
function cell(value: string | number): string {
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row for each rule that is broken; begins with a mark by which spreadsheets know UTF-8. */
export function csvOf(breaking: readonly Breaking[], form: string, origin: string): string {
  const rows: (string | number)[][] = [["type", "id", "name", "submission", "question", "rule", "pointer", "address"]];
  for (const one of breaking) {
    for (const { pointer, path, keyword } of one.problems) {
      rows.push([one.object_type, one.object_id, one.name, one.submission, path, ruleWords(keyword), pointer, objectAddress(origin, one, form)]);
    }
  }
  return `\ufeff${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}
