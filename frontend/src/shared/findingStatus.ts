// SPDX-License-Identifier: AGPL-3.0-or-later
/** The kinds of finding: their words, their order, and which of them ask for something. */
import { t } from "./texts";
import type { Status } from "./types";

export const STATUS_WORDS: Record<Status, string> = {
  compliant: t("Compliant"),
  recommended: t("Recommended"),
  grace: t("In grace"),
  missing: t("Missing"),
  incomplete: t("Incomplete"),
  invalid: t("Invalid"),
  outdated: t("Outdated"),
  exempt: t("Exempt"),
  error: t("Error"),
};

/** In the order in which they are always shown. */
export const STATUSES = Object.keys(STATUS_WORDS) as Status[];

/** What a status is called; undefined of what is none, such as all of them, or whatever an address names. */
export function statusWord(status: string | undefined): string | undefined {
  const known = STATUSES.find((each) => each === status);
  return known && STATUS_WORDS[known];
}

/** As an object's status is found among several: the server's `RANK` reversed. */
export const WORST_FIRST: Status[] = ["error", "missing", "invalid", "incomplete", "outdated", "grace", "exempt", "recommended", "compliant"];

/** What counts against the owner of an object. */
export const FAILING: Status[] = ["missing", "incomplete", "invalid", "outdated"];

/** What is still to be done, late or not. */
export const OWED: Status[] = [...FAILING, "grace"];
