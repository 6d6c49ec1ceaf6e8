// SPDX-License-Identifier: AGPL-3.0-or-later
/** Counts of findings, and what they mean. Exempt and error never count as compliant. */
import { FAILING, STATUSES } from "../shared/findingStatus";
import { t } from "../shared/texts";
import type { GroupEvaluation, Status, Totals } from "../shared/types";

export const of = (totals: Totals, status: Status): number => totals[status] ?? 0;

export const failing = (totals: Totals): number => FAILING.reduce((number, status) => number + of(totals, status), 0);

export const objects = (totals: Totals): number => totals.objects;

export function sum(all: Totals[]): Totals {
  const result: Totals = { objects: 0 };
  for (const totals of all) {
    for (const status of STATUSES) result[status] = of(result, status) + of(totals, status);
    result.objects += objects(totals);
  }
  return result;
}

/** "75 %", "under 1 %", "over 99 %": never rounded to none or all. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return t("{n} %", { n: 0 });
  if (part === whole) return t("{n} %", { n: 100 });
  const value = Math.round((100 * part) / whole);
  if (value === 0) return t("under 1 %");
  return value === 100 ? t("over 99 %") : t("{n} %", { n: value });
}

/** 0 to 4 for none, under 5 %, 5 to 10 %, 10 to 25 %, 25 % and more. */
export function heat(part: number, whole: number): 0 | 1 | 2 | 3 | 4 {
  if (part === 0 || whole === 0) return 0;
  const share = part / whole;
  if (share < 0.05) return 1;
  if (share < 0.1) return 2;
  return share < 0.25 ? 3 : 4;
}

/** The oldest of the groups' evaluations, since no number is newer than that one promises. */
export function oldest(groups: GroupEvaluation[]): string | null {
  const times = groups.filter((group) => group.policies.length > 0).map((group) => group.evaluated_at);
  return times.filter((time): time is string => time !== null).sort()[0] ?? null;
}
