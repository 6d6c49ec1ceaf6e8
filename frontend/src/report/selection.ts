// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the report shows, as its address says it: a link leads to the same. What nobody could choose is left out of it. */
import { statusWord } from "../shared/findingStatus";
import type { GroupEvaluation } from "../shared/types";
import { isoDay, plainDate } from "../shared/words";
import { failing } from "./totals";

export interface Selection {
  /** The group of the findings. */
  group: number;
  policy?: number | undefined;
  status?: string | undefined;
  /** Who owns the objects. */
  person?: number | undefined;
  /** The form that is lacking. */
  form?: string | undefined;
}

/** Of which groups, and of which day, the numbers are; without a group of all, without a day of now. */
export interface Scope {
  only?: number | undefined;
  day?: string | undefined;
  weeks: number;
}

export const WEEKS = [4, 12, 52] as const;

const numberIn = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name) ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
};

export function selectionIn(search: string, groups: GroupEvaluation[]): Selection | null {
  const query = new URLSearchParams(search);
  const asked = groups.find((group) => String(group.group.id) === query.get("group"));
  const worst = [...groups].sort((a, b) => failing(b.totals) - failing(a.totals))[0];
  const group = asked ?? worst;
  if (!group) return null;
  const policy = group.policies.find((each) => String(each.id) === query.get("policy"));
  const status = query.get("status") ?? "";
  return {
    group: group.group.id,
    policy: policy?.id,
    status: status === "all" || statusWord(status) ? status : undefined,
    person: numberIn(query, "person"),
    // Longer than any id it would be refused.
    form: query.get("form")?.slice(0, 64) || undefined,
  };
}

export function scopeIn(search: string, groups: GroupEvaluation[], today: string): Scope {
  const query = new URLSearchParams(search);
  const only = numberIn(query, "only");
  const day = query.get("day") ?? "";
  const weeks = WEEKS.find((each) => each === numberIn(query, "weeks")) ?? 12;
  return { only: groups.some((group) => group.group.id === only) ? only : undefined, day: day <= today && isoDay(plainDate(day)) === day ? day : undefined, weeks };
}

export function addressOf(pick: Selection | null, scope: Scope): string {
  const query = new URLSearchParams();
  const said = { ...pick, only: scope.only, day: scope.day, weeks: scope.weeks === 12 ? undefined : scope.weeks };
  for (const [name, value] of Object.entries(said)) if (value !== undefined && value !== "") query.set(name, String(value));
  return query.toString();
}
