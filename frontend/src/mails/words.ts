// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the choices of when to be mailed are called. */
import { t } from "../shared/texts";
import type { MailPreferences } from "../shared/types";

export const WEEKDAYS = [t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday"), t("Sunday")] as const;

type At = { time: string };
type Site = Pick<MailPreferences, "site_cadence" | "site_at">;

const EVERY: readonly ((at: At) => string)[] = [
  (at) => t("on Mondays at {time}", at),
  (at) => t("on Tuesdays at {time}", at),
  (at) => t("on Wednesdays at {time}", at),
  (at) => t("on Thursdays at {time}", at),
  (at) => t("on Fridays at {time}", at),
  (at) => t("on Saturdays at {time}", at),
  (at) => t("on Sundays at {time}", at),
];

/** "every day at 07:00", "on Mondays at 07:00": a day of the week counts from 1, for Monday. */
export const whenWords = (weekday: number | "daily", time: string): string => (weekday === "daily" ? t("every day at {time}", { time }) : (EVERY[weekday - 1]?.({ time }) ?? ""));

export const siteWords = ({ site_cadence: cadence, site_at: time }: Site): string => whenWords(cadence === "daily" ? cadence : 1, time);
